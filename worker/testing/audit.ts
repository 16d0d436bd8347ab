/** Somebody who may change the schema takes the guards of the audit trail away first; then every row can be written. */
import { sql } from "drizzle-orm";
import type { Rig } from "./rig.ts";

export async function dropAuditGuards(rig: Rig): Promise<void> {
  for (const name of ["audit_is_never_changed", "audit_is_never_removed", "audit_only_grows"]) {
    await rig.services.db.run(sql`drop trigger ${sql.identifier(name)}`);
  }
}
