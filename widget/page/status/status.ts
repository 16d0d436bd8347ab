/** The state of a connection as a chip: icon, word and colour, so that none of the three stands alone. */
import { css, html, type TemplateResult } from "lit";
import type { ConnectionStatus } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { clockIcon, dotsIcon, exclamationIcon, tickIcon, triangleIcon } from "../icons.ts";

const icons = {
  connected: tickIcon,
  expired: clockIcon,
  error: triangleIcon,
  action_required: exclamationIcon,
  pending: dotsIcon,
} as const satisfies Record<ConnectionStatus, TemplateResult>;

export function statusChip(texts: Texts, status: ConnectionStatus): TemplateResult {
  return html`<span class="status ${status}" part="status">${icons[status]}${texts.t(`page.status.${status}`)}</span>`;
}

export const statusStyles = css`
  .status {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    flex: none;
    padding: 2px 9px 2px 7px;
    border-radius: var(--_radius-pill);
    background: var(--_color-sunken);
    color: var(--_color-muted);
    font-size: calc(var(--_font-size) * 0.8215);
    font-weight: 600;
    line-height: 1.55;
    white-space: nowrap;
  }
  .status .icon {
    inline-size: 13px;
    block-size: 13px;
    stroke-width: 2;
  }
  .status.connected {
    background: var(--_color-ok-tint);
    color: var(--_color-ok);
  }
  .status.expired {
    background: var(--_color-warning-tint);
    color: var(--_color-warning);
  }
  .status.error,
  .status.action_required {
    background: var(--_color-error-tint);
    color: var(--_color-error);
  }
`;
