/** SpeedAI's own services call a provider with a customer's credentials, which never leave here. */
import type { Answer, ApiRequest } from "../domain/exchange.ts";
import { judgeAnswer } from "../domain/judge.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { tokenIsFresh, withToken } from "../methods/credentials.ts";
import { Checklist } from "../methods/driver.ts";
import { callApi, exchangeToken } from "../methods/probe.ts";
import type { ServiceIdentity } from "../middleware/context.ts";
import type { SendFailure } from "../platform/ports.ts";
import { writeAudit } from "../platform/store/audit.ts";
import { createConnectionStore, findTenantOf } from "../platform/store/connections.ts";
import type { CredentialsMethod, Failure, OAuth2Method } from "../providers/define.ts";
import { openForUse, type Usable } from "./tokens.ts";
import type { Services } from "./types.ts";

export type ProxyFailure =
  | { readonly kind: "not_found" }
  /** The method has no HTTP API (databases, webhooks, files, mails). */
  | { readonly kind: "no_api" }
  | { readonly kind: "unusable"; readonly failure: Failure | SendFailure };

export async function proxy(
  services: Services,
  caller: ServiceIdentity,
  connectionId: string,
  request: ApiRequest,
  requestId: string,
): Promise<Result<Answer, ProxyFailure>> {
  const tenantId = await findTenantOf(services.db, connectionId);
  if (tenantId === undefined || (caller.tenants !== "*" && !caller.tenants.includes(tenantId))) {
    return err({ kind: "not_found" });
  }
  const answered = await callWithRenewal(services, tenantId, connectionId, request);
  await writeAudit(services.db, services.vault, {
    tenantId,
    at: services.clock.now(),
    actor: `internal:${caller.name}`,
    action: "connection.use",
    connectionId,
    outcome: answered.ok ? String(answered.value.status) : answered.failure.kind,
    origin: null,
    requestId,
  });
  if (answered.ok) {
    await createConnectionStore(services.db, tenantId).update(connectionId, { lastUsedAt: services.clock.now() });
  }
  return answered;
}

async function callWithRenewal(
  services: Services,
  tenantId: string,
  connectionId: string,
  request: ApiRequest,
): Promise<Result<Answer, ProxyFailure>> {
  const opened = await openForUse(services, tenantId, connectionId);
  if (!opened.ok) return err(opened.gone ? { kind: "not_found" } : { kind: "unusable", failure: opened.failure });
  const { method, row } = opened.usable;
  if (method.kind !== "credentials" && method.kind !== "oauth2") return err({ kind: "no_api" });
  const first = await call(services, opened.usable, method, request);
  if (method.kind !== "oauth2" || !first.ok || !isRefusal(services, method, first.value)) return first;
  const renewed = await openForUse(services, tenantId, connectionId, row.generation);
  return renewed.ok ? call(services, renewed.usable, method, request) : first;
}

async function call(
  services: Services,
  { values }: Usable,
  method: CredentialsMethod | OAuth2Method,
  request: ApiRequest,
): Promise<Result<Answer, ProxyFailure>> {
  let usable = values;
  if (method.kind === "credentials" && method.exchange && !tokenIsFresh(values, services.clock.now())) {
    const bought = await exchangeToken(services, method.exchange, values, new Checklist(services.clock));
    if (!("accessToken" in bought)) {
      return err({ kind: "unusable", failure: bought.failure ?? { reason: "internal" } });
    }
    usable = withToken(values, bought.accessToken);
  }
  const sent = await callApi(services, method.api, usable, request);
  return sent.ok ? ok(sent.value) : err({ kind: "unusable", failure: sent.failure });
}

function isRefusal(services: Services, method: OAuth2Method, answer: Answer): boolean {
  const failure = judgeAnswer(answer, method.api.explain, services.clock.now(), "any");
  return failure?.reason === "bad_credentials" || failure?.reason === "credentials_expired";
}
