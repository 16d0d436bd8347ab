import { css } from "lit";

export const pageStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
    text-align: start;
    letter-spacing: normal;
    word-spacing: normal;
    text-transform: none;
    white-space: normal;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
  }
  :host([theme="light"]) {
    color-scheme: light;
  }
  :host([theme="dark"]) {
    color-scheme: dark;
  }
  :host([theme="auto"]) {
    color-scheme: light dark;
  }
  .page {
    /* Height of a card of the catalogue, with two lines of text, and of a row on a narrow page. */
    --_card-block: calc(var(--_font-size) * 2.7 + 90px);
    --_row-block: 70px;
    container-type: inline-size;
    background: var(--_color-page);
  }
  .inner {
    display: grid;
    gap: var(--_space-section);
    /* No track wider than the page, whatever stands in it. */
    grid-template-columns: minmax(0, 1fr);
    max-inline-size: 1320px;
    margin-inline: auto;
    padding: var(--_space-page);
  }
  .tools {
    display: grid;
    gap: 16px;
    grid-template-columns: minmax(0, 1fr);
  }
  .lists {
    display: grid;
    gap: var(--_space-section);
    grid-template-columns: minmax(0, 1fr);
    contain: layout;
  }
  /* What stays glides, the rest fades over; nothing takes the pointer meanwhile. */
  .lists::view-transition {
    pointer-events: none;
  }
  .lists::view-transition-group(*),
  .lists::view-transition-old(*),
  .lists::view-transition-new(*) {
    animation-duration: var(--_duration);
  }
  /* Its place while its script is on its way: one line, as without categories. */
  speedai-toolbar {
    display: block;
    min-block-size: calc(var(--_control-height) + 6px);
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
  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 318px), 1fr));
    gap: var(--_space-grid);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .grid > li {
    min-inline-size: 0;
  }
  /* Long lists: what is far below is not laid out. The padding keeps focus rings and shadows from being cut. */
  .long .grid > li {
    content-visibility: auto;
    contain-intrinsic-size: auto var(--_card-block);
    margin: -6px;
    padding: 6px;
  }

  .state {
    display: grid;
    gap: 6px;
    justify-items: center;
    padding: clamp(32px, 7cqi, 64px) 20px;
    border: 1px dashed var(--_color-line-strong);
    border-radius: var(--_radius-card);
    text-align: center;
  }
  .state .icon {
    inline-size: 26px;
    block-size: 26px;
    margin-block-end: 6px;
    color: var(--_color-muted);
    stroke-width: 1.2;
  }
  .state h3 {
    margin: 0;
    overflow-wrap: anywhere;
    font-size: var(--_text-l);
    font-weight: 620;
    letter-spacing: var(--_tracking-title);
  }
  .state p {
    margin: 0;
    max-inline-size: 52ch;
    color: var(--_color-muted);
    text-wrap: balance;
  }
  .state .button {
    margin-block-start: 12px;
  }
  .reference {
    font-family: var(--_font-mono);
    font-size: var(--_text-s);
    user-select: all;
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

  .skeleton {
    block-size: var(--_card-block);
    border: 1px solid var(--_color-line);
    border-radius: var(--_radius-card);
    background:
      radial-gradient(circle at 38px 38px, var(--_color-hover) 22px, transparent 22.5px),
      linear-gradient(var(--_color-hover) 0 0) 72px 22px / 38% 12px no-repeat,
      linear-gradient(var(--_color-hover) 0 0) 72px 42px / 20% 12px no-repeat,
      linear-gradient(var(--_color-hover) 0 0) 16px 80px / 76% 11px no-repeat,
      var(--_color-surface);
    animation: breathe 1.6s ease-in-out 12 alternate;
  }
  .skeleton-title {
    inline-size: 160px;
    block-size: 12px;
    margin: 5px 0 19px;
    border-radius: 6px;
    background: var(--_color-line);
  }
  @keyframes breathe {
    to {
      opacity: 0.62;
    }
  }

  .rule {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 4px 18px;
    align-items: center;
    padding: clamp(18px, 3cqi, 28px);
    border-radius: var(--_radius-card);
    background: var(--_color-brass-tint);
    color: var(--_color-ink);
  }
  .rule p {
    margin: 0;
    max-inline-size: 92ch;
    text-wrap: pretty;
  }
  .rule strong,
  .rule span {
    display: block;
  }
  .rule strong {
    font-weight: 620;
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
  .rule svg {
    inline-size: 46px;
    block-size: 46px;
    fill: none;
    stroke: var(--_color-brass);
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  @container (inline-size < 560px) {
    /* One column of boxes, not a grid: the search stays in sight along the whole page, not along its row. */
    .inner {
      display: flex;
      flex-direction: column;
      gap: 14px;
    }
    .tools,
    speedai-toolbar:defined {
      display: contents;
    }
    .lists,
    .rule {
      margin-block-start: 10px;
    }
    speedai-toolbar:not(:defined) {
      min-block-size: calc(2 * var(--_control-height) + 24px);
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
    .grid.rows {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
    .section-title {
      margin-block-end: 10px;
    }
    .rows-title {
      margin-block-end: 0;
    }
    .rule {
      grid-template-columns: minmax(0, 1fr);
      gap: 10px;
    }
    .skeleton-title {
      margin-block: 16px;
    }
    .skeleton {
      block-size: var(--_row-block);
      border-width: 0 0 1px;
      border-radius: 0;
      background:
        radial-gradient(circle at 22px 33px, var(--_color-hover) 22px, transparent 22.5px),
        linear-gradient(var(--_color-hover) 0 0) 56px 18px / 42% 12px no-repeat,
        linear-gradient(var(--_color-hover) 0 0) 56px 38px / 22% 12px no-repeat;
    }
  }
`;
