/** Replacing the secret of a webhook without losing a delivery: for a day senders may sign with the old one or the new one. */
import type { WebhookSecret } from "../../schema/wire/index.ts";
import { generateWebhookSecret } from "../domain/standard-webhooks.ts";
import { Refusal } from "../errors.ts";
import type { SecretRow } from "../platform/store/connection-parts.ts";
import { createConnectionStore } from "../platform/store/connections.ts";
import { findOwn } from "./connections.ts";
import { type Circumstance, hasRole, type Person } from "./people.ts";
import { keyOf, nextGeneration, openAll, type Plaintexts, sealAll } from "./secrets.ts";
import { actorOf, auditing, journalEntry } from "./trail.ts";
import type { Services } from "./types.ts";

const current = "webhook_secret";
/** Set at the moment when the new secret took its place. */
export const previousSecretField = "previous_webhook_secret";
/** Long enough to change the sender's settings in working hours; a second replacement ends the first secret at once. */
export const previousSecretMs = 24 * 3600_000;

/** The new secret, shown this once. */
export async function replaceWebhookSecret(
  services: Services,
  person: Person,
  connectionId: string,
  circumstance: Circumstance,
): Promise<WebhookSecret> {
  if (!hasRole(person, "manager")) throw new Refusal("forbidden_role");
  const { row: known } = await findOwn(services, person, connectionId);
  // A sender's own secret is typed, not made: it is changed by a PATCH.
  if (known.kind !== "webhook") throw new Refusal("provider_unavailable");
  const store = createConnectionStore(services.db, person.tenantId);
  const found = await store.findSealed(connectionId);
  if (!found) throw new Refusal("not_found");
  const { row } = found;
  const opened = await openAll(services.vault, row, found.secrets);
  const now = services.clock.now();
  const secret = generateWebhookSecret(services.random);
  // One that does not open is not worth keeping: the new one takes its place.
  const old = opened.ok ? opened.value[current] : undefined;
  const plaintexts: Plaintexts = { [current]: secret, ...(old !== undefined && { [previousSecretField]: old }) };
  const owner = { tenant: row.tenantId, connection: row.id };
  const generation = nextGeneration(row);
  const sealed = await sealAll(services.vault, keyOf(row), owner, generation, plaintexts, () => now);
  if (!sealed.ok) throw new Refusal("internal");
  const facts = { connectionId: row.id, tenantId: row.tenantId };
  const written = await store.replaceSecrets(
    row.id,
    { from: row.generation, to: generation, secrets: sealed.value },
    { updatedAt: now },
    journalEntry(services, { ...facts, code: "webhook_secret_rotated", requestId: circumstance.requestId }),
    auditing(services, {
      ...actorOf(person, circumstance),
      ...facts,
      action: "webhook_secret.rotate",
      outcome: "ok",
      generation,
    }),
  );
  if (!written) throw new Refusal("conflict");
  return {
    items: [{ name: current, value: secret, once: true }],
    previous_valid_until: old === undefined ? null : new Date(now.getTime() + previousSecretMs).toISOString(),
  };
}

/** Secrets by which a delivery may be signed now, the present one first; empty when there is none. */
export function acceptedSecrets(plaintexts: Plaintexts, rows: readonly SecretRow[], now: Date): string[] {
  const replacedAt = rows.find(({ field }) => field === previousSecretField)?.setAt;
  const isPreviousGood = replacedAt !== undefined && now.getTime() - replacedAt.getTime() < previousSecretMs;
  const names = isPreviousGood ? [current, previousSecretField] : [current];
  return names.flatMap((name) => plaintexts[name] ?? []);
}
