/** A whole connection string, pasted where the host is asked for: every part goes to its field. Pure. */

type Part = "host" | "port" | "database" | "user" | "password";

/**
 * `postgresql://user:password@host:5432/database`, `mysql://…`, with or without `jdbc:` and with user and password as parameters.
 * undefined: it is not one, or a sign in its password was not written as the form of an address asks (RFC 3986, 2.1).
 */
export function readConnectionString(text: string): Readonly<Partial<Record<Part, string>>> | undefined {
  const address = text.trim().replace(/^jdbc:/i, "");
  if (!/^(?:postgres|postgresql|mysql|mariadb):\/\/\S+$/i.test(address) || !URL.canParse(address)) return undefined;
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

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}
