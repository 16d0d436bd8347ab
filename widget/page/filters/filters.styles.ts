import { css } from "lit";

export const filtersStyles = css`
  :host {
    display: block;
    flex: none;
  }
  .anchor {
    position: relative;
  }
  .open {
    min-block-size: max(var(--_target), var(--_control-height) + 4px);
    border-color: var(--_color-line-strong);
    border-radius: calc(var(--_radius-control) + 1px);
    white-space: nowrap;
  }
  .open .icon {
    color: var(--_color-muted);
  }
  .number {
    display: grid;
    place-items: center;
    min-inline-size: 20px;
    block-size: 20px;
    padding-inline: 5px;
    border-radius: 10px;
    background: var(--_color-action);
    color: var(--_color-action-ink);
    font-size: var(--_text-s);
    font-variant-numeric: tabular-nums;
  }
  .panel {
    position: absolute;
    z-index: 3;
    inset-block-start: calc(100% + 8px);
    inset-inline-start: 0;
    display: grid;
    gap: 4px 8px;
    inline-size: 272px;
    padding: 8px;
    border: 1px solid var(--_color-line);
    border-radius: var(--_radius-card);
    background: var(--_color-surface);
    color: var(--_color-ink);
    box-shadow: 0 16px 44px -12px var(--_shadow-overlay);
    outline: 0;
    animation: unfold 120ms ease-out;
  }
  @keyframes unfold {
    from {
      opacity: 0;
      translate: 0 -4px;
    }
  }
  fieldset {
    display: grid;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  fieldset + fieldset {
    margin-block-start: 4px;
    padding-block-start: 8px;
    border-block-start: 1px solid var(--_color-line);
  }
  legend {
    float: inline-start;
    padding: 4px 10px;
    color: var(--_color-muted);
    font-size: var(--_text-s);
    font-weight: 600;
  }
  .choice {
    display: flex;
    clear: both;
    gap: 10px;
    align-items: center;
    min-block-size: max(var(--_target), 36px);
    padding-inline: 10px;
    border-radius: calc(var(--_radius-control) - 2px);
    cursor: pointer;
  }
  .choice:hover {
    background: var(--_color-hover);
  }
  .choice:has(:focus-visible) {
    outline: 2px solid var(--_color-focus);
    outline-offset: -2px;
  }
  .empty {
    color: var(--_color-muted);
  }
  input {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 17px;
    block-size: 17px;
    margin: 0;
    border: 1px solid var(--_color-line-strong);
    border-radius: 5px;
    outline: 0;
    background: var(--_color-surface);
    appearance: none;
  }
  input:checked {
    border-color: var(--_color-action);
    background: var(--_color-action);
  }
  input:checked::before {
    content: "";
    inline-size: 9px;
    block-size: 5px;
    margin-block-start: -2px;
    border: solid var(--_color-action-ink);
    border-width: 0 0 2px 2px;
    rotate: -45deg;
  }
  .count {
    margin-inline-start: auto;
    color: var(--_color-muted);
    font-size: var(--_text-s);
    font-variant-numeric: tabular-nums;
  }
  .clear {
    justify-self: stretch;
  }
  @media (forced-colors: active) {
    input {
      appearance: auto;
    }
  }
  /* Narrow: a square beside the search; the panel takes the whole width. */
  @container (inline-size < 560px) {
    .anchor {
      position: static;
    }
    .open {
      padding-inline: 13px;
    }
    .word {
      display: none;
    }
    .panel {
      inset-inline: 0;
      inline-size: auto;
      margin-inline: var(--_space-page);
      max-block-size: min(70dvh, 460px);
      overflow: auto;
      overscroll-behavior: contain;
    }
  }
`;
