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
    font-size: clamp(24px, 2.9cqi, 36px);
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
  /* Narrow: what comes out of a call closes the block, below words and drawing. */
  .picture {
    display: contents;
  }
  .drawing {
    display: none;
    inline-size: 100%;
    block-size: auto;
    overflow: visible;
    align-self: center;
  }
  .outcomes {
    display: grid;
    grid-column: 1 / -1;
    gap: 8px 24px;
    margin: 0;
    padding: 18px 0 0;
    border-block-start: 1px solid rgb(255 255 255 / 11%);
    list-style: none;
  }
  .outcome {
    display: flex;
    align-items: center;
    gap: 9px;
    font-size: calc(var(--_font-size) * 0.9643);
    font-weight: 550;
    line-height: 1.3;
  }
  .outcome .sign {
    inline-size: 14px;
    block-size: 14px;
    flex: none;
    overflow: visible;
    stroke: var(--_color-intro-accent);
  }
  @container (inline-size >= 460px) {
    .outcomes {
      display: flex;
    }
  }
  @container (inline-size >= 620px) {
    .intro {
      grid-template-columns: minmax(0, 1fr) minmax(0, 31%);
    }
    .drawing {
      display: block;
    }
    .out {
      display: none;
    }
  }
  /* Wide: the whole sentence in one picture. The rows of the list end where the drawing's lines do. */
  @container (inline-size >= 960px) {
    .intro {
      grid-template-columns: minmax(0, 1fr) minmax(0, 46%);
    }
    .picture {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      align-items: center;
      inline-size: 100%;
      max-inline-size: 530px;
      justify-self: end;
    }
    .out {
      display: inline;
    }
    .outcomes {
      display: grid;
      grid-area: 1 / 2;
      grid-template-rows: 0.927fr repeat(3, 1fr) 0.927fr;
      gap: 0;
      align-self: stretch;
      align-items: center;
      padding: 0;
      border: 0;
    }
    .outcome {
      padding: 10px 18px 10px 15px;
      border: 1px solid rgb(255 255 255 / 17%);
      border-radius: 99px;
      background: rgb(255 255 255 / 9%);
    }
    .outcomes::before,
    .outcomes::after {
      content: "";
    }
  }

  .sign {
    fill: none;
    stroke: var(--_color-intro-muted);
    stroke-width: 1.4;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
`;
