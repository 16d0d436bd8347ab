import { css } from "lit";

export const toolbarStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    gap: 12px 16px;
    align-items: center;
  }
  .first {
    display: flex;
    flex: 1 1 360px;
    gap: 8px;
    max-inline-size: 440px;
  }
  .search {
    position: relative;
    display: flex;
    flex: 1;
    align-items: center;
    gap: 9px;
    min-inline-size: 0;
    min-block-size: max(var(--_target), var(--_control-height) + 4px);
    padding-inline: 13px 8px;
    border: 1px solid var(--_color-line-strong);
    border-radius: calc(var(--_radius-control) + 1px);
    background: var(--_color-surface);
    color: var(--_color-muted);
    transition: border-color var(--_duration);
  }
  .search:hover {
    border-color: var(--_color-muted);
  }
  .search:focus-within {
    border-color: var(--_color-focus);
    outline: 2px solid var(--_color-focus);
    outline-offset: -1px;
  }
  input[type="search"] {
    flex: 1;
    min-inline-size: 0;
    padding: 8px 0;
    border: 0;
    outline: 0;
    background: none;
    color: var(--_color-ink);
    font: inherit;
    /* iOS zooms into fields below 16 px. */
    font-size: max(var(--_font-size), var(--_search-size, 0px));
    text-overflow: ellipsis;
    appearance: none;
  }
  input::placeholder {
    color: var(--_color-muted);
    opacity: 1;
  }
  input::-webkit-search-cancel-button {
    display: none;
  }
  kbd {
    display: grid;
    place-items: center;
    inline-size: 22px;
    block-size: 22px;
    border: 1px solid var(--_color-line);
    border-radius: 6px;
    font-family: inherit;
    font-size: var(--_text-s);
    line-height: 1;
  }
  .clear {
    min-block-size: max(var(--_target), 28px);
    inline-size: max(var(--_target), 28px);
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: 2px;
    align-items: center;
    min-inline-size: 0;
    min-block-size: calc(var(--_control-height) + 6px);
  }
  .filter {
    position: relative;
    display: inline-flex;
    flex: none;
    align-items: center;
    gap: 6px;
    min-block-size: max(var(--_target), var(--_control-height) - 2px);
    padding: 0 12px;
    border-radius: var(--_radius-control);
    color: var(--_color-muted);
    font-size: calc(var(--_font-size) * 0.9643);
    font-weight: 550;
    white-space: nowrap;
    cursor: pointer;
    transition:
      background var(--_duration),
      color var(--_duration);
  }
  .filter:hover {
    background: var(--_color-hover);
    color: var(--_color-ink);
  }
  .filter.chosen {
    background: var(--_color-action);
    color: var(--_color-action-ink);
  }
  .filter:has(:focus-visible) {
    outline: 2px solid var(--_color-focus);
    outline-offset: 2px;
  }
  .count {
    font-size: var(--_text-s);
    font-variant-numeric: tabular-nums;
    font-weight: 500;
  }
  .tokens {
    display: flex;
    flex: 1 1 100%;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .token {
    display: inline-flex;
    gap: 6px;
    align-items: center;
    min-block-size: max(var(--_target), 30px);
    padding: 0 8px 0 12px;
    border: 0;
    border-radius: var(--_radius-pill);
    background: var(--_color-brass-tint);
    color: var(--_color-brass);
    font: inherit;
    font-size: calc(var(--_font-size) * 0.9286);
    font-weight: 600;
    cursor: pointer;
  }
  .token .icon {
    inline-size: 14px;
    block-size: 14px;
  }
  .token:hover {
    background: color-mix(in oklab, var(--_color-brass) 16%, var(--_color-brass-tint));
  }
  .link {
    min-block-size: max(var(--_target), 30px);
    padding-inline: 6px;
    font-size: calc(var(--_font-size) * 0.9286);
  }
  /* As many lines as the categories will take: nothing moves when they come. */
  @container (inline-size < 1180px) {
    .filters {
      flex-basis: 100%;
    }
  }
  @container (inline-size < 800px) {
    .filter {
      padding-inline: 9px;
    }
  }
  @container (560px <= inline-size < 680px) {
    .filters {
      align-content: start;
      min-block-size: calc(2 * var(--_control-height) + 2px);
    }
  }
  @media (pointer: coarse) {
    .search {
      --_search-size: 16px;
    }
    .clear {
      margin-inline-end: -8px;
    }
    kbd {
      display: none;
    }
  }
  /* Narrow: search and filters stay in sight while the page scrolls, so they stand among the page's own rows. */
  @container (inline-size < 560px) {
    kbd {
      display: none;
    }
    .toolbar {
      display: contents;
    }
    .first,
    .filters,
    .tokens {
      flex: none;
    }
    .first {
      position: sticky;
      z-index: 4;
      inset-block-start: 0;
      max-inline-size: none;
      margin-block: -8px;
      margin-inline: calc(-1 * var(--_space-page));
      padding-block: 8px;
      padding-inline: var(--_space-page);
      background: var(--_color-page);
    }
    .first::after {
      content: "";
      position: absolute;
      inset-inline: 0;
      inset-block-start: 100%;
      block-size: 8px;
      background: linear-gradient(var(--_color-page), transparent);
      pointer-events: none;
    }
    /* The row scrolls under the thumb, up to the page's edges, and fades where it goes on. */
    .filters {
      flex-wrap: nowrap;
      margin-block: -4px;
      margin-inline: calc(-1 * var(--_space-page));
      padding-block: 4px;
      padding-inline: var(--_space-page) 40px;
      overflow-x: auto;
      scrollbar-width: none;
      scroll-snap-type: x proximity;
      scroll-padding-inline: var(--_space-page) 40px;
      mask-image: linear-gradient(to right, #000 calc(100% - 40px), transparent);
    }
    .filters:dir(rtl) {
      mask-image: linear-gradient(to left, #000 calc(100% - 40px), transparent);
    }
    .filter {
      scroll-snap-align: start;
    }
  }
`;
