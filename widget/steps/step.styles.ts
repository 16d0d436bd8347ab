/** What all steps share: a column with air, one title, folds, panels, progress, notices, one row of actions. */
import { css } from "lit";

export const stepStyles = css`
  :host {
    display: block;
  }
  .step {
    display: flex;
    flex-direction: column;
    gap: 20px;
  }
  h2,
  h3 {
    margin: 0;
    font-size: var(--_text-l);
    font-weight: 600;
    line-height: 1.3;
    letter-spacing: var(--_tracking-title);
    text-wrap: balance;
  }
  h2.minor,
  h3 {
    font-size: var(--_text);
    letter-spacing: 0;
  }
  p {
    margin: 0;
  }
  .lead {
    margin-block-start: 6px;
    max-inline-size: 56ch;
    color: var(--_color-muted);
  }
  .muted {
    color: var(--_color-muted);
  }
  .small {
    font-size: var(--_text-s);
  }
  .numbered {
    display: grid;
    gap: 12px;
    margin: 0;
    padding: 0;
    list-style: none;
    counter-reset: step;
  }
  .numbered li {
    display: grid;
    grid-template-columns: 22px minmax(0, 1fr);
    gap: 10px;
    counter-increment: step;
    overflow-wrap: anywhere;
  }
  .numbered li::before {
    content: counter(step);
    display: grid;
    place-items: center;
    inline-size: 22px;
    block-size: 22px;
    border-radius: 50%;
    background: var(--_color-action);
    color: var(--_color-action-ink);
    font-size: var(--_text-s);
    font-weight: 600;
  }
  .numbered code {
    grid-column: 2;
    padding: 5px 8px;
    border-radius: 8px;
    background: var(--_color-hover);
    font-family: var(--_font-mono);
    font-size: var(--_text-s);
    user-select: all;
  }
  summary {
    list-style: none;
    cursor: pointer;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  details[open] > summary .icon {
    rotate: 180deg;
  }
  .folded {
    border: 1px solid var(--_color-line);
    border-radius: var(--_radius-control);
  }
  .folded summary {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-block-size: 44px;
    padding: 8px 14px;
    font-weight: 600;
  }
  .panel {
    padding: 22px;
    border: 1px solid var(--_color-line);
    border-radius: var(--_radius-card);
  }
  progress {
    inline-size: 100%;
    block-size: 8px;
    appearance: none;
    border: 0;
    border-radius: var(--_radius-pill);
    background: var(--_color-line);
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: var(--_color-line);
  }
  progress::-webkit-progress-value {
    background: var(--_color-action);
    transition: inline-size var(--_duration);
  }
  progress::-moz-progress-bar {
    background: var(--_color-action);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
  }
  .actions > .button.quiet:only-child {
    margin-inline-start: -14px;
  }
  .notice {
    display: flex;
    gap: 9px;
    padding: 12px 14px;
    border-radius: var(--_radius-control);
    background: var(--_color-sunken);
  }
  .notice.warning {
    background: var(--_color-warning-tint);
  }
  .notice.ok {
    background: var(--_color-ok-tint);
  }
  .notice .icon {
    margin-block-start: 2px;
  }
  .notice.warning .icon {
    color: var(--_color-warning);
  }
  .notice.ok .icon {
    color: var(--_color-ok);
  }
  .spinner {
    inline-size: 15px;
    block-size: 15px;
    flex: none;
    border: 2px solid currentColor;
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: turn 0.8s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spinner {
      animation: none !important;
      border-inline-end-color: currentColor;
      opacity: 0.5;
    }
  }
  @media (max-width: 480px) {
    .actions .button {
      flex: 1 1 auto;
    }
  }
`;
