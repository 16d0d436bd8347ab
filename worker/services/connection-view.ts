/** A connection as the page may see it. Names every field; a new column does not leak by itself. */
import type { Connection, Role } from "../../schema/wire/index.ts";
import { isSealed } from "../domain/form.ts";
import type { CheckRow, ConnectionParts } from "../platform/store/connection-parts.ts";
import { findMethod, findProvider } from "../providers/registry.ts";
import { addressOf, hiddenSettings } from "./mail-addresses.ts";
import { hasRole } from "./people.ts";
import type { Services } from "./types.ts";

/** Of the sealed values only those that the person typed or was shown; tokens are nothing to them. */
function isShown(row: ConnectionParts["row"], field: string): boolean {
  if (row.kind === "webhook") return field === "webhook_secret";
  const provider = findProvider(row.provider);
  const method = provider && findMethod(provider, row.method);
  return method?.fields.some((candidate) => candidate.name === field && isSealed(candidate)) ?? false;
}

/** The address of a mailbox is derived here and shown to those who may set up the forwarding. */
export async function showConnection(
  services: Pick<Services, "vault" | "config">,
  reader: { readonly role: Role },
  parts: ConnectionParts,
): Promise<Connection> {
  const connection = toWireConnection(parts);
  const address = hasRole(reader, "manager") ? await addressOf(services, parts.row) : undefined;
  return address === undefined
    ? connection
    : { ...connection, settings: { ...connection.settings, mail_address: address } };
}

function toWireConnection({ row, secrets, checks }: ConnectionParts): Connection {
  return {
    id: row.id,
    provider: row.provider,
    method: row.method,
    kind: row.kind,
    label: row.label,
    status: row.status,
    reason: row.reason,
    status_since: row.statusSince.toISOString(),
    account:
      row.accountFingerprint === null ? null : { id: row.accountFingerprint, label: row.accountLabel ?? row.label },
    settings: Object.fromEntries(Object.entries(row.settings).filter(([name]) => !hiddenSettings.has(name))),
    secrets: Object.fromEntries(
      secrets
        .filter((secret) => isShown(row, secret.field))
        .map((secret) => [secret.field, { set_at: secret.setAt.toISOString() }]),
    ),
    created_at: row.createdAt.toISOString(),
    last_checked_at: row.lastCheckedAt?.toISOString() ?? null,
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    expires_at: row.expiresAt?.toISOString() ?? null,
    history: checks.map(toWireHistory),
  };
}

function toWireHistory(check: CheckRow): Connection["history"][number] {
  return { at: check.at.toISOString(), ok: check.ok, reason: check.reason };
}
