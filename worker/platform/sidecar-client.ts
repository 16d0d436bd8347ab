/**
 * The Worker's side of the sidecar: signed requests (schema/wire/sidecar.ts), parsed answers. Whatever is not the
 * answer that was agreed on, an error page of a proxy included, is `sidecar_unavailable`.
 */
import type { z } from "zod";
import {
  databaseCheckAnswer,
  type EgressAnswer,
  type EgressRequest,
  egressAnswer,
  sidecarHeaders,
  sidecarSignedContent,
} from "../../schema/wire/sidecar.ts";
import { encodeBase64 } from "../domain/base64.ts";
import { hmacSha256 } from "../domain/hash.ts";
import { parseJson } from "../domain/json.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { readLimited } from "./limited-body.ts";
import { nameError } from "./log.ts";
import type { Clock, Log, Random, Sidecar } from "./ports.ts";
import type { NamedKey } from "./secret.ts";

/** The sidecar ends everything within 10 s and says why; ours must not cut that sentence off. */
const deadlineMs = 12_000;
/** `/healthz` waits for nothing. */
const healthDeadlineMs = 3_000;
/** 1 MiB of body in Base64, and room for headers. */
const maxAnswerBytes = 2 * 1_048_576;

export type SidecarUnavailable = { readonly reason: "sidecar_unavailable" };

/** The guarded HTTP exit to hosts that a customer typed. */
export interface SidecarExit {
  fetch(request: EgressRequest): Promise<Result<EgressAnswer, SidecarUnavailable>>;
}

export function createSidecarClient({
  url,
  keys,
  clock,
  random,
  fetch,
  log,
}: {
  /** Origin of the sidecar. */
  readonly url: string;
  /** The first signs. */
  readonly keys: readonly NamedKey[];
  readonly clock: Clock;
  readonly random: Pick<Random, "id">;
  readonly fetch: typeof globalThis.fetch;
  readonly log: Log;
}): Sidecar & SidecarExit {
  const [signingKey] = keys;
  if (signingKey === undefined) throw new RangeError("the sidecar's client needs a key");
  const key = signingKey.key;

  async function sign(method: string, path: string, body: string): Promise<Record<string, string>> {
    const id = random.id("req");
    const timestamp = String(Math.floor(clock.now().getTime() / 1000));
    const content = sidecarSignedContent({ id, timestamp, method, path, body });
    return {
      [sidecarHeaders.id]: id,
      [sidecarHeaders.timestamp]: timestamp,
      [sidecarHeaders.signature]: `v1,${encodeBase64(await hmacSha256(key.reveal(), content))}`,
    };
  }

  async function post<Schema extends z.ZodType>(
    path: string,
    request: unknown,
    answer: Schema,
  ): Promise<Result<z.infer<Schema>, SidecarUnavailable>> {
    const body = JSON.stringify(request);
    const text = await exchange("POST", path, deadlineMs, body);
    if (text === undefined) return err({ reason: "sidecar_unavailable" });
    const parsed = answer.safeParse(parseJson(text));
    if (parsed.success) return ok(parsed.data);
    log.error("sidecar", { method: "POST", route: path, code: "unexpected_answer" });
    return err({ reason: "sidecar_unavailable" });
  }

  /** The text of a 200, or undefined. */
  async function exchange(
    method: "GET" | "POST",
    path: string,
    withinMs: number,
    body?: string,
  ): Promise<string | undefined> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), withinMs);
    const startedAt = clock.now().getTime();
    const fieldsNow = () => ({ method, route: path, ms: clock.now().getTime() - startedAt });
    try {
      const response = await fetch(new URL(path, url).href, {
        method,
        headers: {
          ...(await sign(method, path, body ?? "")),
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        redirect: "manual",
        signal: deadline.signal,
        ...(body !== undefined && { body }),
      });
      if (response.status !== 200) {
        await response.body?.cancel();
        log.error("sidecar", { ...fieldsNow(), status: response.status });
        return undefined;
      }
      const bytes = await readLimited(response.body, maxAnswerBytes);
      if (bytes === undefined) {
        log.error("sidecar", { ...fieldsNow(), code: "answer_too_large" });
        return undefined;
      }
      log.info("sidecar", { ...fieldsNow(), status: response.status });
      return new TextDecoder().decode(bytes);
    } catch (error) {
      log.error("sidecar", { ...fieldsNow(), error: deadline.signal.aborted ? "DeadlineExceeded" : nameError(error) });
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    check: (request) => post("/v1/check", request, databaseCheckAnswer),
    fetch: (request) => post("/v1/fetch", request, egressAnswer),
    healthy: async () => (await exchange("GET", "/healthz", healthDeadlineMs)) !== undefined,
  };
}
