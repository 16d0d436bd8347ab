import { css } from "lit";

export const connectStyles = css`
  :host {
    display: block;
    container: connect / inline-size;
  }
  .layout {
    display: grid;
    flex: 1;
  }
  .main {
    padding: 26px var(--_drawer-padding, 28px) 32px;
  }
  .region:focus {
    outline: none;
  }
  .guide {
    display: grid;
    align-content: start;
    gap: 26px;
    padding: 26px var(--_drawer-padding, 24px) 32px;
    border-block-start: 1px solid var(--_color-line);
    background: var(--_color-page);
  }
  .guide > section:first-of-type:not(.access) {
    display: none;
  }
  .folded {
    margin-block-end: 22px;
    background: var(--_color-page);
  }
  .folded .numbered {
    padding: 0 14px 14px;
  }
  @container connect (inline-size >= 700px) {
    .layout {
      grid-template-columns: minmax(0, 1fr) 300px;
    }
    .guide {
      padding-inline: 24px;
      border-block-start: 0;
      border-inline-start: 1px solid var(--_color-line);
    }
    .guide > section:first-of-type:not(.access) {
      display: block;
    }
    .folded {
      display: none;
    }
  }
  .guide .numbered {
    margin-block-start: 10px;
  }
  .busy {
    display: flex;
    align-items: center;
    gap: 10px;
    font-weight: 600;
  }
  .methods {
    display: grid;
    gap: 10px;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .methods legend {
    margin-block-end: 8px;
    padding: 0;
    font-weight: 600;
  }
  @container connect (inline-size >= 460px) {
    .methods {
      grid-template-columns: repeat(auto-fit, minmax(200px, 1fr));
    }
  }
  .methods label {
    display: flex;
    gap: 12px;
    padding: 13px 14px;
    border: 1px solid var(--_color-line-strong);
    border-radius: var(--_radius-control);
    cursor: pointer;
  }
  .methods label:hover {
    background: var(--_color-hover);
  }
  .methods label:has(:checked) {
    border-color: var(--_color-action);
    box-shadow: inset 0 0 0 1px var(--_color-action);
  }
  .methods label:has(:focus-visible) {
    outline: 2px solid var(--_color-focus);
    outline-offset: 2px;
  }
  .methods input {
    inline-size: 17px;
    block-size: 17px;
    margin: 2px 0 0;
    flex: none;
    accent-color: var(--_color-action);
    outline: none;
  }
  .methods strong {
    display: block;
    font-weight: 600;
  }
`;
