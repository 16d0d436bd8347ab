/** Our own inbound webhook (Standard Webhooks): a URL and a secret that we generate, and a signed event to ourselves. */

import { signStandardWebhook } from "../domain/standard-webhooks.ts";
import type { Values } from "../domain/values.ts";
import { Checklist, type Tools, type Trial } from "./driver.ts";

export const testEventType = "speedai.test";

/**
 * Delivers a signed event through the public route of our own app, as any sender would, and tells how it was received:
 * `login` is the signature, `sample` the stored event.
 */
export async function tryWebhook(
  tools: Tools,
  dispatch: (request: Request) => Promise<Response>,
  values: Values,
): Promise<Trial> {
  const checklist = new Checklist(tools.clock);
  const startedAt = tools.clock.now();
  const id = tools.random.id("evt");
  const body = JSON.stringify({ type: testEventType, timestamp: startedAt.toISOString(), data: {} });
  const headers = await signStandardWebhook({
    secret: values.text("webhook_secret"),
    id,
    timestamp: startedAt,
    body,
  });
  const request = new Request(values.text("webhook_url"), {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body,
  });
  const response = await dispatch(request);
  checklist.pass("network", startedAt);
  if (response.status === 401) return checklist.fail("login", startedAt, { reason: "bad_credentials" });
  checklist.pass("login", startedAt);
  if (!response.ok) return checklist.fail("sample", startedAt, { reason: "internal" });
  checklist.pass("sample", startedAt);
  return checklist.succeed();
}
