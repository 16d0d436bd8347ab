/** Headers as a person types them: one `Name: value` per line. */

/** Names that belong to the connection or to the credentials, never to the customer (RFC 9110 §7.6.1, RFC 9112). */
const reserved = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Every line a header name (RFC 9110 §5.1) and a printable value. */
export const headerLinesPattern = /^(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\x20-\x7e]*(?:\n(?!$)|$))+$/;

/** One line ending, no empty line, no space around a line. */
export function cleanHeaderLines(typed: string): string {
  return typed
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}

/** Lower-case names; reserved ones are left out, the last of two equal names counts. */
export function parseHeaderLines(lines: string): Readonly<Record<string, string>> {
  const headers = lines
    .split("\n")
    .map((line): readonly [string, string] => [
      line.replace(/:.*$/s, "").trim().toLowerCase(),
      line.replace(/^[^:]*:/, "").trim(),
    ])
    .filter(([name]) => name !== "" && !reserved.has(name));
  return Object.fromEntries(headers);
}
