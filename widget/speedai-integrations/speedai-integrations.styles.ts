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
  /* The toolbar's place while its script is on its way: one line, two or three, as wide as the page is. */
  .toolbar-space {
    --search: max(var(--_target), var(--_control-height) + 4px);
    --filters: max(var(--_target), var(--_control-height) + 6px);
    --filter: max(var(--_target), var(--_control-height) - 2px);
    block-size: var(--filters);
  }
  @container (inline-size < 1180px) {
    .toolbar-space {
      block-size: calc(var(--search) + var(--filters) + 12px);
    }
  }
  @container (inline-size < 680px) {
    .toolbar-space {
      block-size: calc(var(--search) + 2 * max(var(--filter), var(--_control-height)) + 14px);
    }
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
  }
  .skeleton-title {
    inline-size: 160px;
    block-size: 12px;
    margin: 5px 0 19px;
    border-radius: 6px;
    background: var(--_color-line);
  }
  /* All of them as one: each animation is a layer of its own to the browser. */
  .loading {
    animation: breathe 1.6s ease-in-out 12 alternate;
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
    padding: clamp(18px, 2.4cqi, 26px);
    border: 1px solid var(--_color-line);
    border-radius: var(--_radius-card);
    background: linear-gradient(100deg, var(--_color-brass-tint), var(--_color-surface) 62%);
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
    font-size: var(--_text-m);
    font-weight: 620;
    letter-spacing: var(--_tracking-title);
  }
  .rule span {
    color: var(--_color-muted);
  }
  .rule svg {
    inline-size: 52px;
    block-size: 52px;
    padding: 9px;
    border: 1px solid color-mix(in oklab, var(--_color-brass) 26%, transparent);
    border-radius: 27%;
    background: var(--_color-surface);
    fill: none;
    stroke: var(--_color-brass);
    stroke-width: 2.2;
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
    .tools {
      display: contents;
    }
    .lists {
      gap: 12px;
      margin-block-start: 6px;
    }
    .rule {
      margin-block-start: 14px;
    }
    .toolbar-space {
      block-size: calc(var(--search) + var(--filter) + 14px);
    }
    .grid.rows {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
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
