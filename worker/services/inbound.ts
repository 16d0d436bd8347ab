/** Inbound webhooks: verified over the raw bytes, stored once per event id before the 2xx. */

import type { InboundEvent } from "../../schema/wire/index.ts";
import { at, parseJson, textAt } from "../domain/json.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { type StandardWebhookHeaders, verifyStandardWebhook } from "../domain/standard-webhooks.ts";
import { nextStatus } from "../domain/status.ts";
import { verifyStripeSignature } from "../domain/stripe-signature.ts";
import type { OpenedKey } from "../platform/ports.ts";
import type { ConnectionRow } from "../platform/store/connection-parts.ts";
import { createConnectionStore } from "../platform/store/connections.ts";
import {
  countRepetition,
  findEndpoint,
  type InboundEventRow,
  insertEventOnce,
  noteRead,
} from "../platform/store/inbound.ts";
import { createJournal } from "../platform/store/journal.ts";
import { keyOf, openAll } from "./secrets.ts";
import { auditing, journalEntry, timeOrderedId } from "./trail.ts";
import type { Services } from "./types.ts";
import { acceptedSecrets } from "./webhook-secret.ts";

export type DeliveryFailure =
  | { readonly kind: "unknown_endpoint" }
  | { readonly kind: "signature_invalid" }
  | { readonly kind: "signature_stale" }
  | { readonly kind: "secret_unreadable" }
  | { readonly kind: "too_many"; readonly retryAfter: number };

/** Sender's event id and type, as far as the verifier learnt them. */
interface Verified {
  readonly eventId: string;
  readonly type: string | null;
}

export interface Delivery {
  readonly endpointId: string;
  readonly verifier: "standard_webhooks" | "stripe";
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly requestId: string;
}

/** `duplicate`: the event id was stored before; nothing happened now. */
export async function receive(
  services: Services,
  delivery: Delivery,
): Promise<Result<{ duplicate: boolean }, DeliveryFailure>> {
  const found = await findEndpoint(services.db, delivery.endpointId, services.clock.now());
  if (!found || found.endpoint.verifier !== delivery.verifier) return err({ kind: "unknown_endpoint" });
  if (found.retryAfter !== undefined) return err({ kind: "too_many", retryAfter: found.retryAfter });
  const { row } = found;
  const opened = await openAll(services.vault, row, found.secrets);
  if (!opened.ok) {
    const { cause: code } = opened.failure;
    services.log.error("secret_unreadable", { tenant: row.tenantId, connection: row.id, code });
  }
  const secrets = opened.ok ? acceptedSecrets(opened.value, found.secrets, services.clock.now()) : [];
  if (secrets.length === 0) return err({ kind: "secret_unreadable" });

  const verified = await verify(services, delivery, secrets);
  if (!verified.ok) {
    await noteRefusal(services, row, verified.failure.kind, delivery.requestId);
    return verified;
  }
  const { eventId, type } = verified.value;
  const facts = { connectionId: row.id, tenantId: row.tenantId, requestId: delivery.requestId };
  const params = { event_id: eventId, ...(type !== null && { event_type: type }) };
  const now = services.clock.now();
  const key = await services.vault.openKey(keyOf(row), { tenant: row.tenantId, connection: row.id });
  if (!key.ok) return err({ kind: "secret_unreadable" });
  const first = await insertEventOnce(
    services.db,
    {
      endpointId: delivery.endpointId,
      connectionId: row.id,
      tenantId: row.tenantId,
      provider: row.provider,
      eventId,
      type,
      sealedPayload: await key.value.seal(
        payloadContext({ endpointId: delivery.endpointId, eventId }),
        new TextDecoder().decode(delivery.body),
      ),
      receivedAt: now,
      deliveryId: timeOrderedId("dlv", now, services.random),
      lastAttemptAt: now,
    },
    { lastUsedAt: now, ...(row.kind === "webhook" && proven(row, now)) },
    journalEntry(services, { ...facts, code: "webhook_received", params }),
  );
  if (!first) {
    const entry = journalEntry(services, { ...facts, code: "webhook_duplicate", params });
    const repeated = { tenantId: row.tenantId, endpointId: delivery.endpointId, eventId, at: now };
    await countRepetition(services.db, repeated, entry);
  }
  return ok({ duplicate: !first });
}

/** Where an event's body is sealed. */
export function payloadContext({ endpointId, eventId }: Pick<InboundEventRow, "endpointId" | "eventId">) {
  return { field: `event ${endpointId} ${eventId}`, generation: 0 };
}

/**
 * Events for SpeedAI's own services, noted as read. One whose payload does not open, or whose connection is gone, is left out.
 */
export async function openEvents(services: Services, rows: readonly InboundEventRow[]): Promise<InboundEvent[]> {
  const keys = new Map<string, OpenedKey>();
  for (const { connectionId, tenantId } of rows) {
    if (keys.has(connectionId)) continue;
    const row = (await createConnectionStore(services.db, tenantId).find(connectionId))?.row;
    const key = row && (await services.vault.openKey(keyOf(row), { tenant: tenantId, connection: connectionId }));
    if (key?.ok) keys.set(connectionId, key.value);
  }
  const opened: InboundEvent[] = [];
  const unread: number[] = [];
  for (const row of rows) {
    const payload = await keys.get(row.connectionId)?.open(payloadContext(row), row.sealedPayload);
    if (!payload?.ok) continue;
    if (row.readAt === null) unread.push(row.sequence);
    opened.push({
      id: String(row.sequence),
      tenant: row.tenantId,
      connection_id: row.connectionId,
      provider: row.provider,
      event_id: row.eventId,
      type: row.type,
      received_at: row.receivedAt.toISOString(),
      payload: payload.value.reveal(),
      replays: row.replays,
    });
  }
  await noteRead(services.db, unread, services.clock.now());
  return opened;
}

/** A verified delivery proves the whole way. */
export function proven(row: ConnectionRow, now: Date) {
  const standing = nextStatus(row, { kind: "check_passed" });
  return { ...standing, ...(row.status !== standing.status && { statusSince: now }) };
}

async function verify(
  services: Services,
  { verifier, headers, body }: Delivery,
  secrets: readonly string[],
): Promise<Result<Verified, { kind: "signature_invalid" | "signature_stale" }>> {
  const now = services.clock.now();
  if (verifier === "stripe") {
    const judged = await verifyStripeSignature({
      header: headers.get("stripe-signature") ?? undefined,
      body,
      secrets,
      now,
    });
    if (!judged.ok) return err({ kind: kindOf(judged.failure.reason) });
    const event = parseJson(new TextDecoder().decode(body));
    const eventId = textAt(event, "id");
    // The signature was right: an event without an id is none that could be told apart.
    if (eventId === undefined) return err({ kind: "signature_invalid" });
    return ok({ eventId, type: textAt(event, "type") ?? null });
  }
  const judged = await verifyStandardWebhook({ headers: standardHeaders(headers), body, secrets, now });
  if (!judged.ok) return err({ kind: kindOf(judged.failure.reason) });
  const type = at(parseJson(new TextDecoder().decode(body)), "type");
  return ok({ eventId: judged.value.id, type: typeof type === "string" ? type.slice(0, 200) : null });
}

function standardHeaders(headers: Headers): StandardWebhookHeaders {
  const read = (name: string) => headers.get(name) ?? undefined;
  return {
    "webhook-id": read("webhook-id"),
    "webhook-timestamp": read("webhook-timestamp"),
    "webhook-signature": read("webhook-signature"),
  };
}

function kindOf(reason: string): "signature_invalid" | "signature_stale" {
  return reason === "too_old" || reason === "too_new" ? "signature_stale" : "signature_invalid";
}

/**
 * Refused deliveries are the customer's to see, but an attacker must not fill the journal: one line per connection and
 * minute.
 */
async function noteRefusal(services: Services, row: ConnectionRow, reason: string, requestId: string): Promise<void> {
  const lines = createJournal(services.db, row.tenantId);
  const [last] = await lines.read(row.id, undefined, 1);
  const recent = last?.code === "webhook_refused" && services.clock.now().getTime() - last.at.getTime() < 60_000;
  if (recent) return;
  const facts = { connectionId: row.id, tenantId: row.tenantId, requestId };
  await lines.write(journalEntry(services, { ...facts, code: "webhook_refused", params: { reason } }));
  const record = { ...facts, actor: "sender", origin: null, action: "webhook.refused", outcome: reason };
  await services.db.transaction(auditing(services, record));
}
