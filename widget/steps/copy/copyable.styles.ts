import { css } from "lit";

export const copyableStyles = css`
  .copyable {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 6px 6px 6px 14px;
    border: 1px solid var(--_color-line);
    border-radius: var(--_radius-control);
    background: var(--_color-sunken);
  }
  .copyable code {
    flex: 1;
    min-inline-size: 0;
    font-family: var(--_font-mono);
    font-size: var(--_text-s);
    word-break: break-all;
    user-select: all;
  }
`;
