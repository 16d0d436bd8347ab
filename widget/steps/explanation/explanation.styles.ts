import { css } from "lit";

export const explanationStyles = css`
  :host {
    display: block;
  }
  .box {
    padding: 13px 15px;
    border-radius: var(--_radius-control);
    background: var(--_color-error-tint);
  }
  .box.warning {
    background: var(--_color-warning-tint);
  }
  p {
    margin: 0;
  }
  .title {
    font-weight: 600;
  }
  .remedy {
    margin-block-start: 6px;
  }
  .after {
    margin-block-start: 6px;
    font-weight: 600;
  }
  .reference {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 10px;
    margin-block-start: 8px;
    font-size: var(--_text-s);
  }
  code {
    font-family: var(--_font-mono);
    overflow-wrap: anywhere;
  }
  ::slotted(*) {
    margin-block-start: 10px;
  }
`;
