/** More than a host where the host is asked for: every part goes to its field. Pure. */

import type { Field, FieldValues } from "../../../schema/wire/index.ts";

type Part = "host" | "port" | "database" | "user" | "password";

/** `host:3307` and `https://host:3307/…`: other addresses give a host and a port. */
const hostAndPort = /^(?:[a-z][a-z\d+.-]*:\/\/)?([\w.-]+|\[[\da-f:.]+\])(?::(\d{1,5}))?(\/\S*)?$/i;

/**
 * `postgresql://user:password@host:5432/database`, `mysql://…`, with or without `jdbc:` and with user and password as parameters.
 * undefined: it is not one, or a sign in its password was not written as the form of an address asks (RFC 3986, 2.1).
 */
export function readConnectionString(text: string): Readonly<Partial<Record<Part, string>>> | undefined {
  const address = text.trim().replace(/^jdbc:/i, "");
  if (!/^(?:postgres|postgresql|mysql|mariadb):\/\/\S+$/i.test(address)) return readHost(address);
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const parts: readonly (readonly [Part, string | null])[] = [
    ["host", url.hostname.replace(/^\[|\]$/g, "")],
    ["port", url.port],
    ["database", decode(url.pathname.slice(1))],
    ["user", decode(url.username) || url.searchParams.get("user")],
    ["password", decode(url.password) || url.searchParams.get("password")],
  ];
  if (url.hostname === "") return undefined;
  return Object.fromEntries(parts.filter(([, value]) => value !== null && value !== ""));
}

/** Of a pasted text, what a form has fields for. */
export function readParts(text: string, fields: readonly Field[]): FieldValues {
  const names = new Set(fields.map(({ name }) => name));
  return Object.fromEntries(Object.entries(readConnectionString(text) ?? {}).filter(([name]) => names.has(name)));
}

function readHost(address: string) {
  const [, host = "", port] = hostAndPort.exec(address) ?? [];
  if (host === "" || host === address) return undefined;
  return { host: host.replace(/^\[|\]$/g, ""), ...(port && { port }) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}
