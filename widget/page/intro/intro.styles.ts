import { css } from "lit";

export const introStyles = css`
  :host {
    display: block;
  }
  .intro {
    position: relative;
    display: grid;
    gap: 28px;
    overflow: hidden;
    padding: clamp(24px, 4.2cqi, 52px);
    border-radius: var(--_radius-intro);
    background:
      radial-gradient(90% 130% at 78% 0%, var(--_color-intro-end), transparent 72%), var(--_color-intro-start);
    color: var(--_color-intro-ink);
    isolation: isolate;
  }
  /* A hairline of light on the upper edge. */
  .intro::after {
    content: "";
    position: absolute;
    inset: 0;
    border: 1px solid rgb(255 255 255 / 9%);
    border-radius: inherit;
    pointer-events: none;
    mask-image: linear-gradient(#000, transparent 60%);
  }
  .words {
    display: grid;
    gap: 16px;
    align-content: center;
    justify-items: start;
    max-inline-size: 540px;
  }
  h2 {
    margin: 0;
    font-size: clamp(25px, 3.2cqi, 36px);
    font-weight: 640;
    letter-spacing: -0.026em;
    line-height: 1.13;
    text-wrap: balance;
  }
  h2 span,
  .more span {
    display: block;
  }
  p {
    margin: 0;
    text-wrap: pretty;
  }
  .lead {
    max-inline-size: 46ch;
    font-size: calc(var(--_font-size) * 1.1429);
    line-height: 1.5;
  }
  .more {
    max-inline-size: 52ch;
    color: var(--_color-intro-muted);
  }
  .why {
    margin-block-start: 6px;
    border-color: rgb(255 255 255 / 26%);
    background: rgb(255 255 255 / 8%);
    color: var(--_color-intro-ink);
  }
  .why:hover {
    border-color: rgb(255 255 255 / 44%);
    background: rgb(255 255 255 / 15%);
  }
  .why:focus-visible {
    outline-color: var(--_color-intro-accent);
  }
  .drawing {
    display: none;
    inline-size: 100%;
    max-inline-size: 520px;
    block-size: auto;
    align-self: center;
    justify-self: end;
  }
  /* Not wide enough for the whole drawing: it runs out of the block, the tools and their streams stay. */
  @container (inline-size >= 640px) {
    .intro {
      grid-template-columns: minmax(0, 1fr) minmax(0, 30%);
    }
    .drawing {
      display: block;
      inline-size: 470px;
      max-inline-size: none;
      justify-self: start;
    }
  }
  @container (inline-size >= 1000px) {
    .intro {
      grid-template-columns: minmax(0, 1fr) minmax(0, 46%);
    }
    .drawing {
      inline-size: 100%;
      max-inline-size: 520px;
      justify-self: end;
    }
  }

  .glow-inner {
    stop-color: var(--_color-intro-accent);
    stop-opacity: 0.3;
  }
  .glow-outer {
    stop-color: var(--_color-intro-accent);
    stop-opacity: 0;
  }
  .stream-start {
    stop-color: var(--_color-intro-accent);
    stop-opacity: 0.12;
  }
  .stream-end {
    stop-color: var(--_color-intro-accent);
    stop-opacity: 0.85;
  }
  .stream,
  .out,
  .pulse {
    fill: none;
    stroke-width: 1.5;
  }
  .out {
    stroke: var(--_color-intro-accent);
    stroke-dasharray: 3 5;
    stroke-linecap: round;
    stroke-opacity: 0.75;
  }
  /* Two grains of light per stream, then stillness. */
  .pulse {
    stroke: var(--_color-intro-accent);
    stroke-width: 2.5;
    stroke-linecap: round;
    stroke-dasharray: 0.1 400;
    stroke-dashoffset: 0.1;
    opacity: 0;
    animation: travel 2.1s ease-in 0.5s 2;
  }
  .pulse:nth-of-type(4) {
    animation-delay: 0.9s;
  }
  .pulse:nth-of-type(8) {
    animation-delay: 1.2s;
  }
  @keyframes travel {
    0% {
      opacity: 0;
    }
    15% {
      opacity: 1;
    }
    90% {
      opacity: 1;
    }
    100% {
      opacity: 0;
      stroke-dashoffset: -215;
    }
  }
  .tile rect {
    fill: rgb(255 255 255 / 8%);
    stroke: rgb(255 255 255 / 15%);
  }
  .tile.with-picture rect {
    fill: var(--_color-plate);
    stroke: none;
  }
  .sign {
    fill: none;
    stroke: var(--_color-intro-muted);
    stroke-width: 1.4;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .core {
    fill: var(--_color-intro-start);
    stroke: var(--_color-intro-accent);
    stroke-width: 1.5;
  }
  .ring {
    fill: none;
    stroke: var(--_color-intro-accent);
    stroke-opacity: 0.22;
  }
  .bar {
    fill: var(--_color-intro-accent);
  }
  .outcome > rect {
    fill: rgb(255 255 255 / 9%);
    stroke: rgb(255 255 255 / 17%);
  }
  .outcome .sign {
    stroke: var(--_color-intro-accent);
  }
  .outcome text {
    fill: var(--_color-intro-ink);
    font-size: 13.5px;
    font-weight: 550;
  }
  @media (prefers-reduced-motion: reduce) {
    .pulse {
      animation: none;
    }
  }
`;
