/** What the parts of the tab « Données » share: a title with its action, news, and room to fold by their own width. */
import { css } from "lit";

export const partStyles = css`
  :host {
    container-type: inline-size;
  }
  .step {
    gap: 12px;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 10px 16px;
  }
  /* Out of the column, yet there for screen readers to watch. */
  .news:not(:has(.notice)) {
    position: absolute;
  }
  .news:focus {
    outline: none;
  }
`;

/** A list between lines. */
export const linedListStyles = css`
  ul {
    margin: 0;
    padding: 0;
    border-block-start: 1px solid var(--_color-line);
    list-style: none;
  }
  li {
    display: grid;
    padding-block: 12px;
    border-block-end: 1px solid var(--_color-line);
  }
`;
