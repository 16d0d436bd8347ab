/** One battery for all: a provider file is trusted because it passes against its simulator, through the Worker's own way out. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { FieldValue } from "../../schema/wire/index.ts";
import { readForm } from "../../worker/domain/form.ts";
import { toValues } from "../../worker/domain/values.ts";
import { tryCredentials } from "../../worker/methods/credentials.ts";
import type { Tools, Trial } from "../../worker/methods/driver.ts";
import {
  codeRequest,
  createAuthorization,
  endpointOf,
  type Grant,
  judgeCallback,
  judgeRevocation,
  judgeTokenAnswer,
  refreshRequest,
  revocationRequest,
} from "../../worker/methods/oauth2.ts";
import { runProbe } from "../../worker/methods/probe.ts";
import { parseOriginMap } from "../../worker/platform/origin-map.ts";
import { createOutbound } from "../../worker/platform/outbound.ts";
import type { Method } from "../../worker/providers/define.ts";
import { findProvider } from "../../worker/providers/registry.ts";
import type { FaultKind, Simulator } from "./define.ts";
import { loadSimulators } from "./index.ts";
import { simulatorClient } from "./oauth-client.ts";
import { originMap, type RunningSimulators, serveSimulators } from "./server.ts";
import { decide } from "./testing/decide.ts";

type Facts = Readonly<Record<string, FieldValue>>;

const simulators = await loadSimulators();
let running: RunningSimulators;
let tools: Tools;

beforeAll(async () => {
  running = await serveSimulators({ simulators, port: 0 });
  const map = parseOriginMap(JSON.stringify(originMap(simulators, running.url)));
  if (!map.ok) throw new Error(JSON.stringify(map.failure));
  const clock = { now: () => new Date() };
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  tools = {
    clock,
    random: { id: (prefix) => prefix, token: () => "", bytes: (length) => new Uint8Array(length) },
    sidecar: { check: () => Promise.reject(new Error("no sidecar")), healthy: () => Promise.resolve(false) },
    outbound: createOutbound({
      originMap: map.value,
      sidecarExit: { fetch: () => Promise.reject(new Error("every simulated origin is mapped")) },
      fetch,
      log: silent,
      clock,
    }),
  };
});
afterAll(() => running.close());
beforeEach(() => running.reset());

const faults: readonly (readonly [FaultKind, readonly string[]])[] = [
  ["unauthorized", ["bad_credentials", "credentials_expired"]],
  ["forbidden", ["rights_missing", "unknown_id", "account_frozen"]],
  ["rate_limited", ["rate_limited", "quota_exhausted"]],
  ["server_error", ["provider_down"]],
  ["html", ["unexpected_answer"]],
  [
    "error_in_200",
    [
      "unexpected_answer",
      "provider_down",
      "bad_credentials",
      "grant_revoked",
      "unknown_id",
      "rights_missing",
      "rate_limited",
    ],
  ],
  ["redirect", ["redirect_refused"]],
  ["huge_body", ["answer_too_large"]],
  ["lost_answer", ["connection_lost"]],
];

const retryAfterSeconds = 7;

function order(simulator: Simulator, kind: FaultKind): Promise<Response> {
  const fault = { provider: simulator.id, kind, ...(kind === "rate_limited" && { retry_after: retryAfterSeconds }) };
  return fetch(`${running.url}/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fault),
  });
}

function methodOf(simulator: Simulator, id: string): Method {
  const method = findProvider(simulator.id)?.methods.find((candidate) => candidate.id === id);
  if (method === undefined) throw new Error(`${simulator.id} has no method ${id}`);
  return method;
}

/** The sample goes through the form like anything that a person types. */
function typed(method: Method, sample: Facts): Facts {
  const read = readForm(method.fields, sample, { role: "admin" });
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return { ...read.value.settings, ...read.value.secrets };
}

function expectRefusal(trial: Trial, kind: FaultKind, reasons: readonly string[]): void {
  expect(trial.ok).toBe(false);
  expect(reasons).toContain(trial.failure?.reason);
  expect(trial.steps.at(-1)?.ok).toBe(false);
  if (kind === "rate_limited" && trial.failure?.reason === "rate_limited")
    expect(trial.failure?.retryAfter).toBe(retryAfterSeconds);
}

const withCredentials = simulators.flatMap((simulator) =>
  Object.entries(simulator.samples).flatMap(([id, sample]) => {
    const method = methodOf(simulator, id);
    return method.kind === "credentials" ? [{ name: simulator.id, simulator, method, sample }] : [];
  }),
);

describe.each(withCredentials)("$name by credentials", ({ simulator, method, sample }) => {
  const attempt = () => tryCredentials(tools, method, toValues(typed(method, sample)));

  test("the sample connects and names its account", async () => {
    const trial = await attempt();
    expect(trial).toMatchObject({ ok: true, failure: undefined });
    expect(trial.finding.accountId).toBeTruthy();
    expect(trial.finding.accountLabel).toBeTruthy();
    expect(trial.steps.every((step) => step.ok)).toBe(true);
  });

  test.each(faults)("%s is one of %j, and passes when the fault is over", async (kind, reasons) => {
    await order(simulator, kind);
    expectRefusal(await attempt(), kind, reasons);
    await fetch(`${running.url}/faults`, { method: "DELETE" });
    expect((await attempt()).ok).toBe(true);
  });

  const secrets = method.fields.filter((field) => field.type === "secret" && field.name !== "webhook_secret");
  test.each(secrets.map((field) => field.name))("another %s is refused as such", async (name) => {
    const values = typed(method, sample);
    const wrong = String(values[name]).replace(/[a-z0-9](?=[^a-z0-9]*$)/i, (last) => (last === "x" ? "y" : "x"));
    const trial = await tryCredentials(tools, method, toValues(values, { [name]: wrong }));
    expect(trial.failure?.reason).toBe("bad_credentials");
  });
});

const withOAuth = simulators.flatMap((simulator) =>
  Object.entries(simulator.samples).flatMap(([id, sample]) => {
    const method = methodOf(simulator, id);
    return method.kind === "oauth2" ? [{ name: simulator.id, simulator, method, sample }] : [];
  }),
);

describe.each(withOAuth)("$name by OAuth", ({ simulator, method, sample }) => {
  const { oauth } = method;
  const client = simulatorClient(simulator.id);
  const redirectUri = `https://app.speedai.example/api/integrations/${oauth.callback}/callback`;

  async function trade(request: Parameters<Tools["outbound"]["send"]>[0], known: Facts): Promise<Grant> {
    const sent = await tools.outbound.send(request);
    if (!sent.ok) throw new Error(sent.failure.reason);
    const judged = judgeTokenAnswer(oauth, sent.value, toValues(known), new Date());
    if (!judged.ok) throw new Error(judged.failure.reason);
    return judged.grant;
  }

  /** Everything that a connection knows after consent. */
  async function connect(): Promise<Facts> {
    const start = typed(method, sample);
    const authorization = createAuthorization(oauth, client, redirectUri, toValues(start));
    const back = await answer(authorization.url, "allow");
    expect(back.get("state")).toBe(authorization.state);
    const callback = judgeCallback(oauth, back, endpointOf(oauth.issuer, toValues(start)));
    if (!callback.ok) throw new Error(callback.failure.reason);
    const carried = await oauth.callbackFacts?.(back, toValues(start), client.secret, new Date());
    if (carried?.ok === false) throw new Error(carried.failure.reason);
    const known = { ...start, ...carried?.settings };
    const code = { code: callback.code, redirectUri, verifier: authorization.verifier };
    return keep(known, await trade(codeRequest(oauth, client, toValues(known), code), known));
  }

  /** The person chooses the first of several properties or accounts. */
  async function attempt(known: Facts): Promise<{ trial: Trial; known: Facts }> {
    const trial = await runProbe(tools, method, toValues(known));
    const { choice, settings } = trial.finding;
    const chosen = choice?.options[0] && { [choice.field]: choice.options[0].value };
    if (chosen !== undefined) return attempt({ ...known, ...chosen });
    return { trial, known: { ...known, ...settings } };
  }

  test("consents, connects and names the account", async () => {
    const known = await connect();
    const { trial } = await attempt(known);
    expect(trial).toMatchObject({ ok: true, failure: undefined });
    expect(trial.finding.accountId ?? known["account_id"]).toBeTruthy();
  });

  test("a test right after a test says the same", async () => {
    const first = await attempt(await connect());
    expect((await attempt(first.known)).trial.ok).toBe(true);
  });

  test("the consent screen speaks the browser's language, whole", async () => {
    const { url } = createAuthorization(oauth, client, redirectUri, toValues(typed(method, sample)));
    const read = async (language: string) =>
      (await fetch(simulated(url), { headers: { "accept-language": language } })).text();
    expect(await read("fr-FR,fr;q=0.9,en;q=0.8")).toMatch(/<html lang="fr">.*>Autoriser</s);
    const english = await read("en-GB,en;q=0.9,fr;q=0.8");
    expect(english).toMatch(/<html lang="en">.*>Allow</s);
    expect(english).not.toMatch(/\b(?:compte|vous|votre|vos|les|sans|lire|voir|établissements?|autoriser|portail)\b/i);
  });

  test("a refusal comes back as such", async () => {
    const start = typed(method, sample);
    const back = await answer(createAuthorization(oauth, client, redirectUri, toValues(start)).url, "deny");
    expect(judgeCallback(oauth, back, endpointOf(oauth.issuer, toValues(start)))).toEqual({
      ok: false,
      failure: { reason: "consent_denied" },
    });
  });

  test.each(faults)("%s is one of %j, and passes when the fault is over", async (kind, reasons) => {
    const known = await connect();
    await order(simulator, kind);
    expectRefusal((await attempt(known)).trial, kind, reasons);
    await fetch(`${running.url}/faults`, { method: "DELETE" });
    expect((await attempt(known)).trial.ok).toBe(true);
  });

  test("renews its token by the provider's own rule, and goes on", async () => {
    const known = await connect();
    const renewed = await trade(refreshRequest(oauth, client, toValues(known), String(known["refresh_token"])), known);
    const isNew = renewed.refreshToken !== undefined && renewed.refreshToken !== known["refresh_token"];
    expect(isNew || oauth.refreshTokenRotation !== "always").toBe(true);
    expect(renewed.accessToken).not.toBe(known["access_token"]);
    expect((await attempt(keep(known, renewed))).trial.ok).toBe(true);
  });

  test("a dead refresh token is a revoked grant, and final", async () => {
    const known = await connect();
    const request = refreshRequest(oauth, client, toValues(known), "not-the-token");
    const sent = await tools.outbound.send(request);
    const judged = sent.ok && judgeTokenAnswer(oauth, sent.value, toValues(known), new Date());
    expect(judged).toMatchObject({ ok: false, final: true, failure: { reason: "grant_revoked" } });
  });

  if (oauth.revocation !== undefined)
    test("revokes; then nothing is worth anything", async () => {
      const { known } = await attempt(await connect());
      const request = revocationRequest(oauth, client, toValues(known));
      const sent = request && (await tools.outbound.send(request));
      expect(sent?.ok && judgeRevocation(oauth, sent.value)).toBe("revoked");
      expect(["bad_credentials", "credentials_expired"]).toContain((await attempt(known)).trial.failure?.reason);
    });

  async function answer(authorizationUrl: string, decision: "allow" | "deny"): Promise<URLSearchParams> {
    const scopes = oauth.scopes.map((scope) => ["scope", scope.name]);
    return (await decide(simulated(authorizationUrl), new URLSearchParams([["decision", decision], ...scopes])))
      .searchParams;
  }
});

function keep(known: Facts, grant: Grant): Facts {
  const { accountId } = grant.finding;
  return {
    ...known,
    ...grant.settings,
    ...grant.secrets,
    ...grant.finding.settings,
    access_token: grant.accessToken,
    ...(grant.refreshToken !== undefined && { refresh_token: grant.refreshToken }),
    ...(accountId !== undefined && { account_id: accountId }),
  };
}

/** Where a browser finds the simulated page. */
function simulated(url: string): string {
  const { host, pathname, search } = new URL(url);
  for (const [origin, base] of Object.entries(originMap(simulators, running.url))) {
    const pattern = new RegExp(`^${origin.replace("https://", "").replaceAll(".", "\\.").replace("*", "(.+)")}$`);
    const found = pattern.exec(host);
    if (found) return base.replace("*", found[1] ?? "") + pathname + search;
  }
  throw new Error(`${host} is not simulated`);
}
