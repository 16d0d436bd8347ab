import { css } from "lit";

export const journalStyles = css`
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: 24px minmax(0, 1fr) auto;
    gap: 12px;
    padding-block: 12px;
    border-block-end: 1px solid var(--_color-line);
  }
  li:first-child {
    padding-block-start: 0;
  }
  li:last-child {
    border: 0;
  }
  .mark {
    display: grid;
    place-items: center;
    inline-size: 24px;
    block-size: 24px;
    border-radius: 50%;
    background: var(--_color-sunken);
    color: var(--_color-muted);
  }
  .mark .icon {
    inline-size: 13px;
    block-size: 13px;
    stroke-width: 2;
  }
  .warning .mark {
    background: var(--_color-warning-tint);
    color: var(--_color-warning);
  }
  .error .mark {
    background: var(--_color-error-tint);
    color: var(--_color-error);
  }
  .body {
    padding-block-start: 2px;
    overflow-wrap: anywhere;
  }
  .detail,
  time {
    color: var(--_color-muted);
    font-size: var(--_text-s);
  }
  time {
    padding-block-start: 4px;
    white-space: nowrap;
  }
  summary {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .reference {
    display: flex;
    align-items: baseline;
    gap: 0 10px;
  }
  .reference code {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .reference speedai-copy {
    flex: none;
    font-size: inherit;
  }
  code {
    font-family: var(--_font-mono);
  }
  .skeleton .bar {
    inline-size: 60%;
    block-size: 12px;
    margin-block-start: 6px;
    border-radius: 4px;
    background: var(--_color-sunken);
  }
`;
