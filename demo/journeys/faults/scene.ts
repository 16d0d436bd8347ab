/** A stack with a gate before each of those that the Worker talks to, and what a test can know of it. */
import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { type FieldValues, problem } from "../../../schema/wire/index.ts";
import { parseJson, textAt } from "../../../worker/domain/json.ts";
import { parseKeyList } from "../../../worker/platform/key-list.ts";
import type { Vault } from "../../../worker/platform/ports.ts";
import { systemRandom } from "../../../worker/platform/random.ts";
import { createVault } from "../../../worker/platform/vault.ts";
import type { Simulator } from "../../simulators/define.ts";
import { loadSimulators } from "../../simulators/index.ts";
import { originMap } from "../../simulators/server.ts";
import { choosePorts, type Ports, portVariables } from "../../stack/ports.ts";
import { addressesOf } from "../../stack/variables.ts";
import { type Stack, startStack } from "../../start.ts";
import { type Inside, lookInside } from "../inside.ts";
import { foreignHostKeys, type Person, sitDownAbroad } from "../person.ts";
import { type CustomerDatabase, startCustomerDatabases } from "../real-databases.ts";
import { describeDatabaseCall, describeRequest } from "./calls.ts";
import { type Gate, openGate, type Watch } from "./gate.ts";
import { keepLedger, type Ledger } from "./ledger.ts";

/** Those whose calls are cut. The Worker itself is killed while one of these calls is held. */
export const sides = ["libsql", "provider", "sidecar"] as const;
export type Side = (typeof sides)[number];

export interface Bench {
  readonly stack: Stack;
  readonly inside: Inside;
  readonly gates: Readonly<Record<Side, Gate>>;
  readonly ledger: Ledger;
  readonly postgresql: CustomerDatabase;
  readonly vaults: { readonly current: Vault; readonly former: Vault };
  sampleOf(provider: string, method: string): FieldValues;
  /** The address at which a browser finds what the Worker reaches through a gate. */
  forBrowser(url: string): string;
  /** A call of SpeedAI's own services. */
  askAsService(method: string, path: string): Promise<Response>;
  /** As if the seconds had passed after which libSQL rolls back a transaction that nobody goes on with. */
  giveUpTransaction(): Promise<void>;
  close(): Promise<void>;
}

const serviceKey = "internal-key-of-the-fault-bench-7d20b5c9e1f4836a";
const scopes = ["audit:read", "vault:rotate", "events:read"];

/** Everything of the product, with free ports; the clock runs only when asked. */
export async function openBench(dataDir: string): Promise<Bench> {
  const { PATH = "", HOME = "" } = process.env;
  const simulators = await loadSimulators();
  const ledger = keepLedger();
  let baton: string | undefined;
  const [libsql, provider, sidecar] = await Promise.all([
    openGate({
      describe: describeDatabaseCall,
      observe: ({ answer }) => {
        baton = textAt(parseJson(answer), "baton");
      },
    }),
    openGate({ describe: describeRequest, observe: ledger.observe }),
    openGate({ describe: describeRequest }),
  ]);
  const gates = { libsql, provider, sidecar };
  const written = ["current", "former"].map((id) => `${id}:${randomBytes(32).toString("base64")}`);
  const environment = {
    PATH,
    HOME,
    PARTNER_KEYS: foreignHostKeys,
    INTERNAL_KEYS: JSON.stringify([{ key: serviceKey, name: "bench", scopes, tenants: "*" }]),
    VAULT_KEYS: written.join(","),
    ORIGIN_MAP: JSON.stringify(originMap(simulators, provider.url)),
  };
  const ports = await choosePorts({}, "free");
  const addresses = addressesOf(ports);
  libsql.leadTo(addresses.libsql);
  provider.leadTo(addresses.simulators);
  sidecar.leadTo(addresses.sidecar);
  const [stack, databases] = await Promise.all([
    startStack({
      environment: { ...environment, ...namePorts(ports) },
      dataDir,
      cron: "by_hand",
      workerVariables: { LIBSQL_URL: libsql.url, SIDECAR_URL: sidecar.url },
    }),
    startCustomerDatabases(),
  ]);
  const inside = lookInside(stack);
  const vaultOf = (list: string) => {
    const read = parseKeyList(list, "cipher");
    if (!read.ok || !read.value[0]) throw new Error("the bench's keys are refused");
    return createVault({ keys: read.value, fingerprintKey: read.value[0].key, random: systemRandom });
  };
  return {
    stack,
    inside,
    gates,
    ledger,
    postgresql: databases.postgresql,
    vaults: { current: vaultOf(written.join(",")), former: vaultOf(written.toReversed().join(",")) },
    sampleOf: (id, method) => sampleOf(simulators, id, method),
    forBrowser: (url) => url.replace(provider.url, stack.urls.simulators),
    askAsService: (method, path) =>
      fetch(stack.urls.api + path, { method, headers: { authorization: `Bearer ${serviceKey}` } }),
    giveUpTransaction: async () => {
      if (baton === undefined) return;
      const { LIBSQL_AUTH_TOKEN: token = "" } = stack.variables;
      const answer = await fetch(`${stack.urls.libsql}/v2/pipeline`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify({ baton, requests: [{ type: "close" }] }),
      });
      baton = undefined;
      await answer.body?.cancel();
    },
    close: async () => {
      inside.close();
      await Promise.all([stack.stop(), databases.postgresql.stop(), databases.mysql.stop()]);
      await Promise.all(Object.values(gates).map((gate) => gate.close()));
    },
  };
}

function namePorts(ports: Ports): Record<string, string> {
  return Object.fromEntries(
    Object.entries(portVariables).map(([name, { variable }]) => [variable, String(Reflect.get(ports, name))]),
  );
}

function sampleOf(simulators: readonly Simulator[], provider: string, method: string): FieldValues {
  return simulators.find(({ id }) => id === provider)?.samples[method] ?? {};
}

/** The longest that a person waits for any answer: ten seconds for the other side, and our own work around it. */
export const answerWithinMs = 15_000;

/** One run of a flow: a tenant of its own, and what its person was told. */
export interface Scene extends Bench {
  readonly tenant: string;
  readonly person: Person;
  /** What no answer may be, in words. */
  readonly complaints: string[];
  /** Every answer with an error so far: `dependency_unavailable`, … */
  readonly told: string[];
  /** Judges an answer of ours as the person gets it. */
  readonly listen: (call: { readonly method: string; readonly path: string }, answer: Response) => Promise<void>;
  /** Answers are timed from here. */
  begin(): void;
  /** Whether the cut was made. */
  isCut(): boolean;
  /** Whose cut this is. */
  follow(watch: Watch): void;
}

export async function setScene(bench: Bench, tenant: string): Promise<Scene> {
  const complaints: string[] = [];
  const told: string[] = [];
  let askedAt = Date.now();
  let followed: Watch | undefined;
  const listen: Scene["listen"] = async ({ method, path }, answer) => {
    const now = Date.now();
    const name = `${method} ${path.replace(/[a-z]{3}_[a-z2-7]{20,}/g, "…")}`;
    if (now - askedAt > answerWithinMs) complaints.push(`${name} took ${now - askedAt} ms`);
    askedAt = now;
    // Read in any case: the other half of a copied answer waits for it.
    const text = await answer.text();
    if (answer.ok || (answer.status >= 300 && answer.status < 400)) return;
    // A page of ours in the browser's window; everything else is a problem document.
    if (answer.headers.get("content-type")?.startsWith("text/html")) {
      told.push(`page ${answer.status}`);
      if (answer.status !== 404 && answer.status !== 503) complaints.push(`${name}: a page with ${answer.status}`);
      return;
    }
    const parsed = problem.safeParse(parseJson(text));
    if (!parsed.success) complaints.push(`${name}: ${answer.status} without a code: ${text.slice(0, 120)}`);
    else if (parsed.data.code === "internal") complaints.push(`${name}: told as a fault of ours`);
    else told.push(parsed.data.code);
  };
  const person = await sitDownAbroad(bench.stack, { tenant, listen });
  return {
    ...bench,
    tenant,
    person,
    complaints,
    told,
    listen,
    begin: () => {
      askedAt = Date.now();
    },
    isCut: () => followed?.isMet ?? false,
    follow: (watch) => {
      followed = watch;
    },
  };
}

/** Asks again and again until it is true. Rejects with the sentence when it never is. */
export async function until(sentence: string, isTrue: () => Promise<boolean>, deadlineMs = 30_000): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`${sentence}: not after ${deadlineMs / 1000} s`);
    await wait(20);
  }
}

const count = z.object({ amount: z.number() });

/** Rows of the tenant in a table. */
export async function countOwn(scene: Scene, table: string, where = "1"): Promise<number> {
  const [row] = await scene.inside.rows(
    `select count(*) as amount from ${table} where tenant_id = ? and (${where})`,
    scene.tenant,
  );
  return count.parse(row).amount;
}
