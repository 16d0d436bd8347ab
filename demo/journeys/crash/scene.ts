/** The stage of the flows: who takes part, and what several of them do. */
import { expect, vi } from "vitest";
import type { Connection, FieldValues } from "../../../schema/wire/index.ts";
import { loadSimulators } from "../../simulators/index.ts";
import type { Stack } from "../../start.ts";
import { consent } from "../consent.ts";
import type { Inside } from "../inside.ts";
import { connectionOf, type Person } from "../person.ts";
import type { CustomerDatabase } from "../real-databases.ts";
import type { Simulated } from "../simulated.ts";

export interface Scene {
  readonly stack: Stack;
  readonly person: Person;
  readonly inside: Inside;
  readonly simulated: Simulated;
  readonly postgresql: CustomerDatabase;
}

/** A flow in its middle. */
export interface Halfway {
  /** Request under way at the crash, if any: whatever becomes of it is allowed. */
  readonly underWay?: Promise<unknown>;
  /** Goes on, or begins again; rejects when the person is stuck. */
  finish(): Promise<void>;
}

export type Flow = (scene: Scene) => Promise<Halfway>;

export const patience = { timeout: 40_000, interval: 100 } as const;

const simulators = await loadSimulators();

export function sampleOf(provider: string, method: string): FieldValues {
  return simulators.find(({ id }) => id === provider)?.samples[method] ?? {};
}

/** A request whose end nobody waits for now. */
export function letRun(request: Promise<unknown>): Promise<unknown> {
  return request.catch((error: unknown) => error);
}

export async function connectByConsent({ stack, person }: Scene, provider: string): Promise<Connection> {
  const attempt = await person.begin(provider, { method: "oauth2", values: sampleOf(provider, "oauth2") });
  return connectionOf(await consent(stack, person, attempt));
}

export async function expectWell({ person }: Scene, { id }: Connection): Promise<void> {
  expect(await person.test(id)).toMatchObject({ ok: true, status: "connected" });
}

/** Waits until the provider has been asked once more than before. */
export async function untilAsked({ simulated }: Scene, provider: string, fits: RegExp, before: number): Promise<void> {
  await vi.waitFor(async () => {
    expect(await simulated.countRequests(provider, fits)).toBeGreaterThan(before);
  }, patience);
}
