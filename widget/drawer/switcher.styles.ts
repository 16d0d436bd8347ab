import { css } from "lit";

export const switcherStyles = css`
  .switcher {
    position: relative;
    min-inline-size: 0;
    max-inline-size: 100%;
  }
  .switcher select {
    appearance: none;
    inline-size: 100%;
    min-block-size: max(var(--_target), 34px);
    padding: 0 32px 0 12px;
    border: 1px solid var(--_color-line-strong);
    border-radius: var(--_radius-control);
    background: transparent;
    color: inherit;
    font: inherit;
    font-weight: 600;
    text-overflow: ellipsis;
    cursor: pointer;
  }
  .switcher select:hover {
    background: var(--_color-hover);
  }
  .switcher option {
    background: var(--_color-surface);
    font-weight: 400;
  }
  .switcher .icon {
    position: absolute;
    inset-block: 0;
    inset-inline-end: 10px;
    margin-block: auto;
    pointer-events: none;
  }
`;
