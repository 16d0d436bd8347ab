import { css } from "lit";

export const checklistStyles = css`
  :host {
    display: block;
  }
  .box {
    padding: 15px 16px;
    border: 1px solid var(--_color-line);
    border-radius: var(--_radius-card);
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0 12px;
  }
  h2 {
    margin: 0;
    font-size: var(--_text);
    font-weight: 600;
  }
  .when {
    color: var(--_color-muted);
    font-size: var(--_text-s);
  }
  ol {
    margin: 8px 0 0;
    padding: 0;
    list-style: none;
  }
  li {
    padding-block: 5px;
  }
  .line {
    display: grid;
    grid-template-columns: 20px minmax(0, auto) minmax(0, 1fr);
    align-items: center;
    gap: 10px;
  }
  .mark {
    display: grid;
    place-items: center;
    inline-size: 20px;
    block-size: 20px;
    border-radius: 50%;
    background: var(--_color-sunken);
    color: var(--_color-muted);
  }
  .mark .icon {
    inline-size: 12px;
    block-size: 12px;
    stroke-width: 2.2;
  }
  .passed .mark {
    background: var(--_color-ok-tint);
    color: var(--_color-ok);
  }
  .failed .mark {
    background: var(--_color-error);
    color: var(--_color-surface);
  }
  .skipped .name,
  .running .name {
    color: var(--_color-muted);
  }
  .fact {
    justify-self: end;
    color: var(--_color-muted);
    font-size: var(--_text-s);
    text-align: end;
    overflow-wrap: anywhere;
  }
  .running .mark {
    animation: breathe 1.1s ease-in-out infinite alternate;
  }
  .running:nth-child(2) .mark {
    animation-delay: 0.12s;
  }
  .running:nth-child(3) .mark {
    animation-delay: 0.24s;
  }
  .running:nth-child(4) .mark {
    animation-delay: 0.36s;
  }
  .running:nth-child(5) .mark {
    animation-delay: 0.48s;
  }
  @keyframes breathe {
    to {
      background: var(--_color-line-strong);
    }
  }
  speedai-explanation {
    margin-block-start: 8px;
  }
`;
