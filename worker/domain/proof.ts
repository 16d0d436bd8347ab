/**
 * Proof of possession after RFC 9449 (DPoP): with each request the page signs what it asks, with a key that no script can
 * read out of its browser. Differences to the RFC, all of them ours to make because token and proof are both ours: the
 * token's scheme stays `Bearer`, since it is bound to the key at its first use and not when it is issued; no nonces, because
 * the window is short and each proof counts once.
 */
import { decodeBase64Url, encodeBase64Url } from "./base64.ts";
import { toBytes } from "./bytes.ts";
import { sha256 } from "./hash.ts";
import { isRecord, numberAt, textAt } from "./json.ts";
import { err, ok, type Result } from "./result.ts";
import { parseStrictJson } from "./strict-json.ts";

/** A proof is good this long before and after its time: enough for a slow network, and for clocks that were set by it. */
export const proofWindowSeconds = 120;
/** A key and six short claims are about 500 characters. */
const maxProofLength = 2_048;
const jsonDepth = 3;

export type ProofFault =
  | "malformed"
  | "wrong_algorithm"
  | "wrong_key"
  | "wrong_signature"
  | "wrong_method"
  | "wrong_address"
  | "wrong_token"
  | "wrong_time";

export interface Proof {
  /** RFC 7638: which key signed. */
  readonly thumbprint: string;
  /** Of this key and this proof alone; whoever sees it a second time sees a copy. */
  readonly id: string;
  /** From then on the proof is refused for its time. */
  readonly endsAt: Date;
}

export interface ProvenRequest {
  readonly method: string;
  /** What this request may be called: without query and fragment. */
  readonly addresses: readonly string[];
  readonly token: string;
}

/** `header`: the one value of the `DPoP` header; several arrive joined by commas and are malformed. */
export async function judgeProof(
  header: string,
  request: ProvenRequest,
  now: Date,
): Promise<Result<Proof, ProofFault>> {
  const parts = header.length > maxProofLength ? [] : header.split(".");
  const [head, claims, signature] = parts;
  if (parts.length !== 3 || head === undefined || claims === undefined) return err("malformed");
  const [parameters, payload, bytes] = [readPart(head), readPart(claims), decodeBase64Url(signature ?? "")];
  if (!parameters || !payload || !bytes) return err("malformed");
  // RFC 9449 §4.3, in its order; `none` and shared-secret algorithms never get as far as a key.
  const { typ, alg } = parameters;
  if (typ !== "dpop+jwt" || alg !== "ES256" || Object.hasOwn(parameters, "crit")) return err("wrong_algorithm");
  const jwk = readKey(parameters["jwk"]);
  const key = jwk && (await importKey(jwk));
  if (!jwk || !key) return err("wrong_key");
  const signed = toBytes(`${head}.${claims}`);
  const isSigned = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytes, signed);
  if (!isSigned) return err("wrong_signature");
  return judgeClaims(payload, request, now, await thumbprintOf(jwk));
}

async function judgeClaims(
  payload: Record<string, unknown>,
  request: ProvenRequest,
  now: Date,
  thumbprint: string,
): Promise<Result<Proof, ProofFault>> {
  const { htm, htu, ath, jti } = payload;
  const issuedAt = numberAt(payload, "iat");
  if (typeof jti !== "string" || !/^[\w-]{16,128}$/.test(jti)) return err("malformed");
  if (htm !== request.method) return err("wrong_method");
  if (typeof htu !== "string" || !request.addresses.includes(normalise(htu) ?? "")) return err("wrong_address");
  if (ath !== encodeBase64Url(await sha256(request.token))) return err("wrong_token");
  if (issuedAt === undefined || !Number.isInteger(issuedAt)) return err("malformed");
  if (Math.abs(now.getTime() / 1_000 - issuedAt) > proofWindowSeconds) return err("wrong_time");
  return ok({
    thumbprint,
    id: encodeBase64Url(await sha256(`${thumbprint}.${jti}`)),
    endsAt: new Date((issuedAt + proofWindowSeconds + 1) * 1_000),
  });
}

function readPart(part: string): Record<string, unknown> | undefined {
  const bytes = decodeBase64Url(part);
  const parsed = bytes && parseStrictJson(new TextDecoder().decode(bytes), jsonDepth);
  return parsed?.ok && isRecord(parsed.value) ? parsed.value : undefined;
}

interface PublicKey {
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
}

/** Undefined also for a private key: a client that shows one has lost it. */
function readKey(value: unknown): PublicKey | undefined {
  const [x, y] = [textAt(value, "x"), textAt(value, "y")];
  if (textAt(value, "kty") !== "EC" || textAt(value, "crv") !== "P-256" || !isRecord(value)) return undefined;
  if (Object.hasOwn(value, "d") || x === undefined || y === undefined) return undefined;
  return decodeBase64Url(x)?.length === 32 && decodeBase64Url(y)?.length === 32
    ? { kty: "EC", crv: "P-256", x, y }
    : undefined;
}

async function importKey(jwk: PublicKey): Promise<CryptoKey | undefined> {
  try {
    return await crypto.subtle.importKey("jwk", { ...jwk }, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  } catch (error) {
    // A point that is not on the curve.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** RFC 7638 §3: the required members in their order. */
async function thumbprintOf({ crv, kty, x, y }: PublicKey): Promise<string> {
  return encodeBase64Url(await sha256(JSON.stringify({ crv, kty, x, y })));
}

/** The address as a URL parser writes it, without query and fragment (RFC 9449 §4.3, item 9). */
function normalise(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { origin, pathname, username, password } = new URL(address);
  return username || password ? undefined : origin + pathname;
}
