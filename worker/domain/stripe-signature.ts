/**
 * Stripe's webhook signature (docs.stripe.com/webhooks, stripe-node `Webhooks.ts`): header `Stripe-Signature:
 * t=<Unix seconds>,v1=<hex>[,v1=<hex>]`, signed is `t.body`, and the key is the whole `whsec_…` text as UTF-8.
 *
 * Nothing here is shared with standard-webhooks.ts, whose `whsec_` is decoded before use.
 */
import { decodeHex } from "./base64.ts";
import { type Bytes, concatBytes, toBytes } from "./bytes.ts";
import { equalBytesConstantTime, hmacSha256 } from "./hash.ts";
import { err, ok, type Result } from "./result.ts";
import { judgeSignedTime, type SignedTimeFailure } from "./signed-time.ts";

/** Stripe sends one per active secret, two while a secret is rolled. */
const maxSignatures = 16;

export type StripeSignatureFailure =
  | { readonly reason: "missing_header" }
  | SignedTimeFailure
  | { readonly reason: "no_match" };

/**
 * Verifies the raw body of an event. Any `v1` made with any of the secrets is enough; other schemes (`v0` of test events)
 * are skipped. Throws a RangeError for an empty secret.
 */
export async function verifyStripeSignature(delivery: {
  /** Value of `Stripe-Signature`. */
  readonly header: string | undefined;
  readonly body: Bytes;
  readonly secrets: readonly string[];
  readonly now: Date;
}): Promise<Result<{ readonly sentAt: Date }, StripeSignatureFailure>> {
  const keys = delivery.secrets.map(toBytes);
  if (keys.length === 0 || keys.some((key) => key.length === 0)) {
    throw new RangeError("an event cannot be verified without a secret");
  }
  if (!delivery.header) return err({ reason: "missing_header" });

  const { timestamps, signatures } = readHeader(delivery.header);
  const [timestamp] = timestamps;
  // Two times would let the sender's proxy choose which one is judged and which one is signed.
  if (timestamp === undefined || timestamps.length > 1) return err({ reason: "malformed_timestamp" });
  const signedTime = judgeSignedTime(timestamp, delivery.now);
  if (!signedTime.ok) return signedTime;

  const content = concatBytes(`${timestamp}.`, delivery.body);
  let matches = false;
  for (const key of keys) {
    const expected = await hmacSha256(key, content);
    for (const given of signatures) matches = equalBytesConstantTime(expected, given) || matches;
  }
  return matches ? ok({ sentAt: signedTime.value }) : err({ reason: "no_match" });
}

function readHeader(header: string): { readonly timestamps: readonly string[]; readonly signatures: readonly Bytes[] } {
  const items = header.split(",").map((item) => {
    const [scheme, ...value] = item.trim().split("=");
    return { scheme, value: value.join("=") };
  });
  return {
    timestamps: items.filter((item) => item.scheme === "t").map((item) => item.value),
    signatures: items
      .filter((item) => item.scheme === "v1")
      .slice(0, maxSignatures)
      .flatMap((item) => decodeHex(item.value) ?? []),
  };
}
