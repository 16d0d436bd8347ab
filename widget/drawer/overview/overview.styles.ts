import { css } from "lit";

export const overviewStyles = css`
  .tight {
    gap: 12px;
  }
  .trouble {
    display: grid;
    gap: 12px;
  }
  .stopped {
    display: grid;
    gap: 3px;
    margin: 5px 0 0;
    padding-inline-start: 18px;
    color: var(--_color-muted);
  }
  .history {
    block-size: 22px;
    margin-block-start: 10px;
  }
  .history i {
    block-size: 16px;
  }
  .history .failed {
    block-size: 22px;
  }
  .address {
    display: flex;
    align-items: center;
    gap: 10px;
    margin-block-start: 7px;
    padding: 6px 6px 6px 14px;
    border: 1px solid var(--_color-line);
    border-radius: var(--_radius-control);
    background: var(--_color-sunken);
  }
  code {
    flex: 1;
    min-inline-size: 0;
    font-family: var(--_font-mono);
    font-size: var(--_text-s);
    overflow-wrap: anywhere;
  }
  .facts {
    display: grid;
    margin: 0;
    border-block-start: 1px solid var(--_color-line);
  }
  .facts div {
    display: flex;
    justify-content: space-between;
    gap: 20px;
    padding-block: 9px;
    border-block-end: 1px solid var(--_color-line);
  }
  dt {
    color: var(--_color-muted);
  }
  dd {
    margin: 0;
    text-align: end;
    overflow-wrap: anywhere;
  }
`;
