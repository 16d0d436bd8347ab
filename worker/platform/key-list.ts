/** Keys in the configuration: `id:base64` lists for keys we use, JSON lists of hashed keys for those who call us. */
import { z } from "zod";
import { internalScope } from "../../schema/wire/internal.ts";
import { origin } from "../../schema/wire/session.ts";
import { decodeBase64 } from "../domain/base64.ts";
import { sha256Hex } from "../domain/hash.ts";
import { parseJson } from "../domain/json.ts";
import { findWeakKey, findWeakTextKey, type WeakKey } from "../domain/key-quality.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { type NamedKey, toSecretBytes } from "./secret.ts";

/** AES-256 takes exactly this many bytes. */
const aesKeyBytes = 32;

export interface KeyListProblem {
  /** Place in the list, from 1. Never the entry's text: who forgets the id writes the key in its place. */
  readonly entry: number | undefined;
  readonly problem: "malformed" | "wrong_length" | "duplicate" | "duplicate_name" | WeakKey;
}

/** A key that others present to us. Only its hash is known. */
export interface CallerKey {
  readonly name: string;
  /** Lower-case hexadecimal SHA-256 of the key. */
  readonly keySha256: string;
  readonly tenants: readonly string[] | "*";
}

export interface PartnerKey extends CallerKey {
  /** Origins of pages whose sessions this partner may ask for. */
  readonly origins: readonly string[];
}

export interface InternalKey extends CallerKey {
  readonly scopes: readonly z.infer<typeof internalScope>[];
}

/** `id:base64,id:base64`, the first being current. `cipher` keys have exactly 32 bytes, `mac` keys at least 32. */
export function parseKeyList(
  text: string,
  use: "cipher" | "mac",
): Result<readonly NamedKey[], readonly KeyListProblem[]> {
  const keys: NamedKey[] = [];
  const problems: KeyListProblem[] = [];
  for (const [index, written] of text.split(",").entries()) {
    const parsed = parseKey(written.trim(), use);
    if (!parsed.ok) problems.push({ entry: index + 1, problem: parsed.failure });
    else if (keys.some(({ id }) => id === parsed.value.id)) problems.push({ entry: index + 1, problem: "duplicate" });
    else keys.push(parsed.value);
  }
  return problems.length > 0 ? err(problems) : ok(keys);
}

function parseKey(written: string, use: "cipher" | "mac"): Result<NamedKey, KeyListProblem["problem"]> {
  const [, id, encoded] = /^([A-Za-z0-9_-]{1,64}):(.*)$/s.exec(written) ?? [];
  if (id === undefined || encoded === undefined) return err("malformed");
  const bytes = decodeBase64(encoded);
  if (bytes === undefined) return err("malformed");
  const weak = findWeakKey(bytes, encoded);
  if (weak !== undefined) return err(weak);
  if (use === "cipher" && bytes.length !== aesKeyBytes) return err("wrong_length");
  return ok({ id, key: toSecretBytes(bytes) });
}

const callerKey = {
  /** The key itself, or its hash so that the configuration holds nothing that opens a door. */
  key: z
    .string()
    .regex(/^[!-~]+$/)
    .optional(),
  key_sha256: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/)
    .optional(),
  name: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[\w.-]+$/),
  tenants: z.union([z.literal("*"), z.array(z.string().min(1).max(128)).min(1)]),
};

const partnerKey = z.strictObject({ ...callerKey, origins: z.array(origin).min(1) });
const internalKey = z.strictObject({ ...callerKey, scopes: z.array(internalScope).min(1) });

/** JSON list of `{key | key_sha256, name, origins, tenants}`. */
export async function parsePartnerKeys(
  text: string,
): Promise<Result<readonly PartnerKey[], readonly KeyListProblem[]>> {
  return hashKeys(text, partnerKey);
}

/** JSON list of `{key | key_sha256, name, scopes, tenants}`. */
export async function parseInternalKeys(
  text: string,
): Promise<Result<readonly InternalKey[], readonly KeyListProblem[]>> {
  return hashKeys(text, internalKey);
}

type Written = { readonly key?: string | undefined; readonly key_sha256?: string | undefined; readonly name: string };

async function hashKeys<Entry extends Written>(
  text: string,
  schema: z.ZodType<Entry>,
): Promise<Result<(Omit<Entry, "key" | "key_sha256"> & { keySha256: string })[], readonly KeyListProblem[]>> {
  const list = z.array(z.unknown()).safeParse(parseJson(text));
  if (!list.success) return err([{ entry: undefined, problem: "malformed" }]);
  const keys: (Omit<Entry, "key" | "key_sha256"> & { keySha256: string })[] = [];
  const problems: KeyListProblem[] = [];
  for (const [index, written] of list.data.entries()) {
    const entry = index + 1;
    const parsed = schema.safeParse(written);
    const hashed = parsed.success ? await hashKey(parsed.data) : err("malformed" as const);
    if (!parsed.success || !hashed.ok) {
      problems.push({ entry, problem: hashed.ok ? "malformed" : hashed.failure });
      continue;
    }
    const { key: _key, key_sha256: _hash, ...facts } = parsed.data;
    if (keys.some(({ keySha256 }) => keySha256 === hashed.value)) problems.push({ entry, problem: "duplicate" });
    else if (keys.some(({ name }) => name === facts.name)) problems.push({ entry, problem: "duplicate_name" });
    else keys.push({ ...facts, keySha256: hashed.value });
  }
  return problems.length > 0 ? err(problems) : ok(keys);
}

async function hashKey({ key, key_sha256 }: Written): Promise<Result<string, KeyListProblem["problem"]>> {
  if ((key === undefined) === (key_sha256 === undefined)) return err("malformed");
  if (key_sha256 !== undefined) return ok(key_sha256.toLowerCase());
  const weak = findWeakTextKey(key ?? "");
  return weak === undefined ? ok(await sha256Hex(key ?? "")) : err(weak);
}
