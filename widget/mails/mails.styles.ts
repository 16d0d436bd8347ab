import { css } from "lit";

export const mailsStyles = css`
  .head {
    row-gap: 4px;
  }
  .title {
    display: flex;
    align-items: center;
    gap: 10px;
  }
  .head .button {
    margin-inline-end: -14px;
    color: var(--_color-muted);
  }
  .waiting {
    display: grid;
    gap: 12px;
    padding: 16px;
    border: 1px solid color-mix(in oklab, var(--_color-warning) 45%, transparent);
    border-radius: var(--_radius-card);
    overflow-wrap: anywhere;
  }
  .top {
    display: flex;
    align-items: start;
    justify-content: space-between;
    gap: 12px;
  }
  h3 {
    font-size: var(--_text-m);
  }
  h4 {
    margin: 0 0 6px;
    font-size: var(--_text-s);
    font-weight: 600;
  }
  .facts > :not(:last-child)::after {
    content: " ·" / "";
  }
  .read {
    padding: 12px 14px;
    border-radius: var(--_radius-control);
    background: var(--_color-sunken);
  }
  dl {
    display: grid;
    gap: 5px 28px;
    margin: 0;
  }
  dl > div {
    display: grid;
    grid-template-columns: minmax(84px, 1fr) minmax(0, 2fr);
    gap: 10px;
  }
  @container (inline-size >= 640px) {
    dl {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
  dt {
    color: var(--_color-muted);
  }
  dd {
    margin: 0;
    font-weight: 600;
  }
  summary {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 30px;
    color: var(--_color-link);
  }
  blockquote {
    margin: 4px 0 0;
    padding-inline-start: 12px;
    border-inline-start: 2px solid var(--_color-line-strong);
    color: var(--_color-muted);
    white-space: pre-line;
  }
  .secret {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    padding: 8px 8px 8px 16px;
    border-radius: var(--_radius-control);
    background: var(--_color-sunken);
  }
  code {
    font-family: var(--_font-mono);
    font-size: var(--_text-xl);
    letter-spacing: 0.06em;
    user-select: all;
  }
  li {
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: start;
    gap: 2px 14px;
    padding-block: 11px;
  }
  .line {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .subject {
    font-weight: 600;
  }
`;
