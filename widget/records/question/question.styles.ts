import { css } from "lit";

export const questionStyles = css`
  dialog {
    inline-size: min(480px, calc(100vw - 32px));
    max-block-size: calc(100dvh - 32px);
    padding: 24px;
    border: 1px solid var(--_color-line);
    border-radius: var(--_radius-card);
    background: var(--_color-surface);
    color: var(--_color-ink);
    box-shadow: 0 18px 60px var(--_shadow-overlay);
    overflow-y: auto;
  }
  dialog::backdrop {
    background: var(--_color-backdrop);
  }
  h2 {
    overflow-wrap: anywhere;
  }
  ul {
    display: grid;
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: flex;
    gap: 8px;
  }
  li span {
    white-space: pre-line;
  }
  li .icon {
    margin-block-start: 3px;
    color: var(--_color-muted);
  }
  .button.destructive {
    border-color: var(--_color-error);
    background: var(--_color-error);
    color: var(--_color-surface);
  }
  .button.destructive:hover {
    filter: brightness(1.08);
  }
`;
