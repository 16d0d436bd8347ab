/** A list to choose from, with our chevron in place of the browser's. */
import { css } from "lit";

export const selectStyles = css`
  .choice {
    position: relative;
    display: block;
  }
  .choice .icon {
    position: absolute;
    inset-block-end: 14px;
    inset-inline-end: 13px;
    color: var(--_color-muted);
    pointer-events: none;
  }
  select {
    appearance: none;
  }
`;
