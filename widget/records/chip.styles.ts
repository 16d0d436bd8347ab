import { css } from "lit";

/** `.chip` alone is neutral; also for the states of files and e-mails. */
export const chipStyles = css`
  .chip {
    display: inline-block;
    flex: none;
    max-inline-size: 100%;
    padding: 1px 9px;
    border-radius: var(--_radius-pill);
    background: var(--_color-sunken);
    color: var(--_color-muted);
    font-size: calc(var(--_font-size) * 0.8215);
    font-weight: 600;
    line-height: 1.6;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .chip:is(.confirmed, .seated, .done, .accepted) {
    background: var(--_color-ok-tint);
    color: var(--_color-ok);
  }
  .chip:is(.requested, .to_review, .running) {
    background: var(--_color-warning-tint);
    color: var(--_color-warning);
  }
  .chip:is(.canceled, .no_show, .failed, .refused) {
    background: var(--_color-error-tint);
    color: var(--_color-error);
  }
`;
