/**
 * Standard Webhooks (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md): symmetric signatures.
 * Signed is `id.timestamp.body`; the key is the Base64 after `whsec_`; the header lists `v1,<Base64>` separated by spaces.
 *
 * Nothing here is shared with stripe-signature.ts: a Stripe secret looks the same and is used as text.
 */
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { type Bytes, concatBytes } from "./bytes.ts";
import { equalBytesConstantTime, hmacSha256 } from "./hash.ts";
import { err, ok, type Result } from "./result.ts";
import { judgeSignedTime, type SignedTimeFailure } from "./signed-time.ts";

const secretPrefix = "whsec_";
/** The specification asks for 24 to 64 random bytes. */
const minSecretBytes = 24;
const maxSecretBytes = 64;
const generatedSecretBytes = 32;
/**
 * Printable and without a full stop, as the specification asks ("to prevent certain attacks"): with one, the signature of
 * ("a", "1", "2.body") would also be that of ("a.1", "2", "body").
 */
const messageId = /^[!-\-/-~]{1,256}$/;
/** More would only be an attempt to make us compute: a sender that changes its key sends two. */
const maxSignatures = 16;

export interface StandardWebhookHeaders {
  readonly "webhook-id"?: string | undefined;
  readonly "webhook-timestamp"?: string | undefined;
  readonly "webhook-signature"?: string | undefined;
}

export interface VerifiedStandardWebhook {
  /** The sender's id of this delivery: the key against repetition. */
  readonly id: string;
  readonly sentAt: Date;
}

export type StandardWebhookFailure =
  | {
      readonly reason: "missing_header";
      readonly header: "webhook-id" | "webhook-timestamp" | "webhook-signature";
    }
  | { readonly reason: "malformed_id" }
  | SignedTimeFailure
  | { readonly reason: "no_match" };

/**
 * Verifies the raw body. Any `v1` signature made with any of the secrets is enough; other versions are skipped.
 * Throws a RangeError for a secret that is not one: that is our own fault, never the sender's.
 */
export async function verifyStandardWebhook(delivery: {
  readonly headers: StandardWebhookHeaders;
  readonly body: Bytes;
  /** The present secret, and the previous one while it is being changed. */
  readonly secrets: readonly string[];
  readonly now: Date;
}): Promise<Result<VerifiedStandardWebhook, StandardWebhookFailure>> {
  const keys = delivery.secrets.map(decodeSecret);
  if (keys.length === 0) throw new RangeError("a webhook cannot be verified without a secret");

  const id = delivery.headers["webhook-id"];
  if (!id) return err({ reason: "missing_header", header: "webhook-id" });
  const timestamp = delivery.headers["webhook-timestamp"];
  if (!timestamp) return err({ reason: "missing_header", header: "webhook-timestamp" });
  const signature = delivery.headers["webhook-signature"];
  if (!signature) return err({ reason: "missing_header", header: "webhook-signature" });

  if (!messageId.test(id)) return err({ reason: "malformed_id" });
  const signedTime = judgeSignedTime(timestamp, delivery.now);
  if (!signedTime.ok) return signedTime;

  const signatures = readSignatures(signature);
  const content = concatBytes(`${id}.${timestamp}.`, delivery.body);
  let matches = false;
  for (const key of keys) {
    const expected = await hmacSha256(key, content);
    for (const given of signatures) matches = equalBytesConstantTime(expected, given) || matches;
  }
  return matches ? ok({ id, sentAt: signedTime.value }) : err({ reason: "no_match" });
}

/** The three headers of a delivery. */
export async function signStandardWebhook(delivery: {
  readonly secret: string;
  readonly id: string;
  readonly timestamp: Date;
  readonly body: string;
}): Promise<{ readonly [Header in keyof StandardWebhookHeaders]-?: string }> {
  const timestamp = String(Math.floor(delivery.timestamp.getTime() / 1000));
  const content = concatBytes(`${delivery.id}.${timestamp}.`, delivery.body);
  const signature = encodeBase64(await hmacSha256(decodeSecret(delivery.secret), content));
  return { "webhook-id": delivery.id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}

/** A new secret: `whsec_` and the Base64 of 32 random bytes. */
export function generateWebhookSecret(random: { bytes(length: number): Bytes }): string {
  return secretPrefix + encodeBase64(random.bytes(generatedSecretBytes));
}

function decodeSecret(secret: string): Bytes {
  const key = secret.startsWith(secretPrefix) ? decodeBase64(secret.slice(secretPrefix.length)) : undefined;
  if (key === undefined || key.length < minSecretBytes || key.length > maxSecretBytes) {
    throw new RangeError("not a Standard Webhooks secret: whsec_ and the Base64 of 24 to 64 bytes");
  }
  return key;
}

function readSignatures(header: string): readonly Bytes[] {
  return header
    .split(" ")
    .slice(0, maxSignatures)
    .flatMap((entry) => {
      const [version, signature, ...rest] = entry.split(",");
      if (version !== "v1" || signature === undefined || rest.length > 0) return [];
      return decodeBase64(signature) ?? [];
    });
}
