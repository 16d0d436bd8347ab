/**
 * Rotation of the key-encryption key: data keys are wrapped anew, one row at a time, by compare and swap. Ciphertexts stay as
 * they are, so nothing is unreadable at any moment, and any run can be cut off and begun again.
 */
import type { VaultRotation } from "../../schema/wire/index.ts";
import {
  countByKey,
  listOutdated,
  listVaultKeys,
  markCurrentKey,
  type OwnerTable,
  ownerTables,
  replaceWrapping,
} from "../platform/store/vault-keys.ts";
import type { Services } from "./types.ts";

const rowsPerRead = 100;

/** Wraps at most `most` rows; `remaining` tells whether to call again. */
export async function rotateVault(services: Services, most: number): Promise<VaultRotation> {
  await markCurrentKey(services.db, services.vault.currentKeyId);
  const done = { rewrapped: 0, unreadable: 0 };
  for (const table of ownerTables) await rotateTable(services, table, most, done);
  const totals = await countByKey(services.db);
  const keys = (await listVaultKeys(services.db)).map((key) => ({
    key_id: key.keyId,
    state: key.state,
    rows: totals.get(key.keyId) ?? 0,
  }));
  const remaining = keys.reduce((sum, key) => sum + (key.key_id === services.vault.currentKeyId ? 0 : key.rows), 0);
  services.log.info("vault_rotation", { count: done.rewrapped });
  return { ...done, remaining, keys };
}

async function rotateTable(
  services: Services,
  table: OwnerTable,
  most: number,
  done: { rewrapped: number; unreadable: number },
): Promise<void> {
  let after = "";
  while (done.rewrapped < most) {
    const batch = Math.min(rowsPerRead, most - done.rewrapped);
    const rows = await listOutdated(services.db, table, services.vault.currentKeyId, after, batch);
    for (const row of rows) {
      const owner = { tenant: row.tenantId, connection: row.id };
      const next = await services.vault.rewrap({ keyId: row.keyId, wrapped: row.wrappedKey }, owner);
      if (!next.ok) {
        done.unreadable += 1;
        services.log.error("vault_rotation_unreadable", { connection: row.id, code: next.failure.cause });
      } else if (await replaceWrapping(services.db, table, row, next.value)) done.rewrapped += 1;
      after = row.id;
    }
    if (rows.length < batch) return;
  }
}
