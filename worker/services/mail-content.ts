/** What is kept of a mail, sealed under the connection's data key: little, and less once it needs nobody's eyes. */
import { z } from "zod";
import { bookingData, type Mail, person, type Role } from "../../schema/wire/index.ts";
import { changes } from "../domain/mail/booking-words.ts";
import { Refusal } from "../errors.ts";
import type { OpenedKey } from "../platform/ports.ts";
import type { ConnectionRow } from "../platform/store/connection-parts.ts";
import type { MailRow } from "../platform/store/mails.ts";
import { hasRole } from "./people.ts";
import { keyOf } from "./secrets.ts";
import type { Services } from "./types.ts";

const notice = z.object({
  change: z.enum(changes).optional(),
  start: z.string().optional(),
  partySize: z.int().optional(),
  guest: person.optional(),
  code: z.string().optional(),
  guestNote: z.string().optional(),
  offer: z.string().optional(),
});

const mailContent = z.object({
  subject: z.string(),
  /** When a proven sender says it was sent, in milliseconds since the epoch. */
  sentAt: z.number().optional(),
  /** The first words, where a person must look. */
  excerpt: z.string().optional(),
  notice: notice.optional(),
  /** What the notice and the records of its time made together. */
  booking: bookingData.optional(),
  confirmation: z.object({ code: z.string().nullable(), link: z.string().nullable() }).optional(),
});
export type MailContent = z.infer<typeof mailContent>;

/** Throws when the connection's data key does not open: nothing can be kept or shown then. */
export async function openMailKey(services: Services, row: ConnectionRow): Promise<OpenedKey> {
  const key = await services.vault.openKey(keyOf(row), { tenant: row.tenantId, connection: row.id });
  if (!key.ok) throw new Refusal("internal");
  return key.value;
}

export async function sealContent(key: OpenedKey, mailId: string, content: MailContent): Promise<string> {
  return key.seal(contextOf(mailId), JSON.stringify(content));
}

/** Undefined when it is not what was stored there. */
export async function openContent(
  key: OpenedKey,
  mail: Pick<MailRow, "id" | "sealedContent">,
): Promise<MailContent | undefined> {
  const opened = await key.open(contextOf(mail.id), mail.sealedContent);
  return opened.ok ? mailContent.safeParse(JSON.parse(opened.value.reveal())).data : undefined;
}

function contextOf(mailId: string) {
  return { field: `mail ${mailId}`, generation: 0 };
}

/** Codes and links of a confirmation are for those who may set up the forwarding. */
export function toWireMail(row: MailRow, content: MailContent, reader: { readonly role: Role }): Mail {
  const confirmation = hasRole(reader, "manager") ? content.confirmation : undefined;
  return {
    id: row.id,
    received_at: row.receivedAt.toISOString(),
    from_domain: row.fromDomain,
    subject: content.subject,
    verdict: row.verdict,
    reason: row.reason,
    booking: content.booking ?? null,
    confirmation_code: confirmation?.code ?? null,
    confirmation_link: confirmation?.link ?? null,
    excerpt: content.excerpt ?? null,
  };
}
