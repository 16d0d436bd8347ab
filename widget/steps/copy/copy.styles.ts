import { css } from "lit";

export const copyStyles = css`
  :host {
    display: inline-flex;
  }
  .button {
    white-space: nowrap;
  }
`;
