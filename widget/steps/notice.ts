/** A few words that stand out, with the mark of what they are. Use with `stepStyles`. */
import { html, type TemplateResult } from "lit";
import { exclamationIcon, tickIcon } from "../page/icons.ts";
import { infoIcon } from "./icons.ts";

const marks = { ok: tickIcon, warning: exclamationIcon, "": infoIcon } as const;

/** `ok`: it went well; `warning`: something to mind; otherwise something to know. */
export function notice(words: unknown, kind: keyof typeof marks = ""): TemplateResult {
  return html`<div class="notice ${kind}">${marks[kind]}<div>${words}</div></div>`;
}
