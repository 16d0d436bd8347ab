/**
 * Only the API may ask the sidecar for anything: every request carries an HMAC over its id, time, method, path and body
 * (schema/wire/sidecar.ts). A caught request is worth nothing: its id counts once, its time soon ends, and a restarted
 * sidecar, which has forgotten the ids, refuses whatever was signed before it started.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { sidecarRequestId, sidecarSignatureWindowSeconds, sidecarSignedContent } from "../schema/wire/index.ts";
import type { SigningKey } from "./config.ts";

export interface SignedHead {
  readonly id: string;
  /** As sent: the HMAC covers the text. */
  readonly timestamp: string;
  readonly signature: string;
  readonly method: string;
  /** Path with query. */
  readonly path: string;
}

export type SignatureRefusal = "malformed" | "stale" | "forged" | "replayed" | "crowded";

export interface SignatureGate {
  /** What the headers alone tell, before a body is read. Undefined: go on. */
  judgeHead(head: SignedHead): SignatureRefusal | undefined;
  /** The whole request. A request that passes has used its id. */
  judge(head: SignedHead, body: Uint8Array): SignatureRefusal | undefined;
}

/** At 60 s of window each way this is 400 requests a second, far above what the API sends. */
const maxRememberedIds = 50_000;

/** Strict, because lenient integer parsing takes `1700000000abc` for a time. */
const timestampPattern = /^\d{1,12}$/;
/** 32 bytes in base64. */
const signaturePattern = /^v1,([A-Za-z0-9+/]{43}=)$/;

/** Random enough that two requests never share one by chance, and harmless in a log line. */
export function isRequestId(text: string): boolean {
  return sidecarRequestId.safeParse(text).success;
}

/**
 * `startedAtSeconds`: first whole second that belongs to this process alone. `nowSeconds`: the present time. Ids are
 * remembered in memory until their time could no longer pass; when too many are, requests are refused rather than ids
 * forgotten.
 */
export function createSignatureGate(options: {
  readonly keys: readonly SigningKey[];
  readonly startedAtSeconds: number;
  readonly nowSeconds: () => number;
  readonly maxIds?: number;
}): SignatureGate {
  const { keys, startedAtSeconds, nowSeconds, maxIds = maxRememberedIds } = options;
  /** Id → second after which its request is stale by itself. In order of arrival. */
  const usedIds = new Map<string, number>();

  function judgeHead(head: SignedHead): SignatureRefusal | undefined {
    const wellFormed =
      isRequestId(head.id) && timestampPattern.test(head.timestamp) && signaturePattern.test(head.signature);
    if (!wellFormed) return "malformed";
    const time = Number(head.timestamp);
    const isStale = Math.abs(nowSeconds() - time) > sidecarSignatureWindowSeconds || time < startedAtSeconds;
    return isStale ? "stale" : undefined;
  }

  function useId(head: SignedHead): SignatureRefusal | undefined {
    if (usedIds.has(head.id)) return "replayed";
    if (usedIds.size >= maxIds) forgetStaleIds(usedIds, nowSeconds());
    if (usedIds.size >= maxIds) return "crowded";
    usedIds.set(head.id, Number(head.timestamp) + sidecarSignatureWindowSeconds);
    return undefined;
  }

  return {
    judgeHead,
    judge(head, body) {
      const refusal = judgeHead(head);
      if (refusal) return refusal;
      // Only a request with a good signature may use up an id, or anybody could fill the memory.
      return keys.some((key) => isSignedBy(key, head, body)) ? useId(head) : "forged";
    },
  };
}

function forgetStaleIds(usedIds: Map<string, number>, now: number): void {
  for (const [id, lastSecond] of usedIds) {
    if (lastSecond < now) usedIds.delete(id);
  }
}

function isSignedBy(key: SigningKey, head: SignedHead, body: Uint8Array): boolean {
  const [, written = ""] = signaturePattern.exec(head.signature) ?? [];
  // The body goes in as bytes: as text, two bodies that are not UTF-8 could read the same.
  const expected = createHmac("sha256", key.bytes)
    .update(sidecarSignedContent({ ...head, body: "" }))
    .update(body)
    .digest();
  return timingSafeEqual(expected, Buffer.from(written, "base64"));
}
