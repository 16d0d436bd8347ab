/** The header section of a mail (RFC 5322 §2.2), in the order in which it arrived, and tag lists inside headers. */
import { err, ok, type Result } from "../result.ts";

export interface MailHeader {
  /** Lower case; empty for a line that is no header. */
  readonly name: string;
  /** Unfolded, without the space around it; not decoded. */
  readonly value: string;
}

/** A mail that passed five servers has about a hundred headers in 20 KiB. */
const maxHeaderBytes = 256 * 1024;
const maxHeaders = 500;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Splits the header section. A bare carriage return or a NUL is refused, because two readers may see different headers in
 * such a mail.
 */
export function splitHeaders(bytes: Uint8Array): Result<MailHeader[], "too_large" | "unreadable"> {
  const end = findEnd(bytes);
  if (end === undefined) return err("too_large");
  const section = bytes.subarray(0, end);
  if (section.some((byte, at) => byte === 0 || (byte === carriageReturn && section[at + 1] !== lineFeed))) {
    return err("unreadable");
  }
  // A byte order mark is kept as a character: swallowed, it would turn a broken line into a header.
  const text = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(section);
  const fields = unfold(text);
  if (fields.length > maxHeaders) return err("too_large");
  return fields.length === 0 ? err("unreadable") : ok(fields.map(toHeader));
}

/** Where the last header line ends, its line end included; undefined when the section is longer than allowed. */
function findEnd(bytes: Uint8Array): number | undefined {
  let lineStart = 0;
  for (let at = 0; at < bytes.length && at <= maxHeaderBytes; at += 1) {
    if (bytes[at] !== lineFeed) continue;
    const isEmpty = at === lineStart || (at === lineStart + 1 && bytes[lineStart] === carriageReturn);
    if (isEmpty) return lineStart;
    lineStart = at + 1;
  }
  return bytes.length > maxHeaderBytes ? undefined : bytes.length;
}

/** One entry per header: a line that begins with space or tab continues the one before (RFC 5322 §2.2.3). */
function unfold(text: string): string[] {
  const fields: string[][] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line === "") continue;
    const open = fields.at(-1);
    if (open && /^[ \t]/.test(line)) open.push(line);
    else fields.push([line]);
  }
  return fields.map((lines) => lines.join(""));
}

function toHeader(field: string): MailHeader {
  const colon = field.indexOf(":");
  // Only space and tab may stand before the colon (RFC 5322 §4.5); other blanks stay and make it no header.
  const [, name] = /^([!-9;-~]{1,100})[ \t]{0,10}$/.exec(field.slice(0, Math.min(111, Math.max(0, colon)))) ?? [];
  return name !== undefined
    ? { name: name.toLowerCase(), value: field.slice(colon + 1).trim() }
    : { name: "", value: field };
}

export function valuesOf(headers: readonly MailHeader[], name: string): string[] {
  return headers.filter((header) => header.name === name).map((header) => header.value);
}

/** `k=v; k=v` of DKIM and ARC (RFC 6376 §3.2), space inside values removed; undefined when a tag stands twice. */
export function readTags(value: string): ReadonlyMap<string, string> | undefined {
  const tags = new Map<string, string>();
  for (const part of value.split(";")) {
    const equals = part.indexOf("=");
    const name = part.slice(0, Math.max(0, equals)).trim();
    if (name === "") continue;
    if (tags.has(name)) return undefined;
    tags.set(name, part.slice(equals + 1).replace(/\s/g, ""));
  }
  return tags;
}
