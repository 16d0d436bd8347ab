import { css } from "lit";

export const settingsStyles = css`
  .step.wide {
    gap: 32px;
  }
  speedai-disconnect {
    padding-block-start: 28px;
    border-block-start: 1px solid var(--_color-line);
  }
`;
