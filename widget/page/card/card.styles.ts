/** Frame shared by the catalogue's cards and the cards of connections. */
import { css } from "lit";

export const cardStyles = css`
  :host {
    display: block;
    block-size: 100%;
  }
  .card {
    position: relative;
    display: grid;
    block-size: 100%;
    padding: var(--_space-card);
    border: 1px solid var(--_color-line);
    border-radius: var(--_radius-card);
    background: var(--_color-surface);
    box-shadow: 0 1px 2px var(--_shadow-card), 0 4px 14px var(--_shadow-card);
    transition:
      border-color var(--_duration),
      box-shadow var(--_duration);
  }
  .card:hover {
    border-color: var(--_color-line-strong);
    box-shadow: 0 1px 2px var(--_shadow-card), 0 8px 24px var(--_shadow-card);
  }
  /* The whole card answers the pointer, with a single tab stop. */
  .action::after {
    content: "";
    position: absolute;
    inset: -1px;
    border-radius: var(--_radius-card);
  }
  @container (inline-size < 560px) {
    /* Not below the search, which stays in sight there. */
    .action {
      scroll-margin-block-start: 130px;
    }
  }
  .action:focus-visible {
    outline: none;
  }
  .action:focus-visible::after {
    outline: 2px solid var(--_color-focus);
    outline-offset: 2px;
  }
  .name {
    margin: 0;
    overflow-wrap: break-word;
    font-size: var(--_text-m);
    font-weight: 600;
    letter-spacing: var(--_tracking-title);
    line-height: 1.3;
  }
  .line {
    display: flex;
    align-items: center;
    gap: 8px;
    min-inline-size: 0;
    color: var(--_color-muted);
    font-size: calc(var(--_font-size) * 0.9286);
  }
  .clip {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
`;
