/** Proving the audit trail, and signing what it has come to. */
import type { AuditVerification } from "../../schema/wire/index.ts";
import {
  chainStart,
  findLinkProblem,
  headContent,
  importHeadKey,
  isHeadSigned,
  type Place,
} from "../domain/audit-chain.ts";
import { equalsConstantTime } from "../domain/hash.ts";
import type { Database } from "../platform/database.ts";
import type { Vault } from "../platform/ports.ts";
import {
  type AuditHeadRow,
  type AuditRow,
  findAuditHead,
  listTrailsToSign,
  readAudit,
  sealOf,
  writeAuditHead,
} from "../platform/store/audit.ts";
import type { Services } from "./types.ts";

type Problem = NonNullable<AuditVerification["problem"]>;
type Prover = Pick<Services, "db" | "vault">;

const recordsPerRead = 500;
/** A trail that grew gets a new head this often: what is cut off within this time leaves no trace but a lower head. */
const headEveryMs = 15 * 60_000;
const trailsPerRun = 100;
/** Work of one run; a longer trail is signed in parts, one run after the other. */
const recordsPerRun = 5_000;

/**
 * Walks a tenant's trail from its start, with the key: names the first place that is not as it was written. `noted`: a head from
 * the log or a backup; without one the last signed head in the database.
 */
export async function verifyAudit(prover: Prover, tenantId: string, noted?: Place): Promise<AuditVerification> {
  const head = await findAuditHead(prover.db, tenantId);
  if (head && !(await isOurs(prover.vault, head))) return broken(tenantId, head.position, "head_forged");
  const known = [head, noted].filter((place) => place !== undefined);
  const walked = await walk(prover, tenantId, chainStart, Number.MAX_SAFE_INTEGER, known);
  if (walked.problem !== undefined) return broken(tenantId, walked.last.position + 1, walked.problem);
  const { position, hash } = walked.last;
  return { tenant: tenantId, records: position, head: position === 0 ? null : hash, broken_at: null, problem: null };
}

function broken(tenant: string, position: number, problem: Problem): AuditVerification {
  return { tenant, records: Math.max(0, position - 1), head: null, broken_at: position, problem };
}

async function isOurs(vault: Pick<Vault, "headKey">, head: AuditHeadRow): Promise<boolean> {
  const key = await importHeadKey(await vault.headKey());
  return key !== undefined && isHeadSigned(key, head);
}

/** Goes on from a proven place, over `most` records. `known` heads beyond `from` must lie on the way. */
async function walk(
  { db, vault }: { readonly db: Database; readonly vault: Pick<Vault, "fingerprint"> },
  tenantId: string,
  from: Place,
  most: number,
  known: readonly Place[] = [],
): Promise<{ readonly last: Place; readonly problem?: Problem }> {
  let last = from;
  for (let walked = 0; walked < most; ) {
    const rows = await readAudit(db, tenantId, last.position, Math.min(recordsPerRead, most - walked));
    for (const row of rows) {
      const problem = await findProblem(vault, last, row, known);
      if (problem !== undefined) return { last, problem };
      last = { position: row.position, hash: row.hash };
    }
    walked += rows.length;
    if (rows.length < recordsPerRead) break;
  }
  return known.some(({ position }) => position > last.position) ? { last, problem: "cut_off" } : { last };
}

/** The seal comes before the link: of a record that was replaced and the next one that no longer fits, the first is named. */
async function findProblem(
  vault: Pick<Vault, "fingerprint">,
  last: Place,
  row: AuditRow,
  known: readonly Place[],
): Promise<Problem | undefined> {
  const problem = await findLinkProblem(last, row);
  if (problem !== undefined) return problem;
  if (!equalsConstantTime(await sealOf(vault, row.hash), row.seal)) return "record_changed";
  const isOff = known.some(({ position, hash }) => position === row.position && hash !== row.hash);
  return isOff ? "rewritten" : undefined;
}

/**
 * Proves what was added to each trail since its last head, then signs where it stands now and says so in the log, which those who
 * write to the database do not reach. A trail that is broken is not signed; it is told at every look.
 */
export async function signHeads(services: Services): Promise<void> {
  const { clock, db } = services;
  const due = await listTrailsToSign(db, new Date(clock.now().getTime() - headEveryMs), trailsPerRun);
  for (const tenantId of due) await signHead(services, tenantId);
}

async function signHead(services: Services, tenantId: string): Promise<void> {
  const { clock, db, log, vault } = services;
  const head = await findAuditHead(db, tenantId);
  const start = head ?? chainStart;
  const forged = head !== undefined && !(await isOurs(vault, head));
  const { last, problem } = forged
    ? ({ last: start, problem: "head_forged" } as const)
    : await walkOn(services, tenantId, start);
  const now = clock.now();
  if (problem !== undefined) log.error("audit_broken", { tenant: tenantId, code: problem, count: last.position + 1 });
  if (last.position === start.position) {
    if (head) await writeAuditHead(db, { ...head, checkedAt: now });
    return;
  }
  const content = { tenantId, position: last.position, hash: last.hash, signedAt: now };
  const signature = await vault.signHead(headContent(content));
  log.info("audit_head", {
    tenant: tenantId,
    count: last.position,
    hash: last.hash,
    signed_at: now.toISOString(),
    signature,
  });
  await writeAuditHead(db, { ...content, signature, checkedAt: now });
}

/** Nothing new at another end than the head's: it was cut off, or written anew up to there. */
async function walkOn(
  services: Services,
  tenantId: string,
  start: Place,
): Promise<{ readonly last: Place; readonly problem?: Problem }> {
  const walked = await walk(services, tenantId, start, recordsPerRun);
  if (walked.problem !== undefined || walked.last.position > start.position) return walked;
  return { last: start, problem: "cut_off" };
}
