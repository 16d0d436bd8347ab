/** The bar below the header: the tabs of a connection, and the way to another connection. */
import { html, nothing, type TemplateResult } from "lit";
import { plusIcon } from "../steps/icons.ts";
import { isConnecting, type Shown, type Tab, tabOf, tabsFor } from "./views.ts";

interface Bar extends Shown {
  readonly open: (tab: Tab) => void;
  readonly add: () => void;
}

export function drawerBar(bar: Bar): TemplateResult {
  const { texts, connection, view, isReadonly, open } = bar;
  const active = tabOf(view);
  return html`<div class="bar">
    <div class="tabs" role="tablist" aria-label=${texts.t("drawer.tabs")} @keydown=${onTabKey}>
      ${tabsFor(bar).map(
        (tab) => html`<button
          class="tab"
          type="button"
          role="tab"
          id=${`tab-${tab}`}
          aria-selected=${tab === active ? "true" : "false"}
          aria-controls="panel"
          tabindex=${tab === active ? "0" : "-1"}
          @click=${() => open(tab)}
        >${texts.t(`drawer.tab.${tab}`)}</button>`,
      )}
    </div>
    ${
      connection === null || isReadonly || isConnecting(view)
        ? nothing
        : html`<button class="button quiet" type="button" aria-label=${texts.t("drawer.add")} @click=${bar.add}>
            ${plusIcon}<span class="words">${texts.t("drawer.add")}</span>
          </button>`
    }
  </div>`;
}

/** Arrows go from tab to tab and open it (WAI-ARIA Authoring Practices, tabs). */
function onTabKey(event: KeyboardEvent): void {
  if (!(event.currentTarget instanceof HTMLElement)) return;
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>(".tab")];
  const at = tabs.findIndex((tab) => tab.ariaSelected === "true");
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const tab = tabs.at(to % tabs.length);
  tab?.click();
  tab?.focus();
}
