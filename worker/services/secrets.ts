/** Sealed values of a connection: the only place where plaintext and rows meet. */
import { err, ok, type Result } from "../domain/result.ts";
import type { Vault, VaultFailure, WrappedKey } from "../platform/ports.ts";
import type { ConnectionRow, SecretRow } from "../platform/store/connections.ts";

/** Plaintexts by field; lives only in the variables of whoever uses them. */
export type Plaintexts = Readonly<Record<string, string>>;

export interface Owner {
  readonly tenant: string;
  readonly connection: string;
}

/** Seals every value under the connection's data key for one generation. */
export async function sealAll(
  vault: Vault,
  key: WrappedKey,
  owner: Owner,
  generation: number,
  plaintexts: Plaintexts,
  setAt: (field: string) => Date,
): Promise<Result<SecretRow[], VaultFailure>> {
  const rows: SecretRow[] = [];
  for (const [field, plaintext] of Object.entries(plaintexts)) {
    const sealed = await vault.seal(key, { ...owner, field, generation }, plaintext);
    if (!sealed.ok) return sealed;
    rows.push({
      connectionId: owner.connection,
      tenantId: owner.tenant,
      field,
      ciphertext: sealed.value,
      keyId: key.keyId,
      generation,
      setAt: setAt(field),
    });
  }
  return ok(rows);
}

/**
 * Opens all values of a connection. The generation is the connection's, never the row's own: an older ciphertext put back
 * into its place does not open. A row of another tenant or connection does not open either.
 */
export async function openAll(
  vault: Vault,
  row: ConnectionRow,
  secrets: readonly SecretRow[],
): Promise<Result<Plaintexts, VaultFailure>> {
  const key = keyOf(row);
  const opened: Record<string, string> = {};
  for (const secret of secrets) {
    const context = { tenant: row.tenantId, connection: row.id, field: secret.field, generation: row.generation };
    const plaintext = await vault.open(key, context, secret.ciphertext);
    if (!plaintext.ok) return plaintext;
    opened[secret.field] = plaintext.value.reveal();
  }
  return ok(opened);
}

export function keyOf(row: Pick<ConnectionRow, "wrappedKey" | "keyId">): WrappedKey {
  return { keyId: row.keyId, wrapped: row.wrappedKey };
}

/** Values held while an attempt is open, as one sealed text under the attempt's own data key. */
export interface Held {
  readonly secrets: Plaintexts;
}

const heldField = "held";

export async function sealHeld(
  vault: Vault,
  attempt: { readonly id: string; readonly tenantId: string },
  held: Held,
): Promise<Result<{ wrappedKey: string; keyId: string; sealedValues: string }, VaultFailure>> {
  const owner = { tenant: attempt.tenantId, connection: attempt.id };
  const key = await vault.newKey(owner);
  const sealed = await vault.seal(key, { ...owner, field: heldField, generation: 0 }, JSON.stringify(held.secrets));
  return sealed.ok ? ok({ wrappedKey: key.wrapped, keyId: key.keyId, sealedValues: sealed.value }) : sealed;
}

export async function openHeld(
  vault: Vault,
  attempt: {
    readonly id: string;
    readonly tenantId: string;
    readonly wrappedKey: string | null;
    readonly keyId: string | null;
    readonly sealedValues: string | null;
  },
): Promise<Result<Held, VaultFailure>> {
  const { wrappedKey, keyId, sealedValues } = attempt;
  if (wrappedKey === null || keyId === null || sealedValues === null) return ok({ secrets: {} });
  const context = { tenant: attempt.tenantId, connection: attempt.id, field: heldField, generation: 0 };
  const opened = await vault.open({ keyId, wrapped: wrappedKey }, context, sealedValues);
  if (!opened.ok) return opened;
  const secrets: unknown = JSON.parse(opened.value.reveal());
  if (typeof secrets !== "object" || secrets === null) return err({ reason: "secret_unreadable", cause: "refused" });
  return ok({ secrets: Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, String(value)])) });
}
