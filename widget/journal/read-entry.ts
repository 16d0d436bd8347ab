/** A line of the journal in words. */
import type { LogEntry, ProblemCode, Reason } from "../../schema/wire/index.ts";
import type { Texts } from "../i18n/index.ts";
import { rowOutcomes } from "../imports/row-outcomes.ts";

export interface EntryText {
  readonly sentence: string;
  readonly details: readonly string[];
}

/** The dictionary is the list of known codes: an API that is newer than this page may send others. */
function isReason(code: unknown, texts: Texts): code is Reason {
  return typeof code === "string" && texts.knows(`reason.${code}.title`);
}

/** A refused message names the problem it was refused with. */
function isProblem(code: unknown, texts: Texts): code is ProblemCode {
  return typeof code === "string" && texts.knows(`reason.problem.${code}.title`);
}

export function readEntry(entry: LogEntry, texts: Texts, provider: string): EntryText {
  const { code, params } = entry;
  const details: string[] = [];
  const { reason, event_type: type, event_id: event } = params;
  if (isReason(reason, texts)) details.push(texts.t(`reason.${reason}.title`, { provider }));
  else if (isProblem(reason, texts)) details.push(texts.t(`reason.problem.${reason}.title`, { provider }));
  if (typeof type === "string" && type !== "") details.push(texts.t("drawer.journal.event_type", { type }));
  if (typeof event === "string" && event !== "") details.push(texts.t("drawer.journal.event_id", { event }));
  for (const outcome of rowOutcomes) {
    const count = params[outcome];
    if (typeof count === "number" && count > 0) details.push(texts.t(`records.import.${outcome}`, { count }));
  }
  return { sentence: texts.t(`reason.journal.${code}`, { provider }), details };
}
