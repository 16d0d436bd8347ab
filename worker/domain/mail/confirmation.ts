/**
 * The mail with which a mailbox provider asks whether it may forward to an address. Gmail is the only one known to ask the
 * receiving side; until 2026 its mail had a code, now mostly a link. Both are shown to the person: we open neither.
 */

import { proveSender } from "./authentication.ts";
import type { Message } from "./message.ts";

export interface Confirmation {
  readonly code: string | null;
  /** On Google's own hosts, under the path of confirmations. */
  readonly link: string | null;
}

const asker = { address: "forwarding-noreply@google.com", domain: "google.com" } as const;
const linkStarts = ["https://mail-settings.google.com/mail/vf-", "https://mail.google.com/mail/vf-"] as const;
const maxLinkCharacters = 600;

/** Undefined when it is another mail, or when Google's signature does not stand behind it. */
export function readConfirmation(message: Message): Confirmation | undefined {
  if (message.sender?.address !== asker.address) return undefined;
  if (proveSender(message.headers, message.sender, [asker.domain])?.proof !== "dkim") return undefined;
  const text = message.texts[0] ?? "";
  return { code: readCode(message.subject) ?? readBodyCode(text), link: readLink(text) };
}

/** `(#123456789) Gmail Forwarding Confirmation…`, `(n° 123456789) …` */
function readCode(subject: string): string | undefined {
  return /\((?:#|n°\s?)(\d{6,12})\)/.exec(subject)?.[1];
}

/** `Confirmation code: 123456789`, `Code de confirmation : 123456789`: the digits after a word that begins with « co ». */
function readBodyCode(text: string): string | null {
  const lines = text.split("\n", 40).map((line) => line.slice(0, 200));
  return lines.map((line) => /\bc[oó]d\w{1,6}\b[^\d]{0,60}\b(\d{6,12})\b/i.exec(line)?.[1]).find(Boolean) ?? null;
}

function readLink(text: string): string | null {
  for (const start of linkStarts) {
    const at = text.indexOf(start);
    if (at === -1) continue;
    const [link = ""] = /^[!-~]{1,600}/.exec(text.slice(at, at + maxLinkCharacters)) ?? [];
    const plain = link.replace(/[<>"')\]]{1,3}$/, "");
    if (plain.length > start.length && URL.canParse(plain)) return plain;
  }
  return null;
}
