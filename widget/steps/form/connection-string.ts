/** More than a host where the host is asked for: every part goes to its field. Pure. */

import type { Field, FieldValues } from "../../../schema/wire/index.ts";

type Part = "host" | "port" | "database" | "user" | "password";

/**
 * `postgresql://user:password@host:5432/database`, `mysql://…`, with or without `jdbc:` and with user and password as parameters.
 * Of `host:3307` and `https://host:3307/…` the host and the port. undefined: it is neither, or a sign in its password was not written as the form of an address asks (RFC 3986, 2.1).
 */
export function readConnectionString(text: string): Readonly<Partial<Record<Part, string>>> | undefined {
  const address = text.trim().replace(/^jdbc:/i, "");
  const isWhole = /^(?:postgres|postgresql|mysql|mariadb):\/\//i.test(address);
  const readable = isWhole ? address : address.replace(/^(?:[a-z][\w+.-]*:\/\/)?/i, "x://");
  if (/\s/.test(address) || !URL.canParse(readable)) return undefined;
  const url = new URL(readable);
  const { hostname } = url;
  // A host alone needs no reading; one that reading has changed is left to the API.
  if (hostname === "" || hostname === address || !address.includes(hostname)) return undefined;
  const parts: readonly (readonly [Part, string | null])[] = [
    ["host", hostname.replace(/^\[|\]$/g, "")],
    ["port", url.port],
    ["database", isWhole ? decode(url.pathname.slice(1)) : null],
    ["user", decode(url.username) || url.searchParams.get("user")],
    ["password", decode(url.password) || url.searchParams.get("password")],
  ];
  return Object.fromEntries(parts.filter(([, value]) => value !== null && value !== ""));
}

/** Of a pasted text, what a form has fields for. */
export function readParts(text: string, fields: readonly Field[]): FieldValues {
  const names = new Set(fields.map(({ name }) => name));
  return Object.fromEntries(Object.entries(readConnectionString(text) ?? {}).filter(([name]) => names.has(name)));
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}
