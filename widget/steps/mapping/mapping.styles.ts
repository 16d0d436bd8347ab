import { css } from "lit";

export const mappingStyles = css`
  .rows {
    display: grid;
    border-block-start: 1px solid var(--_color-line);
  }
  .row:last-child {
    border: 0;
  }
  .row {
    display: grid;
    grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
    gap: 4px 16px;
    align-items: center;
    padding-block: 11px;
    border-block-end: 1px solid var(--_color-line);
  }
  label {
    font-weight: 600;
  }
  .required {
    margin-inline-start: 4px;
    padding: 1px 8px;
    border-radius: var(--_radius-pill);
    background: var(--_color-sunken);
    color: var(--_color-muted);
    font-size: calc(var(--_font-size) * 0.8215);
    white-space: nowrap;
  }
  select {
    inline-size: 100%;
    min-block-size: 44px;
    padding: 8px 34px 8px 12px;
    border: 1px solid var(--_color-line-strong);
    border-radius: var(--_radius-control);
    background: var(--_color-surface);
    color: var(--_color-ink);
    font: inherit;
    text-overflow: ellipsis;
  }
  select[aria-invalid] {
    border-color: var(--_color-error);
  }
  .below {
    grid-column: 2;
    overflow-wrap: anywhere;
  }
  /* The guess is often right: no need to go down to the end of the list. */
  .actions {
    position: sticky;
    inset-block-end: 0;
    padding-block: 12px;
    border-block-start: 1px solid var(--_color-line);
    background: var(--_color-surface);
  }
  .error {
    display: flex;
    gap: 6px;
    color: var(--_color-error);
  }
  @media (max-width: 480px) {
    .row {
      grid-template-columns: minmax(0, 1fr);
    }
    .below {
      grid-column: 1;
    }
  }
`;
