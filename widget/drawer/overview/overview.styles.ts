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
  .caption {
    margin-block-start: 8px;
  }
  .history i {
    block-size: 16px;
  }
  .history .failed {
    block-size: 22px;
  }
  .copyable {
    margin-block-start: 7px;
  }
  :host {
    display: block;
    container: overview / inline-size;
  }
  .layout {
    display: grid;
    flex: 1;
  }
  .main {
    padding: 26px var(--_drawer-padding, 28px) 32px;
  }
  .aside {
    padding: 26px var(--_drawer-padding, 24px) 32px;
    border-block-start: 1px solid var(--_color-line);
    background: var(--_color-page);
  }
  @container overview (inline-size >= 700px) {
    .layout {
      grid-template-columns: minmax(0, 1fr) 300px;
    }
    .aside {
      padding-inline: 24px;
      border-block-start: 0;
      border-inline-start: 1px solid var(--_color-line);
    }
  }
  .facts {
    display: grid;
    gap: 18px;
    margin: 0;
  }
  dt {
    color: var(--_color-muted);
    font-size: var(--_text-s);
  }
  dd {
    margin: 1px 0 0;
    overflow-wrap: anywhere;
  }
`;
