/** Who a mail says it is from. Saying is not proving: see authentication.ts. */
import { type MailHeader, valuesOf } from "./headers.ts";

export interface Sender {
  /** Lower case. */
  readonly address: string;
  readonly domain: string;
}

const addressPattern =
  /^([^\s@<>()",:;\\[\]]{1,64})@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,20}[a-z][a-z0-9-]{1,62})$/i;

/** The one mailbox of the one From line; undefined when there is none, several, or something odd. */
export function readSender(headers: readonly MailHeader[]): Sender | undefined {
  const [from, ...others] = valuesOf(headers, "from");
  if (from === undefined || others.length > 0 || from.length > 998) return undefined;
  const outside = withoutQuotes(from);
  if (outside === undefined || /[,;]/.test(outside)) return undefined;
  const brackets = /^[^<>]*<([^<>]*)>\s*$/.exec(outside);
  const match = addressPattern.exec((brackets?.[1] ?? outside).trim());
  const [address, , domain] = match ?? [];
  if (address === undefined || domain === undefined || domain.length > 253) return undefined;
  return { address: address.toLowerCase(), domain: domain.toLowerCase() };
}

/** The line without quoted strings, which may hold anything; undefined when a quote stays open. */
function withoutQuotes(line: string): string | undefined {
  let outside = "";
  let inQuotes = false;
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (inQuotes && character === "\\") at += 1;
    else if (character === '"') inQuotes = !inQuotes;
    else if (!inQuotes) outside += character;
  }
  return inQuotes ? undefined : outside;
}

/** The domain itself or one below it. */
export function isWithin(domain: string, parent: string): boolean {
  return domain === parent || domain.endsWith(`.${parent}`);
}
