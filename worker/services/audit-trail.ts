/** Reading and proving the audit trail. */
import type { AuditVerification } from "../../schema/wire/index.ts";
import type { Database } from "../platform/database.ts";
import type { Vault } from "../platform/ports.ts";
import { chainStart, hashOf, readAudit } from "../platform/store/audit.ts";

const recordsPerRead = 500;

/**
 * Walks a tenant's chain from its start. `expectedHead`: position and hash that were noted elsewhere (the log line
 * `audit_head`); a chain that was cut off at its end fails it.
 */
export async function verifyAudit(
  { db, vault }: { readonly db: Database; readonly vault: Pick<Vault, "fingerprint"> },
  tenantId: string,
  expectedHead?: { readonly position: number; readonly hash: string },
): Promise<AuditVerification> {
  let position = 0;
  let previousHash = chainStart;
  let headSeen = expectedHead === undefined;
  for (;;) {
    const rows = await readAudit(db, tenantId, position, recordsPerRead);
    for (const row of rows) {
      const expected = position + 1;
      if (row.position !== expected) return broken(tenantId, expected, "missing_record");
      if (row.previousHash !== previousHash) return broken(tenantId, expected, "chain_broken");
      if (row.hash !== (await hashOf(vault, row))) return broken(tenantId, expected, "record_changed");
      if (row.position === expectedHead?.position) headSeen = row.hash === expectedHead.hash;
      position = row.position;
      previousHash = row.hash;
    }
    if (rows.length < recordsPerRead) break;
  }
  if (!headSeen) return broken(tenantId, position + 1, "cut_off");
  return { tenant: tenantId, records: position, head: previousHash, broken_at: null, problem: null };
}

function broken(
  tenant: string,
  position: number,
  problem: NonNullable<AuditVerification["problem"]>,
): AuditVerification {
  return { tenant, records: position - 1, head: null, broken_at: position, problem };
}
