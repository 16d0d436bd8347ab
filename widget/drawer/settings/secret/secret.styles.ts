import { css } from "lit";

export const secretStyles = css`
  .news:empty {
    display: none;
  }
  .news:focus {
    outline: none;
  }
`;
