import { css } from "lit";

export const redirectStyles = css`
  .state {
    display: flex;
    align-items: center;
    gap: 10px;
    font-weight: 600;
  }
  .state .spinner {
    color: var(--_color-muted);
  }
`;
