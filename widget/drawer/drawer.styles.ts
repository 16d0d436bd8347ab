import { css } from "lit";

export const drawerStyles = css`
  :host {
    --_drawer-padding: 28px;
  }
  dialog {
    inset: 0 0 0 auto;
    inline-size: min(880px, 100vw - 48px);
    block-size: 100dvh;
    max-inline-size: none;
    max-block-size: none;
    margin: 0;
    padding: 0;
    border: 0;
    background: var(--_color-surface);
    color: var(--_color-ink);
    box-shadow: -18px 0 60px var(--_shadow-overlay);
    /* Not hidden: focus and scrollIntoView would move what is hidden. */
    overflow: clip;
    translate: 0;
    transition:
      translate var(--_duration) ease-out,
      opacity var(--_duration) ease-out;
  }
  dialog[open] {
    display: flex;
  }
  dialog::backdrop {
    background: var(--_color-backdrop);
    transition: opacity var(--_duration);
  }
  @starting-style {
    dialog[open] {
      translate: 40px 0;
      opacity: 0;
    }
    dialog[open]::backdrop {
      opacity: 0;
    }
  }
  .sheet {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-inline-size: 0;
  }
  header {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: 14px;
    padding: 22px var(--_drawer-padding) 0;
  }
  speedai-logo {
    --_logo-size: 52px;
  }
  h1 {
    margin: 0;
    font-size: var(--_text-xl);
    font-weight: 650;
    line-height: 1.25;
    letter-spacing: var(--_tracking-title);
  }
  h1:focus {
    outline: none;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 9px;
    margin-block-start: 3px;
    color: var(--_color-muted);
  }
  .close {
    align-self: start;
    margin-inline-end: -8px;
  }
  .state {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }
  .state .account {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .test {
    margin-inline-start: auto;
  }
  .bar {
    display: flex;
    flex: none;
    align-items: center;
    justify-content: space-between;
    margin-block-start: 14px;
    padding-inline: var(--_drawer-padding);
    border-block-end: 1px solid var(--_color-line);
  }
  .bar .button {
    margin-inline-end: -14px;
    color: var(--_color-muted);
    font-weight: 500;
  }
  .tabs {
    display: flex;
    gap: 24px;
    min-inline-size: 0;
    margin-block-end: -1px;
    overflow-x: auto;
    overflow-y: hidden;
    scrollbar-width: none;
  }
  .tab {
    min-block-size: 44px;
    padding: 0 1px;
    border: 0;
    border-block-end: 2px solid transparent;
    background: none;
    color: var(--_color-muted);
    font: inherit;
    white-space: nowrap;
    cursor: pointer;
  }
  .tab:hover {
    color: var(--_color-ink);
  }
  .tab:focus-visible {
    outline-offset: -3px;
    border-radius: 6px;
  }
  .tab[aria-selected="true"] {
    border-block-end-color: var(--_color-ink);
    color: var(--_color-ink);
    font-weight: 600;
  }
  .body {
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-block-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .body > :is(speedai-connect, speedai-overview) {
    display: flex;
    flex: 1 0 auto;
    flex-direction: column;
    block-size: auto;
  }
  .padded {
    display: block;
    inline-size: min(100%, 640px);
    padding: 26px var(--_drawer-padding) 40px;
  }
  .goodbye .notice {
    margin: 22px var(--_drawer-padding) 0;
  }
  .offline .notice {
    margin: 12px var(--_drawer-padding) 0;
  }
  .goodbye:focus {
    outline: none;
  }
  .goodbye:has(.notice) {
    padding-block-end: 22px;
    border-block-end: 1px solid var(--_color-line);
  }
  .padded h2.minor {
    margin-block-end: 14px;
  }
  .padded:is(.full, .wide) {
    inline-size: 100%;
  }
  .step.wide {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(220px, 1fr));
    gap: 28px;
  }
  .access h2 {
    font-size: var(--_text-m);
  }
  @media (max-width: 640px) {
    :host {
      --_drawer-padding: 18px;
    }
    dialog {
      inset: auto 0 0;
      inline-size: 100vw;
      block-size: 94dvh;
      border-start-start-radius: 20px;
      border-start-end-radius: 20px;
      box-shadow: 0 -12px 50px var(--_shadow-overlay);
    }
    @starting-style {
      dialog[open] {
        translate: 0 60px;
        opacity: 0;
      }
    }
    speedai-logo {
      --_logo-size: 44px;
    }
    header {
      position: relative;
      align-items: start;
      padding-block-start: 24px;
      touch-action: none;
    }
    header::before {
      content: "";
      position: absolute;
      inset-block-start: 8px;
      inset-inline: 0;
      inline-size: 36px;
      block-size: 4px;
      margin-inline: auto;
      border-radius: 2px;
      background: var(--_color-line-strong);
    }
    .switcher {
      flex: 1 1 60%;
    }
    .test {
      flex: 1;
      white-space: nowrap;
    }
    .tabs {
      gap: 18px;
    }
    .bar .words {
      display: none;
    }
    .padded {
      padding-block-end: calc(32px + env(safe-area-inset-bottom));
    }
  }
`;
