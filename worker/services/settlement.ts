/** What becomes of a proven draft: a question to the person, or a connection; and what becomes of a refused attempt. */

import type { StoredStep } from "../../schema/tables/index.ts";
import type { Check } from "../../schema/wire/index.ts";
import { Refusal } from "../errors.ts";
import { type AttemptRow, endAttempt, updateOpenAttempt } from "../platform/store/attempts.ts";
import { appendAudit } from "../platform/store/audit.ts";
import { createConnectionStore } from "../platform/store/connections.ts";
import { createJournal } from "../platform/store/journal.ts";
import type { Failure, Method, Provider } from "../providers/define.ts";
import { commitDraft, fingerprintAccount } from "./commit.ts";
import type { Circumstance } from "./people.ts";
import { abandon, giveBack } from "./revocation.ts";
import { type Draft, sealDraft } from "./secrets.ts";
import { journalEntry } from "./trail.ts";
import type { Services } from "./types.ts";

/** An attempt with the provider and method it is for. */
export interface OpenedAttempt {
  readonly attempt: AttemptRow;
  readonly provider: Provider;
  readonly method: Method;
}

/** A grant that waits for the person's answer is revoked and erased after this time. */
export const parkedSeconds = 600;

/**
 * Asks what must be asked (which property, another account than before), else writes the connection.
 * `anyAccount`: the person has said that another account is meant. `next`: the attempt goes on with this step.
 */
export async function settleDraft(
  services: Services,
  { attempt, provider, method }: OpenedAttempt,
  draft: Draft,
  circumstance: Circumstance,
  { anyAccount = false, next }: { readonly anyAccount?: boolean; readonly next?: StoredStep } = {},
): Promise<void> {
  const question = choiceOf(draft) ?? (anyAccount ? undefined : await accountQuestion(services, attempt, draft));
  if (question) return park(services, attempt, draft, question);
  const committed = await commitDraft(services, attempt, provider, method, draft, circumstance, next);
  if (committed.ok) return;
  switch (committed.failure.kind) {
    case "attempt_closed":
      throw new Refusal("attempt_closed");
    case "conflict":
      // First ended, then given back: an answer that is sent again must not connect a grant that is no more.
      await abandon(services, attempt.id, { state: "failed", step: { kind: "failed", reason: "attempt_expired" } });
      throw new Refusal("conflict");
    case "secret_unreadable":
      throw new Refusal("internal");
    default:
      throw committed.failure satisfies never;
  }
}

function choiceOf({ choice }: Draft): StoredStep | undefined {
  if (!choice) return undefined;
  const { field, question, options } = choice;
  return { kind: "choice", field, question, options: [...options] };
}

/** A reconnect that came back with another provider account is the person's decision. */
async function accountQuestion(services: Services, attempt: AttemptRow, draft: Draft): Promise<StoredStep | undefined> {
  if (!attempt.reconnects || draft.accountId === undefined) return undefined;
  const before = await createConnectionStore(services.db, attempt.tenantId).find(attempt.connectionId);
  const known = before?.row.accountFingerprint;
  if (!known || known === (await fingerprintAccount(services, attempt.provider, draft.accountId))) return undefined;
  return {
    kind: "choice",
    field: "different_account",
    question: "different_account",
    options: [
      { value: "accept", label: draft.accountLabel ?? "" },
      { value: "cancel", label: before?.row.accountLabel ?? "" },
    ],
  };
}

/** Seals the draft into the attempt and shortens the attempt's life. */
export async function park(
  services: Services,
  attempt: AttemptRow,
  draft: Draft,
  step: StoredStep,
  completionHash: string | null = null,
): Promise<void> {
  const sealed = await sealDraft(services.vault, attempt, draft);
  if (!sealed.ok) throw new Refusal("internal");
  const expiresAt = new Date(services.clock.now().getTime() + parkedSeconds * 1000);
  const parked = await updateOpenAttempt(services.db, attempt.id, { ...sealed.value, step, completionHash, expiresAt });
  if (!parked) throw new Refusal("attempt_closed");
}

/**
 * Ends an attempt that led to nothing; the reason stands in the attempt, the journal of a reconnect, and the audit trail. A
 * grant that it holds is given back behind the answer: who was refused has waited long enough.
 */
export async function refuse(
  services: Services,
  attempt: AttemptRow,
  failure: Failure,
  circumstance: Circumstance,
  check?: Check,
): Promise<void> {
  const step: StoredStep = { kind: "failed", reason: failure.reason, ...(check && { check }) };
  const ended = await services.db.transaction(async (tx) => {
    await appendAudit(tx, services.vault, {
      tenantId: attempt.tenantId,
      at: services.clock.now(),
      actor: `session:${attempt.userId}`,
      action: "connection.refused",
      connectionId: attempt.connectionId,
      outcome: failure.reason,
      origin: circumstance.origin,
      requestId: circumstance.requestId,
    });
    return endAttempt(tx, attempt.id, { state: "failed", step });
  });
  if (ended) services.later(async () => void (await giveBack(services, ended)));
  if (!attempt.reconnects) return;
  const entry = journalEntry(services, {
    connectionId: attempt.connectionId,
    tenantId: attempt.tenantId,
    code: "test_failed",
    params: { reason: failure.reason },
    requestId: circumstance.requestId,
  });
  await createJournal(services.db, attempt.tenantId).writeIfThere(entry);
}
