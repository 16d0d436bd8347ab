/** Every flow of the product, brought to its middle and held there; each can be asked to go on after a crash. */
import { createServer, type Server, type Socket } from "node:net";
import { Webhook } from "standardwebhooks";
import { expect, vi } from "vitest";
import type { Attempt, Connection, FieldValues } from "../../../schema/wire/index.ts";
import { loadSimulators } from "../../simulators/index.ts";
import type { Stack } from "../../start.ts";
import { arrive, chooseFirst, completionOf, consent, decide, depart } from "../consent.ts";
import type { Inside } from "../inside.ts";
import { type AttemptBody, connectionOf, type Person } from "../person.ts";
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

const patience = { timeout: 40_000, interval: 100 } as const;
const simulators = await loadSimulators();

function sampleOf(provider: string, method: string): FieldValues {
  return simulators.find(({ id }) => id === provider)?.samples[method] ?? {};
}

/** A request whose end nobody waits for now. */
function letRun(request: Promise<unknown>): Promise<unknown> {
  return request.catch((error: unknown) => error);
}

async function connectByConsent({ stack, person }: Scene, provider: string): Promise<Connection> {
  const attempt = await person.begin(provider, { method: "oauth2", values: sampleOf(provider, "oauth2") });
  return connectionOf(await consent(stack, person, attempt));
}

async function expectWell({ person }: Scene, { id }: Connection): Promise<void> {
  expect(await person.test(id)).toMatchObject({ ok: true, status: "connected" });
}

/** The attempt as the person finds it: done already, or open, or over; then another one is begun. */
async function goOn({ person }: Scene, before: Attempt, body: AttemptBody): Promise<Attempt> {
  const now = await person.attempt(before.id);
  return now.state === "open" || now.state === "done" ? now : person.begin(before.provider, body);
}

/** Waits until the provider has been asked once more than before. */
async function untilAsked({ simulated }: Scene, provider: string, fits: RegExp, before: number): Promise<void> {
  await vi.waitFor(async () => {
    expect(await simulated.countRequests(provider, fits)).toBeGreaterThan(before);
  }, patience);
}

/** A form that is open, nothing sent. */
const formOpen: Flow = async (scene) => {
  const attempt = await scene.person.begin("pipedrive", { method: "credentials" });
  return {
    finish: async () => {
      const done = await scene.person.submit(attempt.id, sampleOf("pipedrive", "credentials"));
      await expectWell(scene, connectionOf(done));
    },
  };
};

/** The form is sent; the provider is being asked. */
const checkUnderWay: Flow = async (scene) => {
  const { person, simulated } = scene;
  const attempt = await person.begin("monday", { method: "credentials" });
  const before = await simulated.countRequests("monday", /./);
  await simulated.order({ provider: "monday", kind: "hang" });
  const underWay = letRun(person.submit(attempt.id, sampleOf("monday", "credentials")));
  await untilAsked(scene, "monday", /./, before);
  return {
    underWay,
    finish: async () => {
      await simulated.clear("monday");
      expect(await person.attempt(attempt.id)).toMatchObject({ state: "open", step: { kind: "form" } });
      await expectWell(scene, connectionOf(await person.submit(attempt.id, sampleOf("monday", "credentials"))));
    },
  };
};

/** The sidecar waits for a server that accepts and never speaks. */
const databaseCheckUnderWay: Flow = async (scene) => {
  const { person, postgresql } = scene;
  const deaf = await openDeafServer();
  const attempt = await person.begin("postgresql", { method: "database" });
  const underWay = letRun(person.submit(attempt.id, { ...postgresql.values, port: deaf.port }));
  await deaf.heard;
  return {
    underWay,
    finish: async () => {
      await deaf.close();
      expect(await person.attempt(attempt.id)).toMatchObject({ state: "open", step: { kind: "form" } });
      await expectWell(scene, connectionOf(await person.submit(attempt.id, { ...postgresql.values })));
    },
  };
};

/** The browser is on the provider's screen. */
const beforeConsent: Flow = async (scene) => {
  const { stack, person } = scene;
  const attempt = await person.begin("hubspot", { method: "oauth2" });
  const { authorizationUrl, cookie } = await depart(stack, attempt);
  return {
    finish: async () => {
      await arrive(await decide(authorizationUrl, "allow"), cookie);
      await expectWell(scene, connectionOf(await person.attempt(attempt.id)));
    },
  };
};

/** The person has said yes; the browser has not come back yet. */
const afterConsent: Flow = async (scene) => {
  const { stack, person } = scene;
  const attempt = await person.begin("notion", { method: "oauth2", values: sampleOf("notion", "oauth2") });
  const { authorizationUrl, cookie } = await depart(stack, attempt);
  const callbackUrl = await decide(authorizationUrl, "allow");
  return {
    finish: async () => {
      await arrive(callbackUrl, cookie);
      await expectWell(scene, connectionOf(await person.attempt(attempt.id)));
    },
  };
};

/** The callback has taken the state and asks for the token. */
const callbackUnderWay: Flow = async (scene) => {
  const { stack, person, simulated } = scene;
  const body = { method: "oauth2", values: sampleOf("google_sheets", "oauth2") };
  const attempt = await person.begin("google_sheets", body);
  const { authorizationUrl, cookie } = await depart(stack, attempt);
  const callbackUrl = await decide(authorizationUrl, "allow");
  const asked = /^POST \/token$/;
  const before = await simulated.countRequests("google_sheets", asked);
  await simulated.order({ provider: "google_sheets", kind: "hang", path: "/token" });
  const underWay = letRun(arrive(callbackUrl, cookie));
  await untilAsked(scene, "google_sheets", asked, before);
  return {
    underWay,
    finish: async () => {
      await simulated.clear("google_sheets");
      const again = await goOn(scene, attempt, body);
      await expectWell(scene, connectionOf(await consent(stack, person, again)));
    },
  };
};

/** Same-tab road: the grant is parked, and the browser is about to bring its code back to the page. */
const grantParked: Flow = async (scene) => {
  const { stack, person } = scene;
  const attempt = await person.begin("salesforce", {
    method: "oauth2",
    values: {},
    return_url: `${person.origin}/integrations`,
  });
  const { authorizationUrl, cookie } = await depart(stack, attempt, "redirect");
  const code = completionOf(await arrive(await decide(authorizationUrl, "allow"), cookie));
  return {
    finish: async () => {
      await expectWell(scene, connectionOf(await person.submit(attempt.id, { completion_code: code })));
    },
  };
};

/** A grant is parked, and nobody will ever come for it. */
const grantForgotten: Flow = async (scene) => {
  const { stack, person, inside, simulated } = scene;
  const values = sampleOf("zoho", "oauth2");
  const attempt = await person.begin("zoho", { method: "oauth2", values, return_url: `${person.origin}/` });
  const { authorizationUrl, cookie } = await depart(stack, attempt, "redirect");
  await arrive(await decide(authorizationUrl, "allow"), cookie);
  return {
    finish: async () => {
      const revocations = /token\/revoke/;
      const before = await simulated.countRequests("zoho", revocations);
      await inside.endAttempt(attempt.id);
      await stack.fireCron();
      await vi.waitFor(async () => {
        expect(
          await inside.count("attempts", "id = ? and state = 'expired' and sealed_draft is null", attempt.id),
        ).toBe(1);
      }, patience);
      expect(await simulated.countRequests("zoho", revocations)).toBe(before + 1);
      expect(
        await inside.count("connections", "id = (select connection_id from attempts where id = ?)", attempt.id),
      ).toBe(0);
    },
  };
};

/** The account has several hotels, and the person is asked which. */
const choicePending: Flow = async (scene) => {
  const { stack, person } = scene;
  const attempt = await person.begin("cloudbeds", { method: "oauth2" });
  const { authorizationUrl, cookie } = await depart(stack, attempt);
  await arrive(await decide(authorizationUrl, "allow", "group"), cookie);
  const asked = await person.attempt(attempt.id);
  expect(asked.step.kind).toBe("choice");
  return {
    finish: async () => {
      const now = await person.attempt(attempt.id);
      await expectWell(scene, connectionOf(await chooseFirst(person, now)));
    },
  };
};

/** A test of an existing connection is under way. */
const testUnderWay: Flow = async (scene) => {
  const { person, simulated } = scene;
  const values = sampleOf("mews", "credentials");
  const connection = connectionOf(await person.begin("mews", { method: "credentials", values }));
  const before = await simulated.countRequests("mews", /./);
  await simulated.order({ provider: "mews", kind: "hang" });
  const underWay = letRun(person.test(connection.id));
  await untilAsked(scene, "mews", /./, before);
  return {
    underWay,
    finish: async () => {
      await simulated.clear("mews");
      expect(await person.connection(connection.id)).toMatchObject({ status: "connected", reason: null });
      await expectWell(scene, connection);
    },
  };
};

/** An access token is being renewed, under a lease. */
const renewalUnderWay: Flow = async (scene) => {
  const { person, inside, simulated } = scene;
  const connection = await connectByConsent(scene, "lightspeed");
  const asked = /^POST \/oauth\/token$/;
  const before = await simulated.countRequests("lightspeed", asked);
  await inside.endAccessToken(connection.id);
  await simulated.order({ provider: "lightspeed", kind: "hang", path: "/oauth/token" });
  const underWay = letRun(person.test(connection.id));
  await untilAsked(scene, "lightspeed", asked, before);
  return {
    underWay,
    finish: async () => {
      await simulated.clear("lightspeed");
      await inside.endRenewal(connection.id);
      await expectWell(scene, connection);
    },
  };
};

/** A connection is being disconnected; the provider is told. */
const disconnectionUnderWay: Flow = async (scene) => {
  const { person, inside, simulated } = scene;
  const connection = await connectByConsent(scene, "shopify");
  const before = await simulated.countRequests("shopify", /^DELETE/);
  await simulated.order({ provider: "shopify", kind: "hang", path: "/admin/api_permissions" });
  const underWay = letRun(person.disconnect(connection.id));
  await untilAsked(scene, "shopify", /^DELETE/, before);
  return {
    underWay,
    finish: async () => {
      await simulated.clear("shopify");
      expect((await person.call("GET", `/api/connections/${connection.id}`)).status).toBe(404);
      expect(await inside.count("connection_secrets", "connection_id = ?", connection.id)).toBe(0);
      await expectWell(scene, await connectByConsent(scene, "shopify"));
    },
  };
};

const deliveries = 25;

/** Many deliveries arrive at once. */
const deliveriesUnderWay: Flow = async (scene) => {
  const { person, inside } = scene;
  const { step } = await person.begin("webhook", { method: "webhook", values: {} });
  if (step.kind !== "instructions") throw new Error(step.kind);
  const { connection, items } = step;
  const secret = items.find(({ name }) => name === "webhook_secret")?.value ?? "";
  const url = String(connection.settings["webhook_url"]);
  const ids = Array.from({ length: deliveries }, (_, index) => `${connection.id}-${index}`);
  const deliver = async (id: string) => {
    const body = JSON.stringify({ type: "booking.created", id });
    const now = new Date();
    const answer = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
        "webhook-signature": new Webhook(secret).sign(id, now, body),
      },
      body,
    });
    await answer.body?.cancel();
    return answer.ok;
  };
  const stored = () => inside.rows("select event_id from inbound_events where connection_id = ?", connection.id);
  const taken: string[] = [];
  const underWay = Promise.all(
    ids.map((id) =>
      deliver(id).then(
        (isTaken) => (isTaken ? taken.push(id) : 0),
        () => 0,
      ),
    ),
  );
  return {
    underWay,
    finish: async () => {
      // What was answered with a 2xx is there; the sender sends the rest again, as Standard Webhooks prescribe.
      const before = new Set((await stored()).map((row) => row["event_id"]));
      expect(taken.filter((id) => !before.has(id))).toEqual([]);
      expect(await Promise.all(ids.map(deliver))).toEqual(ids.map(() => true));
      expect((await stored()).map((row) => row["event_id"]).toSorted()).toEqual(ids.toSorted());
      await expectWell(scene, connection);
    },
  };
};

/** A file is uploaded; the person is looking at the columns. */
const columnsShown: Flow = async (scene) => {
  const { person } = scene;
  const attempt = await person.begin("zenchef", { method: "csv" });
  await person.upload(attempt.id, "réservations.csv", bookingsFile(3));
  return {
    finish: async () => {
      const { step } = await person.attempt(attempt.id);
      await person.submit(attempt.id, proposedMapping(step));
      await expectImported(scene, attempt.id, 3);
    },
  };
};

const manyRows = 4_000;

/** A file of some thousand rows is being read. */
export const importUnderWay: Flow = async (scene) => {
  const { person, inside } = scene;
  const attempt = await person.begin("thefork", { method: "csv" });
  const { step } = await person.upload(attempt.id, "réservations.csv", bookingsFile(manyRows));
  await person.submit(attempt.id, proposedMapping(step));
  const readRows = async () => {
    const [row] = await inside.rows("select created from imports where attempt_id = ?", attempt.id);
    return Number(row?.["created"]);
  };
  await vi.waitFor(async () => expect(await readRows()).toBeGreaterThan(0), { timeout: 40_000, interval: 10 });
  expect(await readRows()).toBeLessThan(manyRows);
  return {
    finish: async () => {
      await inside.endLeases();
      await expectImported(scene, attempt.id, manyRows);
    },
  };
};

/** In this order: first what waits for the person, then what is under way and would end by its deadline. */
export const flows: readonly Flow[] = [
  formOpen,
  beforeConsent,
  afterConsent,
  grantParked,
  grantForgotten,
  choicePending,
  columnsShown,
];
export const flowsUnderWay: readonly Flow[] = [
  checkUnderWay,
  databaseCheckUnderWay,
  callbackUnderWay,
  testUnderWay,
  renewalUnderWay,
  disconnectionUnderWay,
];
export { deliveriesUnderWay };

function bookingsFile(rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) => {
    const day = String((index % 28) + 1).padStart(2, "0");
    return `${day}/12/2026;19:30;Client ${index};06${String(index).padStart(8, "0")};${(index % 8) + 1};R-${index}`;
  });
  return ["Date;Heure;Nom;Téléphone;Couverts;Numéro de réservation", ...lines].join("\n");
}

function proposedMapping(step: Attempt["step"]): FieldValues {
  if (step.kind !== "mapping") throw new Error(`no columns to map: ${step.kind}`);
  return Object.fromEntries(step.targets.flatMap(({ name, column }) => (column === null ? [] : [[name, column]])));
}

async function expectImported({ person, inside }: Scene, attemptId: string, rows: number): Promise<void> {
  const done = await vi.waitFor(async () => {
    const attempt = await person.attempt(attemptId);
    expect(attempt.state).toBe("done");
    return attempt;
  }, patience);
  expect(done.step).toMatchObject({
    import: { state: "done", counts: { rows, created: rows, updated: 0, failed: 0 } },
  });
  const { id } = connectionOf(done);
  expect(await inside.count("records", "connection_id = ? and kind = 'booking'", id)).toBe(rows);
}

/** Accepts and never says a word. `heard` resolves at the first connection. */
async function openDeafServer(): Promise<{ port: number; heard: Promise<void>; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer();
  const heard = new Promise<void>((resolve) => {
    server.on("connection", (socket) => {
      sockets.add(socket.on("error", () => undefined));
      resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return {
    port: address.port,
    heard,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
