/** The key inventory: every configured key proves itself against a stored value before anything is sealed or opened. */
import { vaultKeys } from "../../schema/tables/index.ts";
import type { Services } from "./types.ts";

/** Throws when a configured key is not the one that this database knows by its id: nothing sealed with it would open. */
export async function admitVaultKeys(
  services: Pick<Services, "db" | "vault" | "config" | "clock" | "log">,
): Promise<void> {
  const { db, vault, config, clock } = services;
  const known = new Map((await db.select().from(vaultKeys)).map((row) => [row.keyId, row]));
  for (const { id } of config.vaultKeys) {
    const row = known.get(id);
    if (row && !(await vault.provesKey(id, row.checkValue))) {
      services.log.error("vault_key_refused", { code: "wrong_key" });
      throw new Error(`VAULT_KEYS: the key "${id}" is not the key that this database was sealed with`);
    }
    if (!row) {
      const state = id === vault.currentKeyId ? "active" : "decrypt_only";
      const checkValue = await vault.checkValue(id);
      await db.insert(vaultKeys).values({ keyId: id, checkValue, state, createdAt: clock.now() }).onConflictDoNothing();
    }
  }
}
