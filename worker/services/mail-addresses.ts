/**
 * The address that receives a connection's mails. Its local part is a capability: 160 bits of a keyed hash over the connection
 * and a counter. Nothing but its hash is stored, it can be shown again at any time, and raising the counter makes another.
 */
import type { mailAddresses } from "../../schema/tables/index.ts";
import type { FieldValues } from "../../schema/wire/index.ts";
import { decodeBase64Url, encodeBase32 } from "../domain/base64.ts";
import { hashToken } from "../domain/hash.ts";
import type { ConnectionRow } from "../platform/store/connection-parts.ts";
import type { Method } from "../providers/define.ts";
import type { Services } from "./types.ts";

const numberSetting = "mail_address_number";

/** Settings that are nobody's to see. */
export const hiddenSettings: ReadonlySet<string> = new Set([numberSetting]);

const localPartBytes = 20;

interface Owner {
  readonly connectionId: string;
  readonly tenantId: string;
}

export interface NewMailAddress {
  readonly settings: FieldValues;
  readonly row: typeof mailAddresses.$inferInsert;
}

/** The address of a connection about to be written; the one it had when it is renewed. Undefined for other methods. */
export async function mailAddressFor(
  services: Pick<Services, "vault" | "clock">,
  method: Method,
  owner: Owner,
  previous: ConnectionRow | undefined,
): Promise<NewMailAddress | undefined> {
  if (method.kind !== "mailbox") return undefined;
  return makeAddress(services, owner, previous ? numberOf(previous) : 1);
}

/** The address after the present one. */
export async function nextMailAddress(
  services: Pick<Services, "vault" | "clock">,
  row: ConnectionRow,
): Promise<NewMailAddress> {
  return makeAddress(services, { connectionId: row.id, tenantId: row.tenantId }, numberOf(row) + 1);
}

async function makeAddress(
  services: Pick<Services, "vault" | "clock">,
  { connectionId, tenantId }: Owner,
  number: number,
): Promise<NewMailAddress> {
  const addressHash = await hashToken(await localPart(services, connectionId, number));
  return {
    settings: { [numberSetting]: number },
    row: { addressHash, connectionId, tenantId, createdAt: services.clock.now() },
  };
}

/** Undefined for other methods, and where the deployment receives no mail. */
export async function addressOf(
  services: Pick<Services, "vault" | "config">,
  row: ConnectionRow,
): Promise<string | undefined> {
  const domain = services.config.inboundMailDomain;
  if (row.kind !== "mailbox" || domain === undefined) return undefined;
  return `${await localPart(services, row.id, numberOf(row))}@${domain}`;
}

/** The stored hash of a recipient, case ignored; undefined when it cannot be one of our addresses. */
export async function hashRecipient(
  config: Pick<Services["config"], "inboundMailDomain">,
  recipient: string,
): Promise<string | undefined> {
  const [, local, domain] = /^([a-z2-7]{32})@([a-z0-9.-]{1,253})$/.exec(recipient.trim().toLowerCase()) ?? [];
  return local !== undefined && domain === config.inboundMailDomain ? hashToken(local) : undefined;
}

async function localPart(services: Pick<Services, "vault">, connectionId: string, number: number): Promise<string> {
  const fingerprint = await services.vault.fingerprint("mail address", connectionId, String(number));
  return encodeBase32((decodeBase64Url(fingerprint) ?? new Uint8Array()).subarray(0, localPartBytes));
}

function numberOf({ settings }: ConnectionRow): number {
  const number = settings[numberSetting];
  return typeof number === "number" ? number : 1;
}
