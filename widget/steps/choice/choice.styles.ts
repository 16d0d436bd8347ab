import { css } from "lit";

export const choiceStyles = css`
  fieldset {
    display: grid;
    gap: 8px;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    margin-block-end: 14px;
    padding: 0;
  }
  label {
    display: flex;
    align-items: center;
    gap: 12px;
    min-block-size: 48px;
    padding: 10px 14px;
    border: 1px solid var(--_color-line-strong);
    border-radius: var(--_radius-control);
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  label:hover {
    background: var(--_color-hover);
  }
  label:has(:checked) {
    border-color: var(--_color-action);
    box-shadow: inset 0 0 0 1px var(--_color-action);
  }
  label:has(:focus-visible) {
    outline: 2px solid var(--_color-focus);
    outline-offset: 2px;
  }
  input {
    inline-size: 18px;
    block-size: 18px;
    margin: 0;
    flex: none;
    accent-color: var(--_color-action);
    outline: none;
  }
`;
