import { css } from "lit";

export const fieldStyles = css`
  :host {
    display: block;
  }
  .label {
    display: inline-block;
    font-weight: 600;
  }
  .optional {
    margin-inline-start: 4px;
    color: var(--_color-muted);
    font-weight: 400;
  }
  .help {
    margin: 1px 0 0;
    color: var(--_color-muted);
    font-size: var(--_text-s);
  }
  .control,
  .saved {
    inline-size: 100%;
    min-block-size: 44px;
    margin-block-start: 7px;
    padding: 9px 13px;
    border: 1px solid var(--_color-line-strong);
    border-radius: var(--_radius-control);
    background: var(--_color-surface);
    color: var(--_color-ink);
    font: inherit;
    transition: border-color var(--_duration);
  }
  /* Below 16 px a phone zooms in on the field. */
  @media (pointer: coarse) {
    .control {
      font-size: max(16px, var(--_text));
    }
  }
  .control:hover {
    border-color: var(--_color-muted);
  }
  .control:focus-visible {
    outline-offset: 0;
    border-color: var(--_color-focus);
  }
  .control:placeholder-shown {
    text-overflow: ellipsis;
  }
  .control::placeholder {
    color: var(--_color-muted);
    opacity: 1;
  }
  .control[aria-invalid] {
    border-color: var(--_color-error);
  }
  .control:disabled,
  .control:read-only:not(select):not([type="file"]) {
    background: var(--_color-sunken);
    color: var(--_color-muted);
  }
  select.control {
    padding-inline-end: 36px;
  }
  textarea.control {
    display: block;
    resize: vertical;
    font-family: var(--_font-mono);
    font-size: var(--_text-s);
    line-height: 1.6;
  }
  .masked {
    -webkit-text-security: disc;
    letter-spacing: 0.06em;
  }
  .masked::placeholder {
    -webkit-text-security: none;
    letter-spacing: normal;
  }
  .with-button {
    position: relative;
    display: block;
  }
  .with-button .control {
    padding-inline-end: 96px;
  }
  .reveal {
    position: absolute;
    inset-block-end: 5px;
    inset-inline-end: 5px;
    min-block-size: 34px;
    padding: 0 10px;
    border: 0;
    border-radius: calc(var(--_radius-control) - 4px);
    background: transparent;
    color: var(--_color-muted);
    font: inherit;
    font-size: var(--_text-s);
    cursor: pointer;
  }
  .reveal:hover {
    background: var(--_color-hover);
    color: var(--_color-ink);
  }
  .saved {
    display: flex;
    align-items: center;
    gap: 8px;
    border-color: var(--_color-line);
    background: var(--_color-sunken);
    color: var(--_color-muted);
  }
  .saved .link {
    margin-inline-start: auto;
    color: var(--_color-ink);
  }
  .toggle {
    display: grid;
    grid-template-columns: 1fr auto;
    align-items: center;
    gap: 0 16px;
    min-block-size: 44px;
  }
  .switch {
    appearance: none;
    position: relative;
    inline-size: 44px;
    block-size: 26px;
    margin: 0;
    border: 1px solid var(--_color-line-strong);
    border-radius: var(--_radius-pill);
    background: var(--_color-sunken);
    cursor: pointer;
    transition:
      background var(--_duration),
      border-color var(--_duration);
  }
  .switch::before {
    content: "";
    position: absolute;
    inset-block-start: 3px;
    inset-inline-start: 3px;
    inline-size: 18px;
    block-size: 18px;
    border-radius: 50%;
    background: var(--_color-line-strong);
    transition:
      translate var(--_duration),
      background var(--_duration);
  }
  .switch:checked {
    border-color: var(--_color-action);
    background: var(--_color-action);
  }
  .switch:checked::before {
    translate: 18px 0;
    background: var(--_color-action-ink);
  }
  @media (forced-colors: active) {
    .switch {
      appearance: auto;
      inline-size: 22px;
      block-size: 22px;
    }
    .switch::before {
      display: none;
    }
  }
  .error {
    display: flex;
    gap: 6px;
    margin: 6px 0 0;
    color: var(--_color-error);
    font-size: var(--_text-s);
  }
  .error .icon {
    margin-block-start: 2px;
  }
  details {
    margin-block-start: 6px;
    font-size: var(--_text-s);
    color: var(--_color-muted);
  }
  summary {
    inline-size: fit-content;
    padding-block: 2px;
    text-decoration: underline;
    text-underline-offset: 2px;
    cursor: pointer;
    list-style: none;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary:hover {
    color: var(--_color-ink);
  }
  details p {
    margin: 4px 0 0;
    color: var(--_color-ink);
  }
`;
