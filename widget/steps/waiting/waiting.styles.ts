import { css } from "lit";

export const waitingStyles = css`
  .top {
    display: flex;
    gap: 12px;
  }
  .spinner {
    margin-block-start: 6px;
    color: var(--_color-muted);
  }
`;
