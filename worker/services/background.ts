/** What the clock does: due checks, forgotten attempts, ended sessions. Bounded work per run; the next run goes on. */
import { deleteOldAttempts, deleteOverdueStates, listOverdueAttempts } from "../platform/store/attempts.ts";
import { claimDueChecks, deleteRetiredSecrets } from "../platform/store/connections.ts";
import { deleteForgottenUploads, listRunnableImports } from "../platform/store/imports.ts";
import { deleteOldEvents } from "../platform/store/inbound.ts";
import { deleteIdleLimits } from "../platform/store/limits.ts";
import { deleteOldMails } from "../platform/store/mails.ts";
import { deleteEndedSessions, deleteOldProofs } from "../platform/store/sessions.ts";
import { signHeads } from "./audit-trail.ts";
import { checkConnection } from "./checks.ts";
import { runImport } from "./imports.ts";
import { abandon, giveBack } from "./revocation.ts";
import type { Services } from "./types.ts";
import { rotateVault } from "./vault-rotation.ts";
import { previousSecretField, previousSecretMs } from "./webhook-secret.ts";

/** Checks per run and at the same time: a run must end well before the next begins. */
const checksPerRun = 20;
const checksAtOnce = 5;
/** A claimed check whose run died is due again after this time. */
const claimMs = 10 * 60_000;
const attemptsPerRun = 50;
const rowsPerRun = 500;
/** Senders retry for days; ids must be known for at least a month, so that a late repetition has no effect. */
const keptEventsMs = 90 * 24 * 3600_000;
const importsPerRun = 2;
/** Each request of a page leaves one. */
const proofsPerRun = 20_000;
const rotationsPerRun = 200;
/** An attempt lives an hour; what was uploaded to it and never confirmed goes soon after. */
const forgottenUploadMs = 2 * 3600_000;
/** Ended attempts and sessions are kept a day, so that late requests get a plain answer. */
const keptMs = 24 * 3600_000;
const keptMailMs = 90 * 24 * 3600_000;

export async function runDueWork(services: Services): Promise<void> {
  const started = services.clock.now();
  const checked = await runDueChecks(services);
  const erased = await eraseOverdueAttempts(services);
  for (const { id } of await listRunnableImports(services.db, started, importsPerRun)) await runImport(services, id);
  await deleteForgottenUploads(services.db, new Date(started.getTime() - forgottenUploadMs));
  const old = new Date(started.getTime() - keptMs);
  await deleteOverdueStates(services.db, started, rowsPerRun);
  await deleteOldAttempts(services.db, old, rowsPerRun);
  await deleteEndedSessions(services.db, old, rowsPerRun);
  await deleteOldEvents(services.db, new Date(started.getTime() - keptEventsMs), rowsPerRun);
  await deleteOldMails(services.db, new Date(started.getTime() - keptMailMs), rowsPerRun);
  await deleteRetiredSecrets(services.db, previousSecretField, new Date(started.getTime() - previousSecretMs));
  await deleteIdleLimits(services.db, started, rowsPerRun);
  await deleteOldProofs(services.db, started, proofsPerRun);
  await rotateVault(services, rotationsPerRun);
  await signHeads(services);
  const ms = services.clock.now().getTime() - started.getTime();
  services.log.info("background_run", { count: checked + erased, ms });
}

async function runDueChecks(services: Services): Promise<number> {
  const now = services.clock.now();
  const due = await claimDueChecks(services.db, now, new Date(now.getTime() + claimMs), checksPerRun);
  for (let start = 0; start < due.length; start += checksAtOnce) {
    const batch = due.slice(start, start + checksAtOnce);
    const results = await Promise.allSettled(
      batch.map(({ tenantId, id }) => checkConnection(services, tenantId, id, { by: "schedule" })),
    );
    for (const [index, result] of results.entries()) {
      const connection = batch[index]?.id;
      if (result.status === "rejected" && connection) {
        services.log.error("background_check_crashed", { connection, error: String(result.reason?.name ?? "Error") });
      }
    }
  }
  return due.length;
}

/** A grant that nobody committed, or that could not be given back when its attempt ended, is given back and erased. */
async function eraseOverdueAttempts(services: Services): Promise<number> {
  const overdue = await listOverdueAttempts(services.db, services.clock.now(), attemptsPerRun);
  const end = { state: "expired", step: { kind: "failed", reason: "attempt_expired" } } as const;
  for (let start = 0; start < overdue.length; start += checksAtOnce) {
    const batch = overdue.slice(start, start + checksAtOnce);
    await Promise.all(
      batch.map((attempt) =>
        attempt.state === "open" ? abandon(services, attempt.id, end) : giveBack(services, attempt),
      ),
    );
  }
  return overdue.length;
}
