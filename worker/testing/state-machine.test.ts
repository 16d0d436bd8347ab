/**
 * A connection's life in random order: several people begin, leave, come back, commit, decline, reconnect, use, disconnect
 * while a strict provider fails, loses answers and rotates tokens, and while attackers use what they have seen. After each
 * life: no wrong owner, no grant lost or held twice, no secret in clear, an unbroken trail.
 */
import { inArray, sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, describe, expect, inject, it } from "vitest";
import * as tables from "../../schema/tables/index.ts";
import type { Answer } from "../domain/exchange.ts";
import type { OutboundRequest, SendFailure } from "../platform/ports.ts";
import type { AttemptRow } from "../platform/store/attempts.ts";
import type { ConnectionRow } from "../platform/store/connection-parts.ts";
import { verifyAudit } from "../services/audit-trail.ts";
import { runDueWork } from "../services/background.ts";
import { openAll, openDraft } from "../services/secrets.ts";
import { openForUse } from "../services/tokens.ts";
import { type BegunAttempt, begin, comeBack, completionOf, type Left, leave, returnUrl } from "./consent.ts";
import { type Caller, createRig, json, type Rig } from "./rig.ts";

const lives = inject("lives");
/** Stands in every secret of a life, so that one search finds any of them. */
const canary = "canary7Hq2";

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});

/** What the provider knows of one consent. A refresh token used twice kills the whole family. */
interface Family {
  readonly number: number;
  generation: number;
  ended: "no" | "revoked" | "killed";
  /** The answer that would have told us of it never came. */
  isUnknown: boolean;
}

type Fault = "none" | "down" | "answer_lost";

class Provider {
  readonly families: Family[] = [];
  fault: Fault = "none";
  account = 1;

  readonly answer = (request: OutboundRequest, url: URL): Answer | SendFailure => {
    const form = new URLSearchParams(request.body);
    if (url.pathname.endsWith("/revoke")) return this.#revoke(form.get("token") ?? "");
    if (url.pathname.endsWith("/introspect")) return json(200, { active: true, hub_domain: `${this.account}.example` });
    if (!url.pathname.endsWith("/token")) {
      return json(200, { portalId: this.account, accountType: "STANDARD", uiDomain: "app.hubspot.com" });
    }
    if (this.fault === "down") return json(503, {});
    return form.get("grant_type") === "refresh_token" ? this.#refresh(form.get("refresh_token") ?? "") : this.#grant();
  };

  find(refreshToken: string): Family | undefined {
    return this.families.find(({ number }) => refreshToken.startsWith(`rt-${canary}-${number}-`));
  }

  #grant(): Answer | SendFailure {
    const family: Family = { number: this.families.length, generation: 1, ended: "no", isUnknown: false };
    this.families.push(family);
    family.isUnknown = this.fault === "answer_lost";
    return this.#tell(family);
  }

  #refresh(token: string): Answer | SendFailure {
    const family = this.find(token);
    if (family === undefined || family.ended !== "no" || token !== tokenOf(family)) {
      if (family?.ended === "no") family.ended = "killed";
      return json(400, { error: "invalid_grant", status: "BAD_REFRESH_TOKEN" });
    }
    family.generation += 1;
    return this.#tell(family);
  }

  #tell(family: Family): Answer | SendFailure {
    if (this.fault === "answer_lost") return { reason: "server_silent", step: "network" };
    return json(200, {
      access_token: `at-${canary}-${family.number}-${family.generation}`,
      refresh_token: tokenOf(family),
      expires_in: 1_800,
      hub_id: this.account,
    });
  }

  #revoke(token: string): Answer {
    const family = this.find(token);
    if (family?.ended === "no") family.ended = "revoked";
    return json(200, {});
  }
}

function tokenOf({ number, generation }: Family): string {
  return `rt-${canary}-${number}-${generation}`;
}

const people = ["anna", "bela", "cleo"] as const;
type Person = (typeof people)[number];
/** Anna and Bela share a house; Cleo is a stranger. */
const houseOf: Readonly<Record<Person, string>> = { anna: "one", bela: "one", cleo: "two" };

interface Journey {
  readonly by: Person;
  readonly attempt: BegunAttempt;
  readonly connectionId: string;
  left: Left | undefined;
  /** From the return URL: whoever brought the browser back saw it. */
  code: string | undefined;
}

/** One life: what was begun, and by whom. */
class Life {
  readonly provider = new Provider();
  readonly journeys: Journey[] = [];
  readonly disconnected = new Set<string>();
  readonly #number: number;
  readonly #callers = new Map<Person, { caller: Caller; until: number }>();
  /** Refresh tokens that a reconnect replaced: the same account's newer grant took their place. */
  readonly replaced = new Set<number>();

  constructor(number: number) {
    this.#number = number;
    rig.answer(this.provider.answer);
  }

  tenantOf(person: Person): string {
    return `life-${this.#number}-${houseOf[person]}`;
  }

  get tenants(): string[] {
    return [...new Set(people.map((person) => this.tenantOf(person)))];
  }

  async callerOf(person: Person): Promise<Caller> {
    const known = this.#callers.get(person);
    if (known && known.until > rig.now().getTime()) return known.caller;
    const caller = await rig.session({ tenant: this.tenantOf(person), user: person });
    this.#callers.set(person, { caller, until: rig.now().getTime() + 890_000 });
    return caller;
  }

  async rows(): Promise<ConnectionRow[]> {
    return rig.services.db.select().from(tables.connections).where(inArray(tables.connections.tenantId, this.tenants));
  }

  async attempts(): Promise<AttemptRow[]> {
    return rig.services.db.select().from(tables.attempts).where(inArray(tables.attempts.tenantId, this.tenants));
  }

  /** Refresh tokens that somebody holds: connections, and attempts that wait. */
  async held(): Promise<{ family: Family; by: string }[]> {
    const { db, vault } = rig.services;
    const { connectionSecrets } = tables;
    const [rows, attempts, secrets] = await Promise.all([
      this.rows(),
      this.attempts(),
      db.select().from(connectionSecrets).where(inArray(connectionSecrets.tenantId, this.tenants)),
    ]);
    const held: { family: Family; by: string }[] = [];
    const note = (token: string | undefined, by: string) => {
      const family = token === undefined ? undefined : this.provider.find(token);
      if (family) held.push({ family, by });
    };
    for (const row of rows) {
      const opened = await openAll(
        vault,
        { ...row, recordedGeneration: row.generation },
        secrets.filter(({ connectionId }) => connectionId === row.id),
      );
      if (!opened.ok) throw new Error(`${row.id} does not open`);
      note(opened.value["refresh_token"], row.id);
    }
    for (const attempt of attempts) {
      if (attempt.state !== "open") continue;
      const draft = await openDraft(vault, attempt);
      note(draft.ok ? draft.value?.secrets["refresh_token"] : undefined, attempt.id);
    }
    return held;
  }
}

interface Step {
  readonly name: string;
  readonly run: (life: Life) => Promise<void>;
}

const pick = <Value>(values: readonly Value[], seed: number): Value | undefined =>
  values[seed % Math.max(1, values.length)];
const seed = fc.nat({ max: 1_000 });
const person = fc.constantFrom(...people);
/** What people and attackers try may be refused; only what stands afterwards is judged. */
const attempted = (work: Promise<unknown>) => work.then(() => undefined, onlyRefusals);

/** The testing helpers throw what the API refused, with its status in front. */
function onlyRefusals(error: unknown): void {
  if (!(error instanceof Error) || !/^4\d\d /.test(error.message)) throw error;
}

function named(arbitrary: fc.Arbitrary<Step>): fc.Arbitrary<Step> {
  return arbitrary.map((step) => ({ ...step, toString: () => step.name }));
}

const beginning = fc.record({ who: person, road: fc.constantFrom("popup", "redirect"), again: fc.option(seed) }).map(
  ({ who, road, again }): Step => ({
    name: `${who} begins by ${road}${again === null ? "" : ` to renew #${again}`}`,
    run: async (life) => {
      const caller = await life.callerOf(who);
      const rows = await life.rows();
      const known = again === null ? undefined : pick(rows, again);
      // Strangers try to renew what is not theirs, too.
      const body = { return_url: returnUrl, ...(known && { connection_id: known.id }) };
      await attempted(
        (async () => {
          const attempt = await begin(caller, body);
          const row = (await life.attempts()).find(({ id }) => id === attempt.id);
          const journey: Journey = {
            by: who,
            attempt,
            connectionId: row?.connectionId ?? "",
            left: undefined,
            code: undefined,
          };
          life.journeys.push(journey);
          journey.left = await leave(rig, attempt, road);
        })(),
      );
    },
  }),
);

const returning = fc
  .record({ which: seed, cookie: fc.option(seed), query: fc.constantFrom("code", "code", "code", "denied", "issuer") })
  .map(
    ({ which, cookie, query }): Step => ({
      name: `browser #${which} comes back with ${query}${cookie === null ? "" : ` and the cookie of #${cookie}`}`,
      run: async (life) => {
        const journey = pick(life.journeys, which);
        if (!journey?.left) return;
        const jar = cookie === null ? journey.left.cookie : pick(life.journeys, cookie)?.left?.cookie;
        const parameters =
          query === "denied"
            ? { error: "access_denied" }
            : { code: `code-${canary}`, ...(query === "issuer" && { iss: "https://evil.example" }) };
        const before = life.provider.families.length;
        const response = await comeBack(rig, { ...parameters, state: journey.left.state }, jar);
        const isOwnBrowser = jar === journey.left.cookie;
        if (!isOwnBrowser) expect(life.provider.families.length, "a grant for another browser").toBe(before);
        if (response.status === 303) journey.code = completionOf(response) || undefined;
      },
    }),
  );

const committing = fc.record({ which: seed, who: person, wrong: fc.boolean() }).map(
  ({ which, who, wrong }): Step => ({
    name: `${who} commits #${which}${wrong ? " with a wrong code" : ""}`,
    run: async (life) => {
      const journey = pick(life.journeys, which);
      if (!journey) return;
      const code = wrong || !journey.code ? "A".repeat(43) : journey.code;
      const caller = await life.callerOf(who);
      const response = await caller.call("POST", `/api/attempts/${journey.attempt.id}/steps`, {
        values: { completion_code: code },
      });
      if (who !== journey.by) expect(response.status).toBe(404);
    },
  }),
);

const answering = fc.record({ which: seed, answer: fc.constantFrom("accept", "cancel") }).map(
  ({ which, answer }): Step => ({
    name: `the owner of #${which} says ${answer}`,
    run: async (life) => {
      const journey = pick(life.journeys, which);
      if (!journey) return;
      const caller = await life.callerOf(journey.by);
      await caller.call("POST", `/api/attempts/${journey.attempt.id}/steps`, { values: { different_account: answer } });
    },
  }),
);

const giving = fc.record({ which: seed, who: person }).map(
  ({ which, who }): Step => ({
    name: `${who} gives up #${which}`,
    run: async (life) => {
      const journey = pick(life.journeys, which);
      if (journey) await (await life.callerOf(who)).call("DELETE", `/api/attempts/${journey.attempt.id}`);
    },
  }),
);

const using = fc.record({ which: seed, many: fc.integer({ min: 1, max: 4 }) }).map(
  ({ which, many }): Step => ({
    name: `${many} services use connection #${which}`,
    run: async (life) => {
      const row = pick(await life.rows(), which);
      if (!row) return;
      await Promise.all(Array.from({ length: many }, () => openForUse(rig.services, row.tenantId, row.id)));
    },
  }),
);

const disconnecting = fc.record({ which: seed, who: person }).map(
  ({ which, who }): Step => ({
    name: `${who} disconnects connection #${which}`,
    run: async (life) => {
      const row = pick(await life.rows(), which);
      if (!row) return;
      const response = await (await life.callerOf(who)).call("DELETE", `/api/connections/${row.id}`);
      const isTheirs = life.tenantOf(who) === row.tenantId;
      expect(response.status).toBe(isTheirs ? 200 : 404);
      if (isTheirs) life.disconnected.add(row.id);
    },
  }),
);

const testing = fc.record({ which: seed, who: person }).map(
  ({ which, who }): Step => ({
    name: `${who} tests connection #${which}`,
    run: async (life) => {
      const row = pick(await life.rows(), which);
      if (row) await (await life.callerOf(who)).call("POST", `/api/connections/${row.id}/test`);
    },
  }),
);

const passing = fc.constantFrom(30, 400, 1_000, 1_900, 4_000).map(
  (seconds): Step => ({
    name: `${seconds} s pass`,
    run: async () => rig.pass(seconds),
  }),
);
const ticking: fc.Arbitrary<Step> = fc.constant({ name: "the clock works", run: () => runDueWork(rig.services) });
const failing = fc.constantFrom<Fault>("none", "none", "down", "answer_lost").map(
  (fault): Step => ({
    name: `provider: ${fault}`,
    run: async (life) => {
      life.provider.fault = fault;
    },
  }),
);
const switching = fc.constantFrom(1, 2).map(
  (account): Step => ({
    name: `account ${account} is signed in`,
    run: async (life) => {
      life.provider.account = account;
    },
  }),
);

const step = fc.oneof(
  { weight: 5, arbitrary: named(beginning) },
  { weight: 6, arbitrary: named(returning) },
  { weight: 3, arbitrary: named(committing) },
  { weight: 2, arbitrary: named(answering) },
  { weight: 1, arbitrary: named(giving) },
  { weight: 4, arbitrary: named(using) },
  { weight: 2, arbitrary: named(testing) },
  { weight: 2, arbitrary: named(disconnecting) },
  { weight: 3, arbitrary: named(passing) },
  { weight: 1, arbitrary: named(ticking) },
  { weight: 2, arbitrary: named(failing) },
  { weight: 1, arbitrary: named(switching) },
);

/** Ownership, double holding, clear text: true at every moment. */
async function judgeMoment(life: Life, held: Awaited<ReturnType<Life["held"]>>): Promise<void> {
  for (const row of await life.rows()) {
    const owners = life.journeys.filter(({ connectionId }) => connectionId === row.id);
    expect(
      owners.map(({ by }) => life.tenantOf(by)),
      "owner",
    ).toContain(row.tenantId);
    const first = owners[0];
    expect(row.createdBy, "person").toBe(first?.by);
    expect(life.disconnected.has(row.id), "risen from the dead").toBe(false);
  }
  const numbers = held.map(({ family }) => family.number);
  expect(new Set(numbers).size, "a grant held twice").toBe(numbers.length);
  for (const { family } of held) expect(family.ended, "a revoked grant that is held").not.toBe("revoked");
}

async function judgeEnd(life: Life): Promise<void> {
  life.provider.fault = "none";
  rig.pass(2 * 3_600);
  await runDueWork(rig.services);
  const last = await life.held();
  await judgeMoment(life, last);
  const held = new Map(last.map(({ family, by }) => [family.number, by]));
  const rows = await life.rows();
  for (const [, by] of held)
    expect(
      rows.map(({ id }) => id),
      "a grant that waits for nobody",
    ).toContain(by);
  for (const family of life.provider.families) {
    const isKept =
      held.has(family.number) || family.ended !== "no" || family.isUnknown || life.replaced.has(family.number);
    expect(isKept, `grant ${family.number} was lost`).toBe(true);
  }
  const stored = await Promise.all(
    Object.values(tables).map((table) => rig.services.db.all(sql`select * from ${table}`)),
  );
  expect(JSON.stringify(stored), "a secret in clear").not.toContain(canary);
  expect(rig.lines.join("\n"), "a secret in a log").not.toContain(canary);
  for (const tenant of life.tenants) expect(await verifyAudit(rig.services, tenant)).toMatchObject({ problem: null });
}

describe("a connection's life in random order", () => {
  it("ends with the right owners, every grant in one place, nothing in clear", {
    timeout: 60_000 + lives * 2_000,
  }, async () => {
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        number += 1;
        const life = new Life(number);
        let before = await life.held();
        for (const { run } of steps) {
          await run(life);
          // A renewed consent of the same account takes the old grant's place.
          const after = await life.held();
          for (const { family, by } of before) {
            const took = after.find((other) => other.by === by && other.family.number !== family.number);
            if (took) life.replaced.add(family.number);
          }
          await judgeMoment(life, after);
          before = after;
        }
        await judgeEnd(life);
      }),
      { numRuns: lives },
    );
    const stored = await Promise.all(
      Object.values(tables).map((table) => rig.services.db.all(sql`select * from ${table}`)),
    );
    expect(JSON.stringify(stored).length).toBeGreaterThan(100_000);
    expect(JSON.stringify(stored), "a secret in clear").not.toContain(canary);
    expect(rig.lines.join("\n"), "a secret in a log").not.toContain(canary);
  });
});
