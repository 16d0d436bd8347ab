/** Calls a provider's API with a connection's credentials and judges the answers: for tests and for the internal proxy. */
import type { Answer, ApiRequest } from "../domain/exchange.ts";
import { judgeCall } from "../domain/judge.ts";
import type { Result } from "../domain/result.ts";
import { type Values, withValues } from "../domain/values.ts";
import type { SendFailure } from "../platform/ports.ts";
import type { ApiSpec, ProbeCall, TokenExchange } from "../providers/define.ts";
import { Checklist, type Tools, type Trial } from "./driver.ts";

/** One request with the connection's credentials. */
export async function callApi(
  tools: Tools,
  api: ApiSpec,
  values: Values,
  request: ApiRequest,
): Promise<Result<Answer, SendFailure>> {
  const plain = {
    url: apiUrl(api, values, request),
    method: request.method,
    headers: { accept: "application/json", ...request.headers, ...api.authorize(values) },
    ...(request.body !== undefined && { body: request.body }),
  };
  const prepared = api.prepare ? await api.prepare(plain, values, tools.clock.now()) : plain;
  return tools.outbound.send({ ...prepared, ...(api.via && { via: api.via }) });
}

export function apiUrl(api: ApiSpec, values: Values, request: ApiRequest): string {
  const path = request.path ?? "";
  if (path.startsWith("https://")) return path;
  return (typeof api.base === "string" ? api.base : api.base(values)) + path;
}

/**
 * Runs the lines of a probe in order and stops at the first that fails; what one line learns, the next ones know.
 * `checklist` may hold lines already proven.
 */
export async function runProbe(
  tools: Tools,
  method: { readonly api: ApiSpec; readonly probe: readonly ProbeCall[] },
  values: Values,
  checklist = new Checklist(tools.clock),
): Promise<Trial> {
  let known = values;
  for (const call of method.probe) {
    const request = call.request(known, tools.clock.now());
    if (request === undefined) continue;
    const startedAt = tools.clock.now();
    const sent = await callApi(tools, method.api, known, request);
    if (!sent.ok) return checklist.failSend(startedAt, sent.failure);
    provenReachable(checklist, tools);
    const judgement = judgeCall(call, sent.value, known, { explain: method.api.explain, now: tools.clock.now() });
    if (!judgement.ok) {
      for (const name of judgement.proven ?? []) checklist.pass(name, startedAt);
      return checklist.fail(call.step, startedAt, judgement.failure);
    }
    const { proven = [call.step, ...(call.alsoProves ?? [])] } = judgement;
    if (proven.includes(call.step)) checklist.pass(call.step, startedAt);
    for (const name of proven) checklist.passWith(name, call.step);
    checklist.learn(judgement.finding);
    known = withValues(known, judgement.finding.settings ?? {});
  }
  return checklist.succeed();
}

/** An answer over https proves the first two lines; `fetch` does not tell their times apart. */
function provenReachable(checklist: Checklist, tools: Tools): void {
  const now = tools.clock.now();
  checklist.pass("network", now);
  checklist.pass("tls", now);
}

/** Trades the credentials for a short-lived token. The checklist gets its `login` line. */
export async function exchangeToken(
  tools: Tools,
  exchange: TokenExchange,
  values: Values,
  checklist: Checklist,
): Promise<Trial | { readonly accessToken: string; readonly expiresAt: Date }> {
  const startedAt = tools.clock.now();
  const { url, method, headers, body } = exchange.request(values);
  const sent = await tools.outbound.send({
    url,
    method,
    maxBytes: 65_536,
    headers: { accept: "application/json", ...headers },
    ...(body !== undefined && { body }),
  });
  if (!sent.ok) return checklist.failSend(startedAt, sent.failure);
  provenReachable(checklist, tools);
  const judged = exchange.judge(sent.value, tools.clock.now());
  if (!judged.ok) return checklist.fail("login", startedAt, judged.failure);
  checklist.pass("login", startedAt);
  const token = {
    accessToken: judged.accessToken,
    expiresAt: new Date(tools.clock.now().getTime() + judged.expiresIn * 1000),
  };
  checklist.keepToken(token);
  return token;
}
