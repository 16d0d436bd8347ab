/** Everything that can be done with a secret: typed, refused, accepted, used, renewed, provoked into errors, taken back. */
import { randomInt } from "node:crypto";
import { expect } from "vitest";
import type { FieldValues } from "../../../schema/wire/index.ts";
import type { Method } from "../../../worker/providers/define.ts";
import { findMethod, findProvider } from "../../../worker/providers/registry.ts";
import { customApiWays } from "../../simulators/custom-api.ts";
import { loadSimulators } from "../../simulators/index.ts";
import { lightspeedLSeries } from "../../simulators/lightspeed.ts";
import { salesforceOwnClient } from "../../simulators/salesforce.ts";
import type { Stack } from "../../start.ts";
import { arrive, chooseFirst, completionOf, decide, depart, type Road, redirectStep } from "../consent.ts";
import type { Inside } from "../inside.ts";
import { connectionOf, type Listener, type Person, sitDownAbroad } from "../person.ts";
import { type CustomerDatabase, type Engine, engines } from "../real-databases.ts";
import { deliverEvent, openWebhook } from "../senders.ts";
import type { Simulated } from "../simulated.ts";
import type { Canary } from "./search.ts";

export interface Stage {
  readonly stack: Stack;
  readonly inside: Inside;
  readonly simulated: Simulated;
  readonly databases: Readonly<Record<Engine, CustomerDatabase>>;
  readonly listen: Listener;
  /** Remembers a secret, and gives it back. */
  plant(name: string, value: string): string;
  /** Key of a service. */
  readonly serviceKey: string;
}

interface Subject {
  readonly provider: string;
  readonly method: string;
  readonly values: FieldValues;
}

const lower = "abcdefghijklmnopqrstuvwxyz";

/** Another secret that looks like this one: letters for letters, digits for digits, hexadecimal stays so; a known prefix stays. */
export function lookalike(secret: string): string {
  const prefix = /^(?:[a-z]{2,6}_(?:[a-z]{4}_)?|pat)/.exec(secret)?.[0] ?? "";
  const pick = (from: string) => from.charAt(randomInt(from.length));
  const rest = secret.slice(prefix.length).replace(/[0-9a-z]+/gi, (run) => {
    const letters = /^[0-9a-f]+$/i.test(run) ? lower.slice(0, 6) : lower;
    return run.replace(/./g, (one) => {
      if (/\d/.test(one)) return pick("0123456789");
      return one === one.toUpperCase() ? pick(letters).toUpperCase() : pick(letters);
    });
  });
  return prefix + rest;
}

function methodOf({ provider, method }: Subject): Method {
  const found = findProvider(provider);
  const spec = found && findMethod(found, method);
  if (!spec) throw new Error(`no method ${provider} ${method}`);
  return spec;
}

export async function playEverything(stage: Stage): Promise<void> {
  const samples: Subject[] = (await loadSimulators()).flatMap(({ id, samples: byMethod }) =>
    Object.entries(byMethod).map(([method, values]) => ({ provider: id, method, values })),
  );
  const customApi = samples.find(({ provider }) => provider === "custom_api")?.values ?? {};
  const subjects = [
    ...samples,
    { provider: "lightspeed", method: "credentials", values: lightspeedLSeries },
    ...(["basic", "hmac"] as const).map((way) => ({
      provider: "custom_api",
      method: "credentials",
      values: { ...customApi, ...customApiWays[way] },
    })),
  ];
  const byProvider = Map.groupBy(subjects, ({ provider }) => provider);
  await Promise.all([
    ...[...byProvider].map(async ([provider, own]) => {
      const person = await sit(stage, provider);
      for (const subject of own) {
        const { kind } = methodOf(subject);
        if (kind === "credentials") await playKeys(stage, person, subject);
        if (kind === "oauth2") await playConsent(stage, person, subject);
      }
    }),
    ...engines.map((engine) => playDatabase(stage, engine)),
    playWebhook(stage),
    playMailbox(stage),
    playMalformed(stage),
  ]);
  await playServices(stage);
}

async function sit({ stack, listen, plant }: Stage, tenant: string): Promise<Person> {
  const person = await sitDownAbroad(stack, { tenant: `tenant-of-${tenant}`, listen });
  plant(`session of ${tenant}`, person.token);
  return person;
}

async function playKeys(stage: Stage, person: Person, { provider, method, values }: Subject): Promise<void> {
  const { fields } = methodOf({ provider, method, values });
  const secret = fields.filter(({ name, type }) => type === "secret" && name in values).map(({ name }) => name);
  for (const name of secret) stage.plant(`${provider} ${name} accepted`, String(values[name]));
  const refused = (when: string) =>
    Object.fromEntries(
      secret.map((name) => [name, stage.plant(`${provider} ${name} ${when}`, lookalike(String(values[name])))]),
    );
  const headers = fields.some(({ name }) => name === "headers")
    ? {
        headers: `X-Site: 42\nX-Till-Key: ${stage.plant(`${provider} header accepted`, lookalike("till-key-7f3a9c1e5b2d8046"))}`,
      }
    : {};

  const wrong = await person.begin(provider, { method, values: { ...values, ...refused("refused") } });
  expect(wrong.state).toBe("open");
  const connection = connectionOf(await person.submit(wrong.id, { ...values, ...headers }));
  await person.test(connection.id);
  expect((await person.change(connection.id, refused("refused later"))).status).toBe(422);
  await provokeErrors(stage, person, provider, connection.id);
  await person.begin(provider, {
    method,
    values: { ...values, ...refused("refused at renewal") },
    connection_id: connection.id,
  });
  await look(person, connection.id);
  if (provider.length % 2 === 0) await person.disconnect(connection.id);
}

/** Consent, one-time values included. */
async function walk(
  stage: Stage,
  person: Person,
  subject: Subject,
  road: Road = "popup",
): Promise<Awaited<ReturnType<Person["attempt"]>>> {
  const { provider, method, values } = subject;
  const attempt = await person.begin(provider, { method, values, return_url: `${person.origin}/integrations` });
  stage.plant(`${provider} handshake`, redirectStep(attempt).handshake);
  const { authorizationUrl, cookie } = await depart(stage.stack, attempt, road);
  stage.plant(`${provider} state`, new URL(authorizationUrl).searchParams.get("state") ?? "");
  stage.plant(`${provider} cookie`, cookie.split("=")[1] ?? "");
  const callbackUrl = await decide(authorizationUrl, "allow");
  const answer = await arrive(callbackUrl, cookie, stage.listen);
  if (road === "popup") return chooseFirst(person, await person.attempt(attempt.id));
  const code = stage.plant(`${provider} completion`, completionOf(answer));
  return chooseFirst(person, await person.submit(attempt.id, { completion_code: code }));
}

async function playConsent(stage: Stage, person: Person, subject: Subject): Promise<void> {
  const { provider } = subject;
  if (provider === "salesforce") {
    const { id, secret } = salesforceOwnClient;
    const own = (clientSecret: string) => ({ ...subject, values: { client_id: id, client_secret: clientSecret } });
    const refused = stage.plant("salesforce client_secret refused", lookalike(secret));
    expect((await walk(stage, person, own(refused))).state).toBe("failed");
    connectionOf(await walk(stage, person, own(stage.plant("salesforce client_secret accepted", secret))));
  }
  const connection = connectionOf(await walk(stage, person, subject));
  await person.test(connection.id);
  await stage.inside.endAccessToken(connection.id);
  expect(await person.test(connection.id)).toMatchObject({ ok: true });
  await provokeErrors(stage, person, provider, connection.id);
  await look(person, connection.id);
  const parked = connectionOf(await walk(stage, person, subject, "redirect"));
  await person.disconnect(parked.id);
}

async function provokeErrors(stage: Stage, person: Person, provider: string, connectionId: string): Promise<void> {
  for (const kind of ["server_error", "html", "error_in_200", "lost_answer", "unauthorized"] as const) {
    await stage.simulated.order({ provider, kind, times: 1 });
    await person.test(connectionId);
    await stage.simulated.clear(provider);
  }
}

/** All that a page reads of a connection. */
async function look(person: Person, connectionId: string): Promise<void> {
  await person.connection(connectionId);
  await person.connections();
  await person.logs(connectionId);
}

async function playDatabase(stage: Stage, engine: Engine): Promise<void> {
  const person = await sit(stage, engine);
  const { values } = stage.databases[engine];
  stage.plant(`${engine} password accepted`, values.password);
  const refused = stage.plant(`${engine} password refused`, lookalike("Mot-de-Passe_réfusé-4c81e07b"));
  const wrong = await person.begin(engine, { method: "database", values: { ...values, password: refused } });
  const connection = connectionOf(await person.submit(wrong.id, { ...values }));
  await person.test(connection.id);
  const later = stage.plant(`${engine} password refused later`, lookalike("pa\"ss'wo\\rd <&> 4c81e07b"));
  expect((await person.change(connection.id, { password: later })).status).toBe(422);
  await person.begin(engine, { method: "database", values: { ...values, port: 1 } });
  await look(person, connection.id);
}

async function playWebhook(stage: Stage): Promise<void> {
  const person = await sit(stage, "webhook");
  const webhook = await openWebhook(person);
  const secret = stage.plant("webhook secret", webhook.secret);
  stage.plant("webhook secret without its prefix", secret.replace("whsec_", ""));
  await person.test(webhook.connection.id);
  for (const key of [secret, `whsec_${Buffer.alloc(24, 9).toString("base64")}`]) {
    const answer = await deliverEvent({ ...webhook, secret: key }, `msg_${key.length}`);
    await stage.listen({ method: "POST", path: "/api/integrations/webhook" }, answer);
  }
  await look(person, webhook.connection.id);
}

async function playMailbox(stage: Stage): Promise<void> {
  const person = await sit(stage, "mailbox");
  const connection = connectionOf(await person.begin("thefork", { method: "mailbox" }));
  const [local = ""] = String(connection.settings["mail_address"]).split("@");
  stage.plant("mail address", local);
  await look(person, connection.id);
}

/** Secrets where none belongs: in bodies that cannot be read, in fields that do not exist, as keys that nobody issued. */
async function playMalformed(stage: Stage): Promise<void> {
  const person = await sit(stage, "malformed");
  const make = (name: string) => stage.plant(`misplaced ${name}`, lookalike("a7f3c9d1e5b80246a7f3c9d1e5b80246"));
  const path = "/api/integrations/pipedrive/attempts";
  const bodies = [
    `{"method":"credentials","values":{"api_token":"${make("in broken JSON")}"`,
    JSON.stringify({ method: make("as a method"), values: {} }),
    JSON.stringify({ method: "credentials", values: { [make("as a field")]: "x" } }),
    JSON.stringify({ method: "credentials", values: { api_token: [make("in a list")] } }),
    JSON.stringify({ method: "credentials", values: { api_token: `${make("in a long value")}${"x".repeat(70_000)}` } }),
    JSON.stringify({ method: "credentials", values: { api_token: `••••${make("behind a mask")}` } }),
    JSON.stringify({ method: "credentials", [make("as a member")]: 1 }),
  ];
  for (const body of bodies) {
    const answer = await fetch(stage.stack.urls.api + path, {
      method: "POST",
      headers: { ...(await person.headers("POST", path)), "content-type": "application/json" },
      body,
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    await stage.listen({ method: "POST", path }, answer);
  }
  for (const [wrong, name] of [
    ["/api/connections", "session"],
    ["/internal/connections", "service key"],
    ["/api/sessions", "partner key"],
  ] as const) {
    const answer = await fetch(stage.stack.urls.api + wrong, {
      method: wrong === "/api/sessions" ? "POST" : "GET",
      headers: { authorization: `Bearer ${make(name)}`, origin: person.origin, "content-type": "application/json" },
      ...(wrong === "/api/sessions" && { body: "{}" }),
    });
    expect(answer.status).toBe(401);
    await stage.listen({ method: "GET", path: wrong }, answer);
  }
}

/** What SpeedAI's own services read. */
async function playServices({ stack, inside, listen, serviceKey }: Stage): Promise<void> {
  const [pipedrive] = await inside.rows("select id from connections where provider = 'woocommerce' limit 1");
  for (const path of [
    "/internal/connections",
    "/internal/events",
    "/internal/records?kind=booking",
    "/internal/audit?tenant=tenant-of-pipedrive",
    `/internal/connections/${pipedrive?.["id"]}/proxy/wp-json/wc/v3/system_status`,
    `/internal/connections/${pipedrive?.["id"]}/proxy/no/such/path`,
  ]) {
    const answer = await fetch(stack.urls.api + path, { headers: { authorization: `Bearer ${serviceKey}` } });
    await listen({ method: "GET", path }, answer);
  }
  await fetch(`${stack.urls.api}/internal/vault/rotate`, {
    method: "POST",
    headers: { authorization: `Bearer ${serviceKey}` },
  }).then((answer) => listen({ method: "POST", path: "/internal/vault/rotate" }, answer));
  await stack.fireCron();
}

export type { Canary };
