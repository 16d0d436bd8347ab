/** Asking whether a request, or a call to a server that a person typed, is within the limits of domain/rate-limit.ts. */
import { targetLimit } from "../domain/rate-limit.ts";
import type { Values } from "../domain/values.ts";
import { Refusal } from "../errors.ts";
import { apiUrl } from "../methods/probe.ts";
import { type Bucket, countStatement, judgeCount, noteTarget } from "../platform/store/limits.ts";
import type { Method } from "../providers/define.ts";
import type { Services } from "./types.ts";

/** Seconds to wait; undefined: taken. */
export async function countRequest(
  { db, clock }: Pick<Services, "db" | "clock">,
  buckets: readonly Bucket[],
): Promise<number | undefined> {
  if (buckets.length === 0) return undefined;
  const now = clock.now();
  return judgeCount(await countStatement(db, buckets, now), buckets, now);
}

/** Before a server that a person typed is called for the first time: a Refusal when the tenant named too many. */
export async function admitTarget(
  { db, clock }: Pick<Services, "db" | "clock">,
  tenantId: string,
  method: Method,
  values: Values,
): Promise<void> {
  const target = targetOf(method, values);
  if (target === undefined) return;
  const retryAfter = await noteTarget(db, { tenantId, target, limit: targetLimit, now: clock.now() });
  if (retryAfter !== undefined) throw new Refusal("too_many_requests", { retryAfter });
}

/** Host and port that the person typed; undefined where the provider's own hosts are called. */
export function targetOf(method: Method, values: Values): string | undefined {
  if (method.kind === "database") return `${values.text("host").toLowerCase()}:${values.number("port")}`;
  if (method.kind !== "credentials" || method.api.via !== "egress") return undefined;
  const url = new URL(apiUrl(method.api, values, { method: "GET", path: "" }));
  return `${url.hostname}:${url.port || "443"}`;
}
