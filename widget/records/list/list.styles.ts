import { css } from "lit";

export const recordListStyles = css`
  .switch {
    display: inline-flex;
    min-inline-size: 0;
    margin: 0;
    padding: 3px;
    border: 0;
    border-radius: var(--_radius-control);
    background: var(--_color-sunken);
  }
  .switch label {
    position: relative;
    display: grid;
    place-items: center;
    min-block-size: max(var(--_target), 32px);
    padding: 0 14px;
    border: 1px solid transparent;
    border-radius: calc(var(--_radius-control) - 3px);
    color: var(--_color-muted);
    font-size: var(--_text-s);
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
    cursor: pointer;
  }
  @container (inline-size < 340px) {
    .switch {
      flex-wrap: wrap;
    }
    .switch label {
      padding-inline: 9px;
    }
  }
  .switch label:hover {
    color: var(--_color-ink);
  }
  .switch label:has(:checked) {
    border-color: var(--_color-line);
    background: var(--_color-surface);
    color: var(--_color-ink);
  }
  .switch label:has(:focus-visible) {
    outline: 2px solid var(--_color-focus);
    outline-offset: 2px;
  }
  li {
    gap: 2px 18px;
  }
  .booking {
    grid-template-columns: minmax(0, 1fr) auto;
    grid-template-areas: "time chip" "who who" "source source";
  }
  time {
    grid-area: time;
    font-variant-numeric: tabular-nums;
  }
  .hour {
    font-weight: 600;
  }
  .booking .who {
    grid-area: who;
  }
  .booking .aside {
    display: contents;
  }
  .booking .chip {
    grid-area: chip;
    justify-self: end;
  }
  .booking .source {
    grid-area: source;
  }
  .who {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .name {
    font-weight: 600;
  }
  .party {
    margin-inline-start: 6px;
    color: var(--_color-muted);
    font-weight: 400;
    white-space: nowrap;
  }
  .facts,
  .source {
    color: var(--_color-muted);
    font-size: var(--_text-s);
  }
  .facts span:not(:last-child)::after {
    content: " ·" / "";
  }
  .source {
    font-variant-numeric: tabular-nums;
  }
  @container (inline-size >= 520px) {
    .booking {
      grid-template-columns: 104px minmax(0, 1fr) auto;
      grid-template-areas: "time who aside";
    }
    .booking time > span {
      display: block;
    }
    .booking .aside {
      grid-area: aside;
    }
    .booking .aside,
    .customer .aside {
      display: grid;
      align-content: start;
      justify-items: end;
      gap: 3px;
      max-inline-size: 180px;
      text-align: end;
    }
    .booking .source {
      grid-area: auto;
    }
    .booking .chip {
      grid-area: auto;
    }
    .customer {
      grid-template-columns: minmax(0, 1fr) auto;
    }
  }
`;
