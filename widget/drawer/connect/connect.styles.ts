import { css } from "lit";

export const connectStyles = css`
  :host {
    display: block;
    block-size: 100%;
    container: connect / inline-size;
  }
  .layout {
    display: grid;
    min-block-size: 100%;
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
    padding: 26px 24px 32px;
    border-block-start: 1px solid var(--_color-line);
    background: var(--_color-sunken);
  }
  .guide > section:first-of-type:not(.access) {
    display: none;
  }
  .folded {
    margin-block-end: 22px;
    border: 1px solid var(--_color-line);
    border-radius: var(--_radius-control);
    background: var(--_color-sunken);
  }
  .folded summary {
    padding: 12px 14px;
    font-weight: 600;
    cursor: pointer;
  }
  .folded .numbered {
    padding: 0 14px 14px;
  }
  @container connect (inline-size >= 700px) {
    .layout {
      grid-template-columns: minmax(0, 1fr) 300px;
    }
    .guide {
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
  .numbered {
    display: grid;
    gap: 12px;
    margin: 10px 0 0;
    padding: 0;
    list-style: none;
    counter-reset: step;
  }
  .folded .numbered {
    margin: 0;
  }
  .numbered li {
    display: grid;
    grid-template-columns: 22px minmax(0, 1fr);
    gap: 10px;
    counter-increment: step;
    overflow-wrap: anywhere;
  }
  .numbered li::before {
    content: counter(step);
    display: grid;
    place-items: center;
    inline-size: 22px;
    block-size: 22px;
    border-radius: 50%;
    background: var(--_color-action);
    color: var(--_color-action-ink);
    font-size: var(--_text-s);
    font-weight: 600;
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
