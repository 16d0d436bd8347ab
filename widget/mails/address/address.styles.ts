import { css } from "lit";

export const addressStyles = css`
  .lead {
    max-inline-size: none;
  }
  .copyable code {
    word-break: normal;
    overflow-wrap: anywhere;
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    justify-content: space-between;
    gap: 4px 16px;
  }
  details {
    flex: 1 1 320px;
  }
  summary {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: var(--_control-height);
    color: var(--_color-link);
  }
  .numbered {
    margin-block: 8px;
  }
  .ways .button {
    margin-inline: -14px;
    color: var(--_color-muted);
  }
`;
