import { css } from "lit";
import { copyableStyles } from "../copy/copyable.styles.ts";

export const copyItemStyles = css`
  ${copyableStyles}
  .items {
    display: grid;
    gap: 18px;
    margin: 0;
  }
  .item {
    display: grid;
    gap: 5px;
  }
  .items dt {
    font-weight: 600;
  }
  .items dd {
    margin: 0;
  }
  .items .small {
    margin-block-start: -5px;
  }
  .items .copyable {
    background: var(--_color-page);
  }
`;
