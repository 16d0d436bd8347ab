/** What the lists and the notices above them add to the page's styles: they come together. */
import { css } from "lit";

export const listStyles = css`
  /* What stays glides, the rest fades over; nothing takes the pointer meanwhile. */
  .lists::view-transition {
    pointer-events: none;
  }
  .lists::view-transition-group(*),
  .lists::view-transition-old(*),
  .lists::view-transition-new(*) {
    animation-duration: var(--_duration);
  }
  .section-title {
    display: flex;
    align-items: baseline;
    gap: 8px;
    margin: 0 0 14px;
    font-size: calc(var(--_font-size) * 1.1429);
    font-weight: 620;
    letter-spacing: var(--_tracking-title);
    line-height: 1.3;
  }
  .fold {
    display: none;
  }
  .section-count {
    color: var(--_color-muted);
    font-size: calc(var(--_font-size) * 0.9286);
    font-variant-numeric: tabular-nums;
    font-weight: 450;
    letter-spacing: 0;
  }
  /* Long lists: what is far below is not laid out. The padding keeps focus rings and shadows from being cut. */
  .long .grid > li {
    content-visibility: auto;
    contain-intrinsic-size: auto var(--_card-block);
    margin: -6px;
    padding: 6px;
  }

  .notice {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 14px;
    align-items: center;
    padding: 10px 10px 10px 16px;
    border: 1px solid var(--_color-line);
    border-radius: var(--_radius-card);
    background: var(--_color-warning-tint);
    color: var(--_color-ink);
  }
  .notice > .icon {
    color: var(--_color-warning);
  }
  .notice p {
    flex: 1 1 220px;
    margin: 0;
  }

  .ways {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
    justify-content: center;
  }
  .results {
    display: grid;
    gap: var(--_space-grid);
  }

  @container (inline-size < 560px) {
    speedai-toolbar {
      display: contents;
    }
    .head {
      position: relative;
      display: flex;
      align-items: center;
      justify-content: space-between;
      min-block-size: 44px;
    }
    .fold {
      display: grid;
      place-items: center;
      inline-size: 44px;
      block-size: 44px;
      margin-inline-end: -12px;
      padding: 0;
      border: 0;
      background: none;
      color: var(--_color-muted);
      cursor: pointer;
    }
    .fold::after {
      content: "";
      position: absolute;
      inset: 0;
      border-radius: var(--_radius-control);
    }
    .fold:focus-visible {
      outline: none;
    }
    .fold:focus-visible::after {
      outline: 2px solid var(--_color-focus);
    }
    .fold .icon {
      transition: rotate var(--_duration);
    }
    .fold[aria-expanded="false"] .icon {
      rotate: -90deg;
    }
    .folded .grid {
      display: none;
    }
    .section-title {
      margin-block-end: 10px;
    }
    .rows-title {
      margin-block-end: 0;
    }
  }
`;
