import { css } from "lit";

export const errorFileStyles = css`
  dl {
    margin: 0;
    overflow-wrap: anywhere;
  }
  dt {
    font-weight: 600;
  }
  dd,
  p {
    margin: 0 0 10px;
  }
  code {
    padding-inline: 4px;
    background: var(--_color-sunken);
    font: inherit;
  }
  speedai-explanation {
    margin-block-start: 10px;
  }
`;
