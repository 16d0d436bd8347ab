/**
 * Values that can be used now: opened, and with a living access token. Of any number of callers on any number of isolates
 * exactly one refreshes (a lease in the row, with a fencing number); the others wait for what it writes.
 * domain/refresh-policy.ts decides when.
 */
import { decideRefresh, expiryOf, leaseSeconds, refreshNotBefore, waitSeconds } from "../domain/refresh-policy.ts";
import { nextStatus } from "../domain/status.ts";
import { toValues, type Values } from "../domain/values.ts";
import { type Grant, judgeTokenAnswer, refreshRequest, type TokenJudgement } from "../methods/oauth2.ts";
import { databaseErrorCode } from "../platform/database.ts";
import type { ConnectionRow, SealedRow, SecretRow } from "../platform/store/connection-parts.ts";
import { createConnectionStore } from "../platform/store/connections.ts";
import { createRefreshLeases, type RefreshLeases } from "../platform/store/refresh-leases.ts";
import type { Failure, Method, OAuth2Method, Provider } from "../providers/define.ts";
import { findMethod, findProvider } from "../providers/registry.ts";
import { oauthClientOf } from "./oauth-clients.ts";
import { revokeDraft } from "./revocation.ts";
import { keyOf, nextGeneration, openAll, type Plaintexts, sealAll } from "./secrets.ts";
import { auditing, journalEntry, systemActor } from "./trail.ts";
import type { Services } from "./types.ts";

export interface Usable {
  readonly row: ConnectionRow;
  readonly provider: Provider;
  readonly method: Method;
  readonly values: Values;
}

export type UsableResult =
  | { readonly ok: true; readonly usable: Usable }
  | { readonly ok: false; readonly failure: Failure; readonly gone?: true };

/** How often a waiting caller looks whether the holder of the lease has written. */
const pollMs = 150;

/**
 * Opens a connection for use. `refusedGeneration`: the provider just refused the token of that generation although its time
 * had not come; it is renewed once unless somebody already did.
 */
export async function openForUse(
  services: Services,
  tenantId: string,
  connectionId: string,
  refusedGeneration?: number,
): Promise<UsableResult> {
  const store = createConnectionStore(services.db, tenantId);
  const leases = createRefreshLeases(services.db, tenantId);
  const deadline = services.clock.now().getTime() + waitSeconds * 1000;
  for (;;) {
    const found = await store.findSealed(connectionId);
    if (!found) return { ok: false, failure: { reason: "internal" }, gone: true };
    const { row } = found;
    const provider = findProvider(row.provider);
    const method = provider && findMethod(provider, row.method);
    if (!provider || !method) return { ok: false, failure: { reason: "service_disabled" } };
    const opened = await openAll(services.vault, row, found.secrets);
    if (!opened.ok) {
      services.log.error("secret_unreadable", { tenant: tenantId, connection: row.id, code: opened.failure.cause });
      return { ok: false, failure: { reason: "secret_unreadable" } };
    }
    const values = valuesOf(row, opened.value);
    const usable = { ok: true, usable: { row, provider, method, values } } as const;
    if (method.kind !== "oauth2") return usable;

    const forced = refusedGeneration === row.generation;
    const decision = forced ? "refresh" : decide(row, services);
    if (decision === "use") return usable;
    if (decision === "cooling_down") return { ok: false, failure: coolingDown(row, services.clock.now()) };
    if (!values.has("refresh_token")) {
      const failure = await loseGrant(services, leases, row);
      if (failure) return { ok: false, failure };
      continue;
    }

    const now = services.clock.now();
    const until = new Date(now.getTime() + leaseSeconds * 1000);
    const fence = await leases.take(row.id, row.generation, now, until);
    if (fence !== undefined) {
      const failure = await refresh(services, leases, {
        row,
        provider,
        method,
        plaintexts: opened.value,
        rows: found.secrets,
        fence,
      });
      if (failure && !stillValid(row, services.clock.now(), forced)) return { ok: false, failure };
      if (failure) return usable;
      continue;
    }
    if (services.clock.now().getTime() >= deadline) return { ok: false, failure: { reason: "provider_down" } };
    await pause(pollMs);
  }
}

function valuesOf(row: ConnectionRow, secrets: Plaintexts): Values {
  return toValues(row.settings, secrets, {
    ...(row.tokenExpiresAt && { access_token_expires_at: row.tokenExpiresAt.toISOString() }),
  });
}

function decide(row: ConnectionRow, services: Services) {
  return decideRefresh(
    {
      now: services.clock.now(),
      expiresAt: row.tokenExpiresAt,
      receivedAt: row.tokenReceivedAt ?? row.updatedAt,
      notBefore: row.refreshNotBefore,
    },
    // The same for all callers of one generation, so that they agree; different between connections.
    spread(row.id),
  );
}

/** A number in [0, 1) that stays the same for an id. */
function spread(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 997;
  return sum / 997;
}

function stillValid(row: ConnectionRow, now: Date, forced: boolean): boolean {
  return !forced && row.tokenExpiresAt !== null && now < row.tokenExpiresAt;
}

function coolingDown(row: ConnectionRow, now: Date): Failure {
  const wait = row.refreshNotBefore ? (row.refreshNotBefore.getTime() - now.getTime()) / 1000 : 0;
  return { reason: "provider_down", retryAfter: Math.max(1, Math.ceil(wait)) };
}

interface Holder {
  readonly row: SealedRow;
  readonly provider: Provider;
  readonly method: OAuth2Method;
  readonly plaintexts: Plaintexts;
  readonly rows: readonly SecretRow[];
  /** Number of the lease; a later holder has a higher one and wins. */
  readonly fence: number;
}

/** Undefined: renewed, or a newer holder was there, whose word counts; read again. */
async function refresh(services: Services, leases: RefreshLeases, holder: Holder): Promise<Failure | undefined> {
  const { row, provider, method, plaintexts, fence } = holder;
  const values = valuesOf(row, plaintexts);
  const client = oauthClientOf(services.config, provider, method, values);
  const judged = client
    ? await sendRefresh(services, method, client, values)
    : ({ ok: false, final: false, failure: { reason: "client_rejected" } } as const);
  if (judged.ok) return keepGrant(services, leases, holder, judged.grant);
  services.log.warn("token_refresh_failed", { provider: provider.id, connection: row.id, code: judged.failure.reason });
  if (judged.final) return loseGrant(services, leases, row, fence);
  const failures = row.refreshFailures + 1;
  const notBefore = refreshNotBefore(services.clock.now(), failures, judged.failure.retryAfter);
  const entry = journalEntry(services, {
    connectionId: row.id,
    tenantId: row.tenantId,
    code: "token_refresh_failed",
    params: { reason: judged.failure.reason },
    requestId: null,
  });
  const isSettled = await leases.settle(
    row.id,
    fence,
    { refreshFailures: failures, refreshNotBefore: notBefore },
    undefined,
    [entry],
    auditRefresh(services, row, judged.failure.reason),
  );
  return isSettled ? judged.failure : undefined;
}

async function sendRefresh(
  services: Services,
  method: OAuth2Method,
  client: { readonly id: string; readonly secret: string },
  values: Values,
): Promise<TokenJudgement> {
  const request = refreshRequest(method.oauth, client, values, values.text("refresh_token"));
  const sent = await services.outbound.send(request);
  if (!sent.ok) return { ok: false, final: false, failure: { reason: sent.failure.reason } };
  return judgeTokenAnswer(method.oauth, sent.value, values, services.clock.now());
}

/** Writes the new pair before anybody uses it. */
async function keepGrant(
  services: Services,
  leases: RefreshLeases,
  { row, provider, method, plaintexts, rows, fence }: Holder,
  grant: Grant,
): Promise<Failure | undefined> {
  const now = services.clock.now();
  const renewed: Plaintexts = {
    ...plaintexts,
    ...grant.secrets,
    access_token: grant.accessToken,
    ...(grant.refreshToken !== undefined && { refresh_token: grant.refreshToken }),
  };
  const setAt = new Map(rows.map((secret) => [secret.field, secret.setAt]));
  const owner = { tenant: row.tenantId, connection: row.id };
  const generation = nextGeneration(row);
  const sealed = await sealAll(services.vault, keyOf(row), owner, generation, renewed, (field) =>
    renewed[field] === plaintexts[field] ? (setAt.get(field) ?? now) : now,
  );
  if (!sealed.ok) return { reason: "secret_unreadable" };
  const isKept = await persist(services, () =>
    leases.settle(
      row.id,
      fence,
      {
        settings: { ...row.settings, ...grant.settings },
        tokenReceivedAt: now,
        tokenExpiresAt: expiryOf(now, grant.expiresIn, method.oauth.accessTokenLifetime),
        refreshFailures: 0,
        refreshNotBefore: null,
        updatedAt: now,
      },
      { from: row.generation, to: generation, secrets: sealed.value },
      [],
      auditRefresh(services, row, "ok", generation),
    ),
  );
  // Disconnected meanwhile: nobody holds the new pair, so it is given back.
  if (!isKept && !(await createConnectionStore(services.db, row.tenantId).find(row.id))) {
    await revokeDraft(services, provider, method, { settings: row.settings, secrets: renewed });
  }
  return undefined;
}

/** Enough for a passing fault; a transaction that was cut off keeps other writers waiting for some seconds. */
const writeTries = 3;
const writeWithinMs = 8_000;

/**
 * Writes again after a fault of the database: the provider has already replaced the old pair, so that what is not written is
 * lost. Writing twice does no harm, because the generation of the first write refuses the second.
 */
async function persist(services: Services, write: () => Promise<boolean>): Promise<boolean> {
  const deadline = services.clock.now().getTime() + writeWithinMs;
  for (let tries = 1; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      const isOver = tries === writeTries || services.clock.now().getTime() >= deadline;
      if (isOver || databaseErrorCode(error) === undefined) throw error;
      services.log.warn("token_write_repeated", { code: databaseErrorCode(error) ?? "" });
    }
  }
}

function auditRefresh(services: Services, { tenantId, id }: ConnectionRow, outcome: string, generation?: number) {
  const record = { ...systemActor, tenantId, connectionId: id, action: "token.refresh", outcome };
  return auditing(services, { ...record, generation: generation ?? null });
}

/**
 * The provider no longer knows the grant: only the person can renew it. Undefined: somebody newer held the lease since, and this
 * verdict is about a token of the past.
 */
async function loseGrant(
  services: Services,
  leases: RefreshLeases,
  row: ConnectionRow,
  fence = row.leaseFence,
): Promise<Failure | undefined> {
  const standing = nextStatus(row, { kind: "grant_lost" });
  const entry = journalEntry(services, {
    connectionId: row.id,
    tenantId: row.tenantId,
    code: "grant_revoked_by_provider",
    requestId: null,
  });
  const isSettled = await leases.settle(
    row.id,
    fence,
    {
      status: standing.status,
      reason: standing.reason,
      failedChecks: standing.failedChecks,
      ...(row.status !== standing.status && { statusSince: services.clock.now() }),
      nextCheckAt: null,
    },
    undefined,
    row.status === standing.status ? [] : [entry],
    auditRefresh(services, row, "grant_revoked"),
  );
  return isSettled ? { reason: "grant_revoked" } : undefined;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
