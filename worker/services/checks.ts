/** Tests of connections: asked for by a person, or due in the background. One way to run, judge and record them. */
import type { Check } from "../../schema/wire/index.ts";
import { nextCheckAt } from "../domain/check-schedule.ts";
import { nextStatus, type Standing } from "../domain/status.ts";
import { type Trial, toCheck } from "../methods/driver.ts";
import type { ConnectionRow } from "../platform/store/connection-parts.ts";
import { type ConnectionStore, createConnectionStore } from "../platform/store/connections.ts";
import type { Failure, Method } from "../providers/define.ts";
import { chance } from "./commit.ts";
import { keyOf, nextGeneration, openAll, sealAll } from "./secrets.ts";
import { openForUse, type Usable } from "./tokens.ts";
import { type Actor, auditing, journalEntry, systemActor, timeOrderedId } from "./trail.ts";
import { canTry, isCheckedInBackground, tryMethod } from "./trials.ts";
import type { Services } from "./types.ts";

export type CheckCause = { readonly by: "person"; readonly audit: Actor } | { readonly by: "schedule" };

/** Undefined: there is no such connection, or it went away during the check. */
export async function checkConnection(
  services: Services,
  tenantId: string,
  connectionId: string,
  cause: CheckCause,
): Promise<Check | undefined> {
  const store = createConnectionStore(services.db, tenantId);
  const startedAt = services.clock.now();
  const opened = await openForUse(services, tenantId, connectionId);
  if (!opened.ok) {
    if (opened.gone) return undefined;
    const row = (await store.find(connectionId))?.row;
    return row && record(services, store, row, undefined, failedBefore(opened.failure), startedAt, cause);
  }
  const { row, method } = opened.usable;
  if (!canTry(method)) return restingCheck(row, startedAt);
  const trial = await tryOnceMore(services, tenantId, opened.usable);
  return record(services, store, row, method, trial, startedAt, cause);
}

/** A refusal of a token whose time had not come is answered by one forced refresh, then believed. */
async function tryOnceMore(services: Services, tenantId: string, usable: Usable): Promise<Trial> {
  const trial = await tryMethod(services, usable.method, usable.values);
  const refused = trial.failure?.reason === "bad_credentials" || trial.failure?.reason === "credentials_expired";
  if (!refused || usable.method.kind !== "oauth2") return trial;
  const renewed = await openForUse(services, tenantId, usable.row.id, usable.row.generation);
  if (!renewed.ok) return { ...trial, failure: renewed.failure };
  return tryMethod(services, renewed.usable.method, renewed.usable.values);
}

/** The values could not even be opened or renewed: the login line fails. */
function failedBefore(failure: Failure): Trial {
  const steps = [{ name: "login", ok: false, code: failure.reason, ms: 0 }] as const;
  return { ok: false, steps, failure, finding: {}, token: undefined };
}

function restingCheck(row: ConnectionRow, now: Date): Check {
  return {
    ok: row.status === "connected",
    status: row.status,
    reason: row.reason,
    steps: [],
    checked_at: now.toISOString(),
  };
}

async function record(
  services: Services,
  store: ConnectionStore,
  row: ConnectionRow,
  method: Method | undefined,
  trial: Trial,
  startedAt: Date,
  cause: CheckCause,
): Promise<Check | undefined> {
  const now = services.clock.now();
  const standing = judge(row, trial);
  const changed = standing.status !== row.status;
  const generation = await keepToken(services, store, row, trial, now);
  const kept = await store.recordCheck(row.id, {
    check: {
      id: timeOrderedId("chk", now, services.random),
      connectionId: row.id,
      tenantId: row.tenantId,
      at: now,
      ok: trial.ok,
      reason: trial.failure?.reason ?? null,
      ms: now.getTime() - startedAt.getTime(),
    },
    standing: { ...standing, since: changed ? now : row.statusSince },
    nextCheckAt: dueAfter(services, method, standing, trial, now),
    ...(trial.finding.accountLabel !== undefined && { changes: { accountLabel: trial.finding.accountLabel } }),
    journal: journalOf(services, row, trial, changed, cause),
    audit: auditing(services, {
      ...(cause.by === "person" ? cause.audit : systemActor),
      tenantId: row.tenantId,
      connectionId: row.id,
      action: "connection.check",
      outcome: trial.failure?.reason ?? "ok",
      generation: generation ?? null,
    }),
  });
  return kept ? toCheck(trial, standing.status, now) : undefined;
}

function judge(row: ConnectionRow, trial: Trial): Standing {
  if (trial.ok) return nextStatus(row, { kind: "check_passed" });
  const reason = trial.failure?.reason ?? "internal";
  if (reason === "secret_unreadable") return nextStatus(row, { kind: "secret_unreadable" });
  if (reason === "grant_revoked") return nextStatus(row, { kind: "grant_lost" });
  return nextStatus(row, { kind: "check_failed", reason });
}

/** Null where the background has nothing to find out: no call possible, calls too scarce, or only a person can help. */
function dueAfter(
  services: Services,
  method: Method | undefined,
  standing: Standing,
  trial: Trial,
  now: Date,
): Date | null {
  if (!method || !isCheckedInBackground(method)) return null;
  return nextCheckAt({
    now,
    failedChecks: standing.failedChecks,
    retryAfter: trial.failure?.retryAfter,
    chance: chance(services),
  });
}

/** A token bought during the test is kept for the next call. Gives the generation that was written. */
async function keepToken(
  services: Services,
  store: ConnectionStore,
  row: ConnectionRow,
  trial: Trial,
  now: Date,
): Promise<number | undefined> {
  const { token } = trial;
  if (!token) return undefined;
  const found = await store.findSealed(row.id);
  if (!found || found.row.generation !== row.generation) return undefined;
  const opened = await openAll(services.vault, found.row, found.secrets);
  if (!opened.ok) return undefined;
  const setAt = new Map(found.secrets.map((secret) => [secret.field, secret.setAt]));
  const plaintexts = { ...opened.value, access_token: token.accessToken };
  const owner = { tenant: row.tenantId, connection: row.id };
  const generation = nextGeneration(found.row);
  const sealed = await sealAll(services.vault, keyOf(row), owner, generation, plaintexts, (field) =>
    field === "access_token" ? now : (setAt.get(field) ?? now),
  );
  if (!sealed.ok) return undefined;
  const written = await store.replaceSecrets(
    row.id,
    { from: row.generation, to: generation, secrets: sealed.value },
    { tokenReceivedAt: now, tokenExpiresAt: token.expiresAt },
  );
  return written ? generation : undefined;
}

/** A person sees each of their tests; the background writes only what changed. */
function journalOf(services: Services, row: ConnectionRow, trial: Trial, changed: boolean, cause: CheckCause) {
  const facts = { connectionId: row.id, tenantId: row.tenantId };
  const params = trial.failure ? { reason: trial.failure.reason } : {};
  if (cause.by === "person") {
    const code = trial.ok ? "test_passed" : "test_failed";
    return [journalEntry(services, { ...facts, code, params, requestId: cause.audit.requestId })];
  }
  if (!changed) return [];
  const code = trial.ok ? "recovered" : "background_check_failed";
  return [journalEntry(services, { ...facts, code, params, requestId: null })];
}
