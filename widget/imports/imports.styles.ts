import { css } from "lit";

export const importsStyles = css`
  ul {
    display: grid;
    margin: 0;
    padding: 0;
    border: 1px solid var(--_color-line);
    border-radius: var(--_radius-card);
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: center;
    gap: 10px 14px;
    padding: 14px 16px;
  }
  li + li {
    border-block-start: 1px solid var(--_color-line);
  }
  .mark {
    display: grid;
    align-self: start;
    place-items: center;
    inline-size: 34px;
    block-size: 34px;
    border-radius: var(--_radius-control);
    background: var(--_color-sunken);
    color: var(--_color-muted);
  }
  .about {
    display: grid;
    gap: 2px;
    min-inline-size: 0;
  }
  .file {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 10px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .counts {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 0;
    margin-block-start: 3px;
    font-size: var(--_text-s);
    font-variant-numeric: tabular-nums;
  }
  .counts span:not(:last-child)::after {
    content: "·" / "";
    margin-inline: 7px;
    color: var(--_color-muted);
    font-weight: 400;
  }
  .counts .created {
    font-weight: 600;
  }
  .counts .unchanged {
    color: var(--_color-muted);
  }
  .counts .failed {
    color: var(--_color-error);
    font-weight: 600;
  }
  .counts.gone,
  .counts.gone span {
    color: var(--_color-muted);
    font-weight: 400;
    text-decoration: line-through;
  }
  speedai-error-file {
    margin-block-start: 8px;
  }
  .all {
    margin-inline-start: -14px;
  }
  progress {
    block-size: 6px;
    margin-block-start: 6px;
  }
  .ways {
    grid-column: 2;
    align-self: start;
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  @container (inline-size >= 700px) {
    li {
      grid-template-columns: auto minmax(0, 1fr) auto;
    }
    .ways {
      grid-column: 3;
      justify-content: end;
      margin-inline-end: -6px;
    }
  }
  .ways .quiet {
    color: var(--_color-muted);
  }
  @container (inline-size < 460px) {
    .ways {
      grid-column: 1 / -1;
      flex-direction: column;
      align-items: start;
    }
    .ways .quiet {
      margin-inline-start: -14px;
    }
    .head .button {
      inline-size: 100%;
    }
  }
`;
