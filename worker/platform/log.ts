/**
 * One JSON line per event, for machines and for whoever reads them. What a line may hold is decided here and nowhere else:
 * a field that is not on the list does not exist, and a listed field of the wrong shape is dropped.
 */
import type { Log, LogFields } from "./ports.ts";

/** Long enough for every id, route and code; too short for a body. */
const maxCharacters = 256;

type Accept = (value: unknown) => string | number | undefined;

/** `Record` over the interface's names: a new field is not logged before it stands here. */
const fieldRules: Readonly<Record<keyof LogFields, Accept>> = {
  request_id: shaped(/^[\w.:-]{1,128}$/),
  method: shaped(/^[A-Z]{1,16}$/),
  // Patterns have neither query nor fragment; a path that slipped in loses its own.
  route: (value) => text(value)?.replace(/[?#].*$/s, ""),
  status: number,
  ms: number,
  tenant: text,
  session: shaped(/^[\w-]{1,128}$/),
  caller: text,
  connection: shaped(/^[\w-]{1,128}$/),
  provider: shaped(/^[\w-]{1,64}$/),
  host: shaped(/^[a-z0-9._[\]:-]{1,253}$/),
  code: shaped(/^[a-z0-9_]{1,64}$/),
  count: number,
  error: shaped(/^[A-Za-z]\w{0,63}(?: [A-Z][A-Z0-9_]{0,63})?$/),
  hash: shaped(/^[\w-]{43}$/),
  signature: shaped(/^[\w-]{86}$/),
  signed_at: shaped(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
};

/** Events have names, not sentences: a sentence could be made of anything. */
const eventName = /^[a-z][a-z0-9_.-]{0,63}$/;

/** `write` gets each line without a line end. */
export function createLog(write: (line: string) => void): Log {
  const at =
    (level: "info" | "warn" | "error") =>
    (event: string, fields: LogFields = {}): void =>
      write(toLine(level, event, fields));
  return { info: at("info"), warn: at("warn"), error: at("error") };
}

/**
 * What may be said of a thrown value: the name of its class and, if it has one, a code in capitals
 * (`LibsqlError SQLITE_BUSY`). Messages, causes and stacks repeat what was sent, so they are left behind.
 */
export function nameError(error: unknown): string {
  if (!(error instanceof Error)) return "NotAnError";
  const name = /^[A-Za-z]\w{0,63}$/.test(error.name) ? error.name : "Error";
  const code: unknown = Reflect.get(error, "code");
  return typeof code === "string" && /^[A-Z][A-Z0-9_]{0,63}$/.test(code) ? `${name} ${code}` : name;
}

function toLine(level: string, event: string, fields: LogFields): string {
  const line: Record<string, string | number> = { level, event: eventName.test(event) ? event : "unnamed" };
  for (const [name, accept] of Object.entries(fieldRules)) {
    const value = accept(Reflect.get(fields, name));
    if (value !== undefined) line[name] = value;
  }
  return escapeControls(JSON.stringify(line));
}

function text(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  return value.length <= maxCharacters ? value : `${value.slice(0, maxCharacters - 1)}…`;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function shaped(shape: RegExp): Accept {
  return (value) => (typeof value === "string" && shape.test(value) ? value : undefined);
}

/** JSON escapes only below U+0020. The rest of the controls, line separators and direction marks could forge or hide a line. */
function escapeControls(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
