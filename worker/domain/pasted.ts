/** Turning what people paste into the value that is meant. Pure; what cannot be read is given back for the form to refuse. */

/** An address typed without its scheme gets `https://`; query, fragment and closing slashes go. */
export function cleanBaseUrl(typed: string): string {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  return withScheme.replace(/[?#].*$/s, "").replace(/\/+$/, "");
}

/** The host of a pasted address or connection string (`postgresql://user:password@host:5432/database`). */
export function cleanHost(typed: string): string {
  const withoutScheme = typed.replace(/^(?:jdbc:)?[a-z][a-z0-9+.-]*:\/\//i, "");
  // A password pasted along may hold any of @ / ? #.
  const hostAndPort = withoutScheme.slice(withoutScheme.lastIndexOf("@") + 1).replace(/[/?#].*$/s, "");
  const bracketed = /^\[([0-9a-f:.]+)\]/i.exec(hostAndPort)?.[1];
  if (bracketed !== undefined) return bracketed.toLowerCase();
  // One colon parts host and port; several are an IPv6 address.
  return hostAndPort.replace(/^([^:]*):\d*$/, "$1").toLowerCase();
}

/** The first UUID in a pasted text, in lower case. */
export function cleanUuid(typed: string): string {
  const found = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i.exec(typed)?.[0];
  return (found ?? typed).toLowerCase();
}

/** Keys have no white space; copying from a mail or a PDF adds some. */
export function cleanKey(typed: string): string {
  return typed.replace(/\s+/g, "");
}
