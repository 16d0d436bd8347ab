/** Sealed values of a connection: the only place where plaintext and rows meet. */
import { z } from "zod";
import { type CheckStep, checkStep, type FieldValue, fieldValues } from "../../schema/wire/index.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { Vault, VaultFailure, WrappedKey } from "../platform/ports.ts";
import type { ConnectionRow, SealedRow, SecretRow } from "../platform/store/connection-parts.ts";
import type { Finding } from "../providers/define.ts";

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
 * into its place does not open. A row of another tenant or connection does not open either, nor one that the audit trail has
 * left behind: a whole connection put back from an old copy.
 */
export async function openAll(
  vault: Vault,
  row: SealedRow,
  secrets: readonly SecretRow[],
): Promise<Result<Plaintexts, VaultFailure>> {
  if (row.generation < row.recordedGeneration) return err({ reason: "secret_unreadable", cause: "rolled_back" });
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

/** Beyond every generation that was ever written, also for a row that was put back. */
export function nextGeneration(row: Pick<SealedRow, "generation" | "recordedGeneration">): number {
  return Math.max(row.generation, row.recordedGeneration) + 1;
}

export function keyOf(row: Pick<ConnectionRow, "wrappedKey" | "keyId">): WrappedKey {
  return { keyId: row.keyId, wrapped: row.wrappedKey };
}

/** A connection that is proven or half typed but not yet written, as held by an open attempt. Sealed as a whole. */
export interface Draft {
  readonly settings: Readonly<Record<string, FieldValue>>;
  readonly secrets: Plaintexts;
  readonly accountId?: string | undefined;
  readonly accountLabel?: string | undefined;
  /** ISO times of the access token; `tokenExpiresAt` null: the provider does not say. */
  readonly tokenReceivedAt?: string | undefined;
  readonly tokenExpiresAt?: string | null | undefined;
  /** What the person must still choose (which property of the account). */
  readonly choice?: Finding["choice"] | undefined;
  /** The lines of the test that proved it. */
  readonly steps: readonly CheckStep[];
}

const draftSchema = z.object({
  settings: fieldValues,
  secrets: z.record(z.string(), z.string()),
  accountId: z.string().optional(),
  accountLabel: z.string().optional(),
  tokenReceivedAt: z.string().optional(),
  tokenExpiresAt: z.string().nullable().optional(),
  choice: z
    .object({
      field: z.string(),
      question: z.enum(["property", "account"]),
      options: z.array(z.object({ value: z.string(), label: z.string() })),
    })
    .optional(),
  steps: z.array(checkStep),
});

const draftField = "draft";

export interface SealedDraft {
  readonly wrappedKey: string;
  readonly keyId: string;
  readonly sealedDraft: string;
}

interface AttemptOwner {
  readonly id: string;
  readonly tenantId: string;
}

/** Under a data key of the attempt's own: nothing of it opens anywhere else. */
export async function sealDraft(
  vault: Vault,
  attempt: AttemptOwner,
  draft: Draft,
): Promise<Result<SealedDraft, VaultFailure>> {
  const owner = { tenant: attempt.tenantId, connection: attempt.id };
  const key = await vault.newKey(owner);
  const sealed = await vault.seal(key, { ...owner, field: draftField, generation: 0 }, JSON.stringify(draft));
  return sealed.ok ? ok({ wrappedKey: key.wrapped, keyId: key.keyId, sealedDraft: sealed.value }) : sealed;
}

/** Undefined: the attempt holds nothing. */
export async function openDraft(
  vault: Vault,
  attempt: AttemptOwner & { readonly [Column in keyof SealedDraft]: string | null },
): Promise<Result<Draft | undefined, VaultFailure>> {
  const { wrappedKey, keyId, sealedDraft } = attempt;
  if (wrappedKey === null || keyId === null || sealedDraft === null) return ok(undefined);
  const context = { tenant: attempt.tenantId, connection: attempt.id, field: draftField, generation: 0 };
  const opened = await vault.open({ keyId, wrapped: wrappedKey }, context, sealedDraft);
  if (!opened.ok) return opened;
  const parsed = draftSchema.safeParse(JSON.parse(opened.value.reveal()));
  return parsed.success ? ok(parsed.data) : err({ reason: "secret_unreadable", cause: "refused" });
}
