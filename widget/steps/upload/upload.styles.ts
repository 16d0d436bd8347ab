import { css } from "lit";

export const uploadStyles = css`
  .zone {
    display: grid;
    justify-items: center;
    gap: 6px;
    padding: 34px 20px;
    border: 1.5px dashed var(--_color-line-strong);
    border-radius: var(--_radius-card);
    background: var(--_color-sunken);
    text-align: center;
    transition: background var(--_duration), border-color var(--_duration);
  }
  .zone.over {
    border-color: var(--_color-action);
    background: var(--_color-hover);
  }
  .zone > .icon {
    inline-size: 26px;
    block-size: 26px;
    stroke-width: 1.2;
    color: var(--_color-muted);
  }
  .zone .button {
    margin-block-start: 10px;
  }
  .file {
    display: grid;
    gap: 10px;
    padding: 16px;
  }
  .file .top {
    display: flex;
    justify-content: space-between;
    align-items: baseline;
    gap: 12px;
  }
  .name {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .error {
    display: flex;
    gap: 6px;
    color: var(--_color-error);
  }
  .error .icon {
    margin-block-start: 2px;
  }
`;
