import { html, svg, type TemplateResult } from "lit";
import type { Sentences } from "../../i18n/sentences.ts";
import type { TextKey } from "../../i18n/words.ts";

const outcomes: readonly { key: TextKey; sign: TemplateResult<2> }[] = [
  {
    key: "page.intro.outcome.caller",
    sign: svg`<circle cx="6" cy="4.5" r="2.6"></circle><path d="M1 12.5c.6-3 2.4-4.4 5-4.4 1 0 2 .2 2.7.7M8.4 11.6l1.5 1.5 2.8-3.2"></path>`,
  },
  {
    key: "page.intro.outcome.call",
    sign: svg`<path d="M3 1.8h2l1 3-1.4 1a8 8 0 0 0 3.6 3.6l1-1.4 3 1v2a1.2 1.2 0 0 1-1.3 1.2A10 10 0 0 1 1.8 3.1 1.2 1.2 0 0 1 3 1.8Z"></path>`,
  },
  {
    key: "page.intro.outcome.booking",
    sign: svg`<rect x="1.5" y="2.5" width="11" height="10" rx="2"></rect><path d="M1.5 5.8h11M4.6 1v2.4M9.4 1v2.4m-4.6 5.8 1.5 1.5 2.8-3"></path>`,
  },
];

/** What each call becomes. Words, so that they are as large as the others at every width; the drawing's label says them too. */
export function outcomeList(texts: Sentences): TemplateResult {
  return html`<ul class="outcomes" aria-hidden="true">
    ${outcomes.map(
      ({ key, sign }) =>
        html`<li class="outcome"><svg class="sign" viewBox="0 0 14 14">${sign}</svg>${texts.t(key)}</li>`,
    )}
  </ul>`;
}
