import { css } from "lit";

/** `.badge` with `.standard`, `.premium` or `.custom`. */
export const badgeStyles = css`
  .badge {
    display: inline-flex;
    align-items: center;
    flex: none;
    padding: 1px 8px;
    border: 1px solid color-mix(in oklab, var(--_color-line-strong) 50%, transparent);
    border-radius: var(--_radius-pill);
    color: var(--_color-muted);
    font-size: calc(var(--_font-size) * 0.8036);
    font-weight: 600;
    line-height: 1.5;
    white-space: nowrap;
  }
  .badge.premium {
    background: var(--_color-brass-tint);
    border-color: transparent;
    color: var(--_color-brass);
  }
  .badge.custom {
    border-style: dashed;
    border-color: var(--_color-line-strong);
    color: var(--_color-ink);
  }
`;
