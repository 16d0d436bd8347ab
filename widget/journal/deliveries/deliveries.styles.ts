import { css } from "lit";

export const deliveriesStyles = css`
  :host {
    margin-block-end: 34px;
  }
  li {
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
  }
  li:first-child {
    padding-block-start: 12px;
  }
  .type {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 9px;
    font-weight: 600;
  }
`;
