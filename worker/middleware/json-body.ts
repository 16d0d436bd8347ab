/** JSON bodies before any schema sees them: their size, their type, their form. */
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { parseStrictJson } from "../domain/strict-json.ts";
import { Refusal } from "../errors.ts";
import type { AppEnv } from "./context.ts";

/** The largest body of the wire is a certificate beside a few fields. */
const maxJsonBytes = 256 * 1024;
/** The deepest body of the wire has three levels. */
const maxJsonDepth = 16;
/** These take their body as it comes, within limits of their own: deliveries, files, requests that are passed on. */
const takesBytes =
  /^\/(?:api\/(?:integrations\/(?:webhook\/|[\w-]+\/webhook$)|attempts\/[\w-]+\/upload$)|internal\/connections\/[\w-]+\/proxy\/)/;

const limitSize = bodyLimit({ maxSize: maxJsonBytes, onError: () => Promise.reject(new Refusal("body_too_large")) });

export const jsonBody = createMiddleware<AppEnv>(async (c, next) => {
  if (takesBytes.test(c.req.path)) return next();
  return limitSize(c, async () => {
    if (c.req.raw.body !== null) judgeBody(c.req.header("content-type") ?? "", await c.req.arrayBuffer());
    await next();
  });
});

function judgeBody(contentType: string, body: ArrayBuffer): void {
  if (body.byteLength === 0) return;
  // Anything else would reach the schemas as no body at all; a form of a foreign page has another type (simple requests).
  if (!/^application\/json(?:\s*;\s*charset=utf-8)?\s*$/i.test(contentType))
    throw new Refusal("unsupported_media_type");
  const parsed = parseStrictJson(decode(body), maxJsonDepth);
  if (parsed.ok) return;
  const { failure } = parsed;
  switch (failure.kind) {
    case "malformed":
    case "too_deep":
    case "repeated_key":
      throw new Refusal("invalid_json");
    case "forbidden_key":
      throw new Refusal("invalid_request", { errors: [{ field: failure.key, code: "unknown_field" }] });
    default:
      throw failure satisfies never;
  }
}

/** RFC 8259 §8.1: UTF-8. Bytes that are none would otherwise turn into replacement characters in silence. */
function decode(body: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch (cause) {
    throw new Refusal("invalid_json", { cause });
  }
}
