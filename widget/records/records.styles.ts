import { css } from "lit";

export const recordsStyles = css`
  .parts {
    display: grid;
    gap: 34px;
  }
  .skeleton {
    display: grid;
    gap: 14px;
  }
  .skeleton .bar {
    inline-size: 100%;
    block-size: 12px;
    border-radius: 4px;
    background: var(--_color-sunken);
  }
  .skeleton .title {
    inline-size: 34%;
    block-size: 16px;
  }
  .skeleton .block {
    block-size: 78px;
    border-radius: var(--_radius-card);
    background: var(--_color-sunken);
  }
  .skeleton .block + .title {
    margin-block-start: 18px;
  }
`;
