/** A line of the journal in words. */
import type { LogEntry, ProblemCode, Reason } from "../../schema/wire/index.ts";
import { french, type Texts } from "../i18n/index.ts";

export interface EntryText {
  readonly sentence: string;
  readonly details: readonly string[];
}

/** The dictionary is the list of known codes: an API that is newer than this page may send others. */
function isReason(code: unknown): code is Reason {
  return typeof code === "string" && Object.hasOwn(french.reason, `${code}.title`);
}

/** A refused message names the problem it was refused with. */
function isProblem(code: unknown): code is ProblemCode {
  return typeof code === "string" && Object.hasOwn(french.reason, `problem.${code}.title`);
}

export function readEntry(entry: LogEntry, texts: Texts, provider: string): EntryText {
  const { code, params } = entry;
  const details: string[] = [];
  const { reason, event_type: type, event_id: event } = params;
  if (isReason(reason)) details.push(texts.t(`reason.${reason}.title`, { provider }));
  else if (isProblem(reason)) details.push(texts.t(`reason.problem.${reason}.title`, { provider }));
  if (typeof type === "string" && type !== "") details.push(texts.t("drawer.journal.event_type", { type }));
  if (typeof event === "string" && event !== "") details.push(texts.t("drawer.journal.event_id", { event }));
  const { accepted, rejected } = params;
  if (typeof accepted === "number") details.push(texts.t("drawer.journal.accepted", { count: accepted }));
  if (typeof rejected === "number" && rejected > 0) {
    details.push(texts.t("drawer.journal.rejected", { count: rejected }));
  }
  return { sentence: texts.t(`reason.journal.${code}`, { provider }), details };
}
