/** Buttons, links, badges and status chips: one look for page and drawer. Use with `tokenStyles`. */
import { css } from "lit";

export { badgeStyles } from "./badges.ts";

/**
 * `.button` (secondary: hairline), `.button.primary` (one per group), `.button.quiet` (text only), `.button.danger`,
 * `.icon-button` (square, needs an accessible name), `.link` (a button or anchor inside a sentence).
 */
export const buttonStyles = css`
  .button,
  .icon-button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 7px;
    min-block-size: max(var(--_target), var(--_control-height));
    padding: 3px 14px;
    border: 1px solid color-mix(in oklab, var(--_color-line-strong) 42%, transparent);
    border-radius: var(--_radius-control);
    background: var(--_color-surface);
    color: var(--_color-ink);
    font: inherit;
    font-size: calc(var(--_font-size) * 0.9643);
    font-weight: 600;
    line-height: 1.2;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
    transition:
      background var(--_duration),
      border-color var(--_duration),
      color var(--_duration);
  }
  .button:hover {
    background: var(--_color-hover);
    border-color: var(--_color-line-strong);
  }
  .button.primary {
    background: var(--_color-action);
    border-color: var(--_color-action);
    color: var(--_color-action-ink);
  }
  .button.primary:hover {
    background: var(--_color-action-hover);
    border-color: var(--_color-action-hover);
  }
  .button.quiet,
  .icon-button {
    background: transparent;
    border-color: transparent;
  }
  .button.quiet:hover,
  .icon-button:hover {
    background: var(--_color-hover);
    border-color: transparent;
  }
  .button.danger {
    color: var(--_color-error);
  }
  .button.danger:hover {
    background: var(--_color-error-tint);
    border-color: var(--_color-error);
  }
  /* Named twice: over what a pointer does to any of them. */
  .button.button[aria-disabled="true"] {
    cursor: default;
    color: var(--_color-muted);
    background: var(--_color-sunken);
    border-color: var(--_color-line);
  }
  .icon-button {
    inline-size: max(var(--_target), var(--_control-height));
    padding: 0;
    color: var(--_color-muted);
  }
  .link {
    padding: 0;
    border: 0;
    background: none;
    color: var(--_color-link);
    font: inherit;
    text-decoration: underline;
    text-underline-offset: 2px;
    cursor: pointer;
  }
  .icon {
    inline-size: 16px;
    block-size: 16px;
    flex: none;
  }
`;
