/** What a person does with a connection: look, rename, change, test, read its journal, disconnect. */

import { TransactionRollbackError } from "drizzle-orm";
import type { Check, Connection, ConnectionPatch, Disconnection, LogPage } from "../../schema/wire/index.ts";
import { isSealed, readForm, typedSettings } from "../domain/form.ts";
import { toValues } from "../domain/values.ts";
import { Refusal } from "../errors.ts";
import { type AttemptRow, insertAttempt } from "../platform/store/attempts.ts";
import type { ConnectionParts, SealedRow, SecretRow } from "../platform/store/connection-parts.ts";
import { createConnectionStore } from "../platform/store/connections.ts";
import { createJournal } from "../platform/store/journal.ts";
import type { Method } from "../providers/define.ts";
import { findMethod, findProvider } from "../providers/registry.ts";
import { checkConnection } from "./checks.ts";
import { fingerprintAccount } from "./commit.ts";
import { showConnection } from "./connection-view.ts";
import { admitTarget } from "./limits.ts";
import { type Circumstance, hasRole, mayUse, type Person } from "./people.ts";
import { giveBack } from "./revocation.ts";
import { keyOf, nextGeneration, openAll, type Plaintexts, sealAll, sealDraft } from "./secrets.ts";
import { actorOf, auditing, journalEntry } from "./trail.ts";
import { tryMethod } from "./trials.ts";
import type { Services } from "./types.ts";

const logLinesPerPage = 20;

export async function listConnections(services: Services, person: Person): Promise<Connection[]> {
  const parts = await createConnectionStore(services.db, person.tenantId).list();
  const own = parts.filter(({ row }) => mayUse(person, row.provider));
  return Promise.all(own.map((one) => showConnection(services, person, one)));
}

export async function readConnection(services: Services, person: Person, id: string): Promise<Connection> {
  return showConnection(services, person, await findOwn(services, person, id));
}

export async function testConnection(
  services: Services,
  person: Person,
  id: string,
  circumstance: Circumstance,
): Promise<Check> {
  requireManager(person);
  await findOwn(services, person, id);
  const check = await checkConnection(services, person.tenantId, id, {
    by: "person",
    audit: actorOf(person, circumstance),
  });
  if (!check) throw new Refusal("not_found");
  return check;
}

export async function readLogs(
  services: Services,
  person: Person,
  id: string,
  before: string | undefined,
): Promise<LogPage> {
  await findOwn(services, person, id);
  const rows = await createJournal(services.db, person.tenantId).read(id, before, logLinesPerPage + 1);
  const shown = rows.slice(0, logLinesPerPage);
  return {
    entries: shown.map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      level: row.level,
      code: row.code,
      params: row.params,
      request_id: row.requestId,
    })),
    next: rows.length > logLinesPerPage ? (shown.at(-1)?.id ?? null) : null,
  };
}

/** New values are tried before they replace the old ones; what is left out is kept. */
export async function changeConnection(
  services: Services,
  person: Person,
  id: string,
  patch: ConnectionPatch,
  circumstance: Circumstance,
): Promise<Connection> {
  requireManager(person);
  const parts = await findOwn(services, person, id);
  if (patch.values !== undefined && Object.keys(patch.values).length > 0) {
    await changeValues(services, person, parts, patch, circumstance);
  } else if (patch.label !== undefined) {
    await rename(services, person, parts, patch.label, circumstance);
  }
  return readConnection(services, person, id);
}

async function rename(
  services: Services,
  person: Person,
  { row }: ConnectionParts,
  label: string,
  circumstance: Circumstance,
): Promise<void> {
  const store = createConnectionStore(services.db, row.tenantId);
  const record = { tenantId: row.tenantId, connectionId: row.id, action: "connection.rename", outcome: "ok" };
  const facts = { connectionId: row.id, tenantId: row.tenantId, requestId: circumstance.requestId };
  await store.rename(
    row.id,
    { label, updatedAt: services.clock.now() },
    journalEntry(services, { ...facts, code: "renamed" }),
    auditing(services, { ...actorOf(person, circumstance), ...record }),
  );
}

async function changeValues(
  services: Services,
  person: Person,
  parts: ConnectionParts,
  patch: ConnectionPatch,
  circumstance: Circumstance,
): Promise<void> {
  const store = createConnectionStore(services.db, person.tenantId);
  const found = await store.findSealed(parts.row.id);
  const method = methodOf(parts);
  if (!found || !method) throw new Refusal("not_found");
  // A consent is renewed by an attempt; there is nothing to type here.
  if (method.kind !== "credentials" && method.kind !== "database") throw new Refusal("provider_unavailable");
  const opened = await openAll(services.vault, found.row, found.secrets);
  const kept = opened.ok ? opened.value : {};
  const typed = { ...typedSettings(method.fields, found.row.settings), ...patch.values };
  const form = readForm(method.fields, typed, { role: person.role, keepSecrets: new Set(Object.keys(kept)) });
  if (!form.ok) throw new Refusal("invalid_request", { errors: form.failure });

  const secrets = { ...keepTyped(method, kept, patch.values), ...form.value.secrets };
  const settings = { ...found.row.settings, ...form.value.settings };
  const values = toValues(settings, secrets);
  await admitTarget(services, person.tenantId, method, values);
  const trial = await tryMethod(services, method, values);
  if (!trial.ok) {
    const field = trial.failure?.field;
    throw new Refusal("invalid_request", {
      errors: [{ field: field === undefined ? "values" : `values.${field}`, code: "rejected_by_provider" }],
      ...(trial.failure && { reason: trial.failure.reason }),
    });
  }
  const now = services.clock.now();
  const setAt = new Map(found.secrets.map((secret) => [secret.field, secret.setAt]));
  const plaintexts: Plaintexts = { ...secrets, ...(trial.token && { access_token: trial.token.accessToken }) };
  const owner = { tenant: found.row.tenantId, connection: found.row.id };
  const generation = nextGeneration(found.row);
  const sealed = await sealAll(services.vault, keyOf(found.row), owner, generation, plaintexts, (field) =>
    plaintexts[field] === kept[field] ? (setAt.get(field) ?? now) : now,
  );
  if (!sealed.ok) throw new Refusal("internal");
  const { accountId, accountLabel } = trial.finding;
  const written = await store.replaceSecrets(
    found.row.id,
    { from: found.row.generation, to: generation, secrets: sealed.value },
    {
      ...(patch.label !== undefined && { label: patch.label }),
      settings: { ...settings, ...trial.finding.settings },
      ...(accountId !== undefined && {
        accountFingerprint: await fingerprintAccount(services, found.row.provider, accountId),
      }),
      ...(accountLabel !== undefined && { accountLabel }),
      tokenReceivedAt: trial.token ? now : null,
      tokenExpiresAt: trial.token?.expiresAt ?? null,
      status: "connected",
      reason: null,
      ...(found.row.status !== "connected" && { statusSince: now }),
      failedChecks: 0,
      lastCheckedAt: now,
      updatedAt: now,
    },
    journalEntry(services, {
      connectionId: found.row.id,
      tenantId: found.row.tenantId,
      code: "updated",
      requestId: circumstance.requestId,
    }),
    auditing(services, {
      ...actorOf(person, circumstance),
      tenantId: found.row.tenantId,
      connectionId: found.row.id,
      action: "connection.update",
      outcome: "ok",
      generation,
    }),
  );
  if (!written) throw new Refusal("conflict");
}

/**
 * Secrets that stay: those of the form that were left out. A token bought with the old credentials does not outlive them, and
 * an optional secret that was sent empty is cleared.
 */
function keepTyped(method: Method, kept: Plaintexts, values: ConnectionPatch["values"]): Plaintexts {
  const staying = method.fields.filter((field) => isSealed(field) && !(field.optional && values?.[field.name] === ""));
  const names = new Set(staying.map((field) => field.name));
  return Object.fromEntries(Object.entries(kept).filter(([name]) => names.has(name)));
}

/**
 * Erased at once, whatever the provider answers. What it needs to revoke the grant moves, in the same transaction and sealed
 * anew, into an attempt that has ended: if this is cut off, or the provider is silent, the clock goes on with it.
 */
export async function disconnect(
  services: Services,
  person: Person,
  id: string,
  circumstance: Circumstance,
): Promise<Disconnection> {
  requireManager(person);
  const store = createConnectionStore(services.db, person.tenantId);
  const parts = await findOwn(services, person, id);
  const method = methodOf(parts);
  for (let tries = 0; tries < 3; tries += 1) {
    const found = await store.findSealed(id);
    if (!found) throw new Refusal("not_found");
    const returning = await endedAttempt(services, person, found);
    const removed = await store
      .remove(id, (generation) => async (tx) => {
        // Renewed meanwhile: the tokens that were read are not the last ones.
        if (generation !== found.row.generation + 1) tx.rollback();
        if (returning) await insertAttempt(tx, returning);
        const record = { tenantId: person.tenantId, connectionId: id, action: "connection.disconnect", outcome: "ok" };
        await auditing(services, { ...actorOf(person, circumstance), ...record, generation })(tx);
      })
      .catch((error: unknown) => {
        if (error instanceof TransactionRollbackError) return "renewed" as const;
        throw error;
      });
    if (removed === "renewed") continue;
    if (!removed) throw new Refusal("not_found");
    if (returning) return { revoked: await giveBack(services, returning) };
    return { revoked: method?.kind === "oauth2" ? "failed" : "unsupported" };
  }
  throw new Refusal("conflict");
}

/** Undefined: there is nothing to give back, or it does not open. */
async function endedAttempt(
  services: Services,
  person: Person,
  { row, secrets }: { readonly row: SealedRow; readonly secrets: readonly SecretRow[] },
): Promise<AttemptRow | undefined> {
  const opened = row.kind === "oauth2" ? await openAll(services.vault, row, secrets) : undefined;
  if (!opened?.ok) return undefined;
  const id = services.random.id("att");
  const draft = { settings: row.settings, secrets: opened.value, steps: [] };
  const sealed = await sealDraft(services.vault, { id, tenantId: row.tenantId }, draft);
  if (!sealed.ok) return undefined;
  const now = services.clock.now();
  return {
    ...sealed.value,
    id,
    tenantId: row.tenantId,
    userId: person.userId,
    sessionId: person.sessionId,
    provider: row.provider,
    method: row.method,
    state: "failed",
    step: { kind: "failed", reason: "grant_revoked" },
    label: null,
    connectionId: row.id,
    reconnects: true,
    openerOrigin: null,
    returnUrl: null,
    completionHash: null,
    createdAt: now,
    expiresAt: now,
  };
}

/** The connection, if it is of the person's tenant and the session may see its provider. */
export async function findOwn(services: Services, person: Person, id: string): Promise<ConnectionParts> {
  const parts = await createConnectionStore(services.db, person.tenantId).find(id);
  if (!parts || !mayUse(person, parts.row.provider)) throw new Refusal("not_found");
  return parts;
}

function methodOf({ row }: ConnectionParts): Method | undefined {
  const provider = findProvider(row.provider);
  return provider && findMethod(provider, row.method);
}

function requireManager(person: Person): void {
  if (!hasRole(person, "manager")) throw new Refusal("forbidden_role");
}
