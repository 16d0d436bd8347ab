/**
 * The audit trail as anybody can check it, without a key of ours: each record's hash covers the record, its place and the hash
 * before it, and a signed head covers all records up to its own. Runs wherever WebCrypto is: in the Worker and in
 * `npm run audit:verify`.
 */
import { decodeBase64Url, encodeBase64Url } from "./base64.ts";
import { type Bytes, joinWithLengths } from "./bytes.ts";
import { sha256 } from "./hash.ts";

/** A record of one tenant's trail at its place. */
export interface ChainRecord {
  readonly tenantId: string;
  /** From 1, without a gap. */
  readonly position: number;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly connectionId: string | null;
  readonly outcome: string;
  readonly origin: string | null;
  readonly requestId: string | null;
  readonly generation: number | null;
  readonly previousHash: string;
}

/** Where a chain stands; what comes next must follow it. */
export interface Place {
  readonly position: number;
  readonly hash: string;
}

/** Before the first record. */
export const chainStart: Place = { position: 0, hash: "" };

/**
 * `missing_record`: numbers are left out. `out_of_order`: a number comes again or too late. `record_changed`: a record is not what
 * its hash says. `chain_broken`: a record names another one as the one before it.
 */
export type LinkProblem = "missing_record" | "out_of_order" | "record_changed" | "chain_broken";

/** Undefined: `record` is whole and follows `last`. */
export async function findLinkProblem(
  last: Place,
  record: ChainRecord & { readonly hash: string },
): Promise<LinkProblem | undefined> {
  const expected = last.position + 1;
  if (record.position !== expected) return record.position > expected ? "missing_record" : "out_of_order";
  if (record.hash !== (await hashRecord(record))) return "record_changed";
  return record.previousHash === last.hash ? undefined : "chain_broken";
}

/** Base64url of the SHA-256 of every field, each preceded by its length; what is null counts as empty, which no id is. */
export async function hashRecord(record: ChainRecord): Promise<string> {
  const content = joinWithLengths(
    "audit record 1",
    record.tenantId,
    String(record.position),
    record.previousHash,
    String(record.at.getTime()),
    record.actor,
    record.action,
    record.connectionId ?? "",
    record.outcome,
    record.origin ?? "",
    record.requestId ?? "",
    record.generation === null ? "" : String(record.generation),
  );
  return encodeBase64Url(await sha256(content));
}

/** What a trail was at a time. `signature`: Ed25519 (RFC 8032) over `headContent`, Base64url. */
export interface SignedHead extends Place {
  readonly tenantId: string;
  readonly signedAt: Date;
  readonly signature: string;
}

/** The bytes that a head's signature covers. */
export function headContent({ tenantId, position, hash, signedAt }: Omit<SignedHead, "signature">): Bytes {
  return joinWithLengths("audit head 1", tenantId, String(position), hash, String(signedAt.getTime()));
}

/** The public key from its `x` (RFC 8037, Base64url of 32 bytes); undefined when it is none. */
export async function importHeadKey(x: string): Promise<CryptoKey | undefined> {
  if (decodeBase64Url(x)?.length !== 32) return undefined;
  return crypto.subtle.importKey("jwk", { kty: "OKP", crv: "Ed25519", x }, "Ed25519", false, ["verify"]);
}

export async function isHeadSigned(key: CryptoKey, head: SignedHead): Promise<boolean> {
  const signature = decodeBase64Url(head.signature);
  return signature !== undefined && crypto.subtle.verify("Ed25519", key, signature, headContent(head));
}
