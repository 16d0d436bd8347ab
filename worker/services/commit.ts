/** Turns a proven draft into a connection: all rows in one transaction, once, for the attempt that is still open. */
import { TransactionRollbackError } from "drizzle-orm";
import type { StoredStep } from "../../schema/tables/index.ts";
import type { Check } from "../../schema/wire/index.ts";
import { nextCheckAt } from "../domain/check-schedule.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { AttemptRow } from "../platform/store/attempts.ts";
import { closeAttempt, updateOpenAttempt } from "../platform/store/attempts.ts";
import { appendAudit } from "../platform/store/audit.ts";
import type { ConnectionRow } from "../platform/store/connection-parts.ts";
import { createConnectionStore } from "../platform/store/connections.ts";
import type { Method, Provider } from "../providers/define.ts";
import { endpointFor } from "./endpoints.ts";
import { mailAddressFor } from "./mail-addresses.ts";
import type { Circumstance } from "./people.ts";
import { revokeReplaced } from "./revocation.ts";
import { type Draft, keyOf, nextGeneration, sealAll } from "./secrets.ts";
import { journalEntry, timeOrderedId } from "./trail.ts";
import { isCheckedInBackground } from "./trials.ts";
import type { Services } from "./types.ts";

export type CommitFailure =
  | { readonly kind: "attempt_closed" }
  | { readonly kind: "conflict" }
  | { readonly kind: "secret_unreadable" };

/** Keyed hash of the provider's account id: comparable, not readable. Per provider, so that accounts cannot be matched across. */
export async function fingerprintAccount(services: Services, providerId: string, accountId: string): Promise<string> {
  return services.vault.fingerprint("account", providerId, accountId);
}

export async function commitDraft(
  services: Services,
  attempt: AttemptRow,
  provider: Provider,
  method: Method,
  draft: Draft,
  circumstance: Circumstance,
  /** The attempt goes on with this step instead of ending (a file that is still to be read). */
  next?: StoredStep,
): Promise<Result<{ check: Check }, CommitFailure>> {
  const store = createConnectionStore(services.db, attempt.tenantId);
  const now = services.clock.now();
  const owner = { tenant: attempt.tenantId, connection: attempt.connectionId };
  const previous = attempt.reconnects ? await store.findSealed(attempt.connectionId) : undefined;
  if (attempt.reconnects && !previous) return err({ kind: "conflict" });

  const key = previous ? keyOf(previous.row) : await services.vault.newKey(owner);
  const generation = previous ? nextGeneration(previous.row) : 1;
  const sealed = await sealAll(services.vault, key, owner, generation, draft.secrets, () => now);
  if (!sealed.ok) return err({ kind: "secret_unreadable" });

  const endpoint = await endpointFor(services, provider, method, attempt);
  const mailbox = await mailAddressFor(services, method, attempt, previous?.row);
  // The other side comes to us: nothing was called that could be told as a test.
  const waits = method.kind === "webhook" || method.kind === "mailbox";
  const { status, reason } = firstStanding(method, previous?.row);
  const check: Check = {
    ok: true,
    status,
    reason,
    steps: [...draft.steps],
    checked_at: now.toISOString(),
  };
  const accountFingerprint =
    draft.accountId === undefined ? null : await fingerprintAccount(services, provider.id, draft.accountId);
  const facts = { connectionId: attempt.connectionId, tenantId: attempt.tenantId };
  const background = isCheckedInBackground(method);

  const written = await services.db
    .transaction(async (tx) => {
      const step = waits ? ({ kind: "instructions" } as const) : ({ kind: "done", check } as const);
      const closed = next
        ? await updateOpenAttempt(tx, attempt.id, { step: next })
        : await closeAttempt(tx, attempt.id, { state: "done", step });
      if (!closed) return "attempt_closed";
      const wrote = await store.write(
        tx,
        {
          row: {
            id: attempt.connectionId,
            tenantId: attempt.tenantId,
            provider: provider.id,
            method: method.id,
            kind: method.kind,
            label: attempt.label ?? previous?.row.label ?? typedLabel(draft) ?? draft.accountLabel ?? provider.name,
            status,
            reason,
            statusSince: now,
            accountFingerprint,
            accountLabel: draft.accountLabel ?? null,
            settings: { ...draft.settings, ...endpoint?.settings, ...mailbox?.settings },
            wrappedKey: key.wrapped,
            keyId: key.keyId,
            generation,
            createdBy: attempt.userId,
            createdAt: now,
            updatedAt: now,
            lastCheckedAt: waits ? null : now,
            tokenReceivedAt: draft.tokenReceivedAt === undefined ? null : new Date(draft.tokenReceivedAt),
            tokenExpiresAt: draft.tokenExpiresAt ? new Date(draft.tokenExpiresAt) : null,
            nextCheckAt: background ? nextCheckAt({ now, failedChecks: 0, chance: chance(services) }) : null,
            failedChecks: 0,
            refreshFailures: 0,
            refreshNotBefore: null,
            leaseUntil: null,
          },
          secrets: sealed.value,
          endpoint: endpoint?.row,
          mailAddress: mailbox?.row,
          check: waits
            ? undefined
            : {
                id: timeOrderedId("chk", now, services.random),
                ...facts,
                at: now,
                ok: true,
                reason: null,
                ms: draft.steps.reduce((sum, step) => sum + step.ms, 0),
              },
          journal: journalEntry(services, {
            ...facts,
            code: previous ? "reconnected" : "connected",
            requestId: circumstance.requestId,
          }),
          audit: (within) =>
            appendAudit(within, services.vault, {
              tenantId: attempt.tenantId,
              at: now,
              actor: `session:${attempt.userId}`,
              action: previous ? "connection.reconnect" : "connection.connect",
              connectionId: attempt.connectionId,
              outcome: "ok",
              origin: circumstance.origin,
              requestId: circumstance.requestId,
              generation,
            }),
        },
        previous?.row.generation,
      );
      if (!wrote) {
        tx.rollback();
      }
      return "written";
    })
    .catch((error: unknown) => {
      if (error instanceof TransactionRollbackError) return "conflict" as const;
      throw error;
    });
  if (written !== "written") return err({ kind: written });
  const before = previous?.row.accountFingerprint ?? null;
  const isOther = before !== null && accountFingerprint !== null && before !== accountFingerprint;
  if (previous && isOther) await revokeReplaced(services, provider, method, previous);
  return ok({ check });
}

/** What comes to us is connected with its first arrival; an address that is shown again keeps what it has proven. */
function firstStanding(method: Method, previous: ConnectionRow | undefined): Pick<Check, "status" | "reason"> {
  const connected = { status: "connected", reason: null } as const;
  if (method.kind === "webhook") return { status: "action_required", reason: "webhook_never_called" };
  if (method.kind !== "mailbox" || previous?.status === "connected") return connected;
  return { status: "action_required", reason: "mail_never_received" };
}

/** A method's own field named `label` names the connection. */
function typedLabel({ settings }: Draft): string | undefined {
  const { label } = settings;
  return typeof label === "string" && label !== "" ? label : undefined;
}

/** A number in [0, 1). */
export function chance(services: Pick<Services, "random">): number {
  return (services.random.bytes(1)[0] ?? 0) / 256;
}
