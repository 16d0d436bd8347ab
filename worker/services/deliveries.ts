/** What a person does with the deliveries of a webhook: look, and have one handed to SpeedAI's services again. */
import type { Delivery, DeliveryList } from "../../schema/wire/index.ts";
import { Refusal } from "../errors.ts";
import { createDeliveryStore, type InboundEventRow } from "../platform/store/inbound.ts";
import { findOwn } from "./connections.ts";
import { payloadContext } from "./inbound.ts";
import { type Circumstance, hasRole, type Person } from "./people.ts";
import { keyOf } from "./secrets.ts";
import { actorOf, auditing, journalEntry } from "./trail.ts";
import type { Services } from "./types.ts";

const deliveriesPerPage = 20;
/** A second press of the button, or of a colleague's, is not a second wish. */
const betweenReplaysMs = 60_000;

export async function listDeliveries(
  services: Services,
  person: Person,
  connectionId: string,
  before: string | undefined,
): Promise<DeliveryList> {
  const { row } = await findOwn(services, person, connectionId);
  const store = createDeliveryStore(services.db, { tenantId: row.tenantId, connectionId: row.id });
  const rows = await store.list(before, deliveriesPerPage + 1);
  const shown = rows.slice(0, deliveriesPerPage);
  return {
    deliveries: shown.map(showDelivery),
    next: rows.length > deliveriesPerPage ? (shown.at(-1)?.deliveryId ?? null) : null,
  };
}

/**
 * The same event, once more and once only, at the end of what services read. Its body is opened first: what does not open is not
 * promised to anybody.
 */
export async function replayDelivery(
  services: Services,
  person: Person,
  connectionId: string,
  deliveryId: string,
  circumstance: Circumstance,
): Promise<Delivery> {
  if (!hasRole(person, "manager")) throw new Refusal("forbidden_role");
  const { row } = await findOwn(services, person, connectionId);
  const owner = { tenantId: row.tenantId, connectionId: row.id };
  const store = createDeliveryStore(services.db, owner);
  const found = await store.find(deliveryId);
  if (!found) throw new Refusal("not_found");
  const record = { ...actorOf(person, circumstance), ...owner, action: "delivery.replay" };
  const key = await services.vault.openKey(keyOf(row), { tenant: row.tenantId, connection: row.id });
  const payload = key.ok ? await key.value.open(payloadContext(found), found.sealedPayload) : key;
  if (!payload.ok) {
    const { reason } = payload.failure;
    await services.db.transaction(auditing(services, { ...record, outcome: reason }));
    throw new Refusal("dependency_unavailable", { reason });
  }
  const now = services.clock.now();
  const moved = await store.replay(
    deliveryId,
    { now, notSince: new Date(now.getTime() - betweenReplaysMs) },
    journalEntry(services, {
      ...owner,
      code: "webhook_replayed",
      params: { event_id: found.eventId, ...(found.type !== null && { event_type: found.type }) },
      requestId: circumstance.requestId,
    }),
    auditing(services, { ...record, outcome: "ok" }),
  );
  if (!moved) throw new Refusal("conflict");
  return showDelivery(moved);
}

function showDelivery(row: InboundEventRow): Delivery {
  return {
    id: row.deliveryId,
    event_id: row.eventId,
    type: row.type,
    received_at: row.receivedAt.toISOString(),
    attempts: row.attempts,
    last_attempt_at: (row.lastAttemptAt ?? row.receivedAt).toISOString(),
    outcome: row.readAt === null ? "waiting" : "read",
    read_at: row.readAt?.toISOString() ?? null,
    replays: row.replays,
    replayed_at: row.replayedAt?.toISOString() ?? null,
  };
}
