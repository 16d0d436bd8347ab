/** What all parts of the battery stand on: a running product, a person per provider, and the sentences that are the same for all. */
import { expect, vi } from "vitest";
import type { Check, Connection, FieldValues, Reason } from "../../../schema/wire/index.ts";
import { createTexts } from "../../../widget/i18n/complete.ts";
import { statusOfReason } from "../../../worker/domain/status.ts";
import type { Method } from "../../../worker/providers/define.ts";
import { findMethod, findProvider, providers } from "../../../worker/providers/registry.ts";
import type { FaultKind } from "../../simulators/define.ts";
import type { Stack } from "../../start.ts";
import { consent } from "../consent.ts";
import { type Inside, lookInside } from "../inside.ts";
import { connectionOf, type Person, sitDownAbroad } from "../person.ts";
import type { CustomerDatabase, Engine } from "../real-databases.ts";
import { type Simulated, simulatedProviders } from "../simulated.ts";

/** Tests of one provider follow one another, because a fault is a provider's; providers run side by side. */
export const inOrder = { concurrent: false } as const;
export const patience = { timeout: 30_000, interval: 100 } as const;
export const retryAfterSeconds = 7;

/** A method with values that connect it. */
export interface Subject {
  readonly name: string;
  readonly provider: string;
  readonly method: string;
  readonly values: FieldValues;
}

export interface Bench {
  readonly stack: Stack;
  readonly inside: Inside;
  readonly simulated: Simulated;
  readonly databases: Readonly<Record<Engine, CustomerDatabase>>;
  /** Each provider is another tenant's: the limits of use are per tenant. */
  readonly people: ReadonlyMap<string, Person>;
  /** `provider method` of everything that was connected. */
  readonly connected: Set<string>;
}

export async function setUpBench(stack: Stack, databases: Bench["databases"]): Promise<Bench> {
  const people = new Map<string, Person>();
  for (const { id } of providers) people.set(id, await sitDownAbroad(stack, { tenant: `tenant-of-${id}` }));
  return {
    stack,
    databases,
    people,
    inside: lookInside(stack),
    simulated: simulatedProviders(stack),
    connected: new Set(),
  };
}

export function methodOf(providerId: string, methodId: string): Method {
  const provider = findProvider(providerId);
  const method = provider && findMethod(provider, methodId);
  if (!method) throw new Error(`no method ${providerId} ${methodId}`);
  return method;
}

export function personOf({ people }: Bench, provider: string): Person {
  const person = people.get(provider);
  if (!person) throw new Error(`nobody for ${provider}`);
  return person;
}

export async function connect(bench: Bench, { provider, method, values }: Subject): Promise<Connection> {
  const person = personOf(bench, provider);
  const attempt = await person.begin(provider, { method, values });
  const isConsent = methodOf(provider, method).kind === "oauth2";
  const connection = connectionOf(isConsent ? await consent(bench.stack, person, attempt) : attempt);
  bench.connected.add(`${provider} ${method}`);
  return connection;
}

/** Orders a fault on some of the provider's paths while `run` runs. */
export async function withFault<Value>(
  { simulated }: Bench,
  fault: { readonly provider: string; readonly kind: FaultKind; readonly paths: readonly string[] },
  run: () => Promise<Value>,
): Promise<Value> {
  const { provider, kind, paths } = fault;
  const wait = kind === "rate_limited" ? { retry_after: retryAfterSeconds } : {};
  for (const path of paths) await simulated.order({ provider, kind, path, ...wait });
  try {
    return await run();
  } finally {
    await simulated.clear(provider);
  }
}

/** Passing faults are forgiven twice; everything else is said at once. */
const forgiven: ReadonlySet<Reason> = new Set(["rate_limited", "quota_exhausted", "provider_down", "connection_lost"]);
const forgivenTimes = 2;

/** Tests until the status speaks, and gives the check that made it speak. */
export async function testUntilSaid(bench: Bench, connection: Connection): Promise<Check> {
  const person = personOf(bench, connection.provider);
  const statuses: string[] = [];
  for (;;) {
    const check = await person.test(connection.id);
    statuses.push(check.status);
    if (check.status === "connected" && !check.ok && statuses.length <= forgivenTimes) continue;
    const { reason } = check;
    if (reason === null) throw new Error(`the test passed: ${statuses.join(", ")}`);
    const before = forgiven.has(reason) ? Array.from({ length: forgivenTimes }, () => "connected") : [];
    expect(statuses).toEqual([...before, statusOfReason(reason)]);
    return check;
  }
}

/** What happened, what it means and what to do, in both languages. */
export function expectRemedy(reason: Reason, provider: string): void {
  for (const locale of ["fr", "en"]) {
    const texts = createTexts(locale);
    for (const part of ["title", "meaning", "remedy"] as const) {
      const sentence = texts.t(`reason.${reason}.${part}`, { provider });
      expect(sentence).toMatch(/[.!?]$/);
      expect(sentence).not.toMatch(/^reason\.|[{}]/);
    }
  }
}

/** The connection is well again by the clock alone; where the clock may not ask, by the person's next test. */
export async function recover({ stack, inside, ...bench }: Bench, { id, provider }: Connection): Promise<void> {
  const person = personOf({ stack, inside, ...bench }, provider);
  if ((await inside.count("connections", "id = ? and next_check_at is null", id)) === 1) {
    expect(await person.test(id)).toMatchObject({ ok: true, status: "connected" });
    return;
  }
  await inside.makeCheckDue(id);
  await stack.fireCron();
  await vi.waitFor(async () => {
    expect(await person.connection(id)).toMatchObject({ status: "connected", reason: null });
  }, patience);
}
