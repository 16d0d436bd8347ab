/**
 * Unique secrets are put into every secret field and followed through the whole product, in every way in which a secret can be
 * used, refused and shown. Afterwards every byte that was produced is searched for them, however they may be written.
 */

import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientVariables } from "../simulators/oauth-client.ts";
import { type Stack, startStack } from "../start.ts";
import { browse, type Kept, readFolder } from "./canaries/browsing.ts";
import { type Tap, tapProviders } from "./canaries/overheard.ts";
import { lookalike, playEverything } from "./canaries/plot.ts";
import { type Canary, createSearch, writingsOf } from "./canaries/search.ts";
import { lookInside } from "./inside.ts";
import { foreignHost, foreignHostKeys } from "./person.ts";
import { startCustomerDatabases } from "./real-databases.ts";
import { simulatedProviders } from "./simulated.ts";

const { PATH = "", HOME = "" } = process.env;
const folder = mkdtempSync(join(tmpdir(), "canaries-"));
const dataDir = join(folder, "data");
const profile = join(folder, "profile");

const planted: Canary[] = [];
const plant = (name: string, value: string): string => {
  if (value.length < 7) throw new Error(`${name} is too short to be searched for`);
  planted.push({ name, value });
  return value;
};
const fresh = (name: string) => plant(name, `${name.replaceAll(" ", "-")}-${randomBytes(18).toString("base64url")}`);

const oauthProviders = [
  "hubspot",
  "salesforce",
  "zoho",
  "cloudbeds",
  "shopify",
  "notion",
  "google_sheets",
  "lightspeed",
];
const serviceKey = fresh("service key");

const answers: { readonly path: string; readonly text: string }[] = [];
let tap: Tap;
let stack: Stack;
let databases: Awaited<ReturnType<typeof startCustomerDatabases>>;
let kept: Kept;
let hits: (bytes: string | Uint8Array) => string[];

beforeAll(async () => {
  mkdirSync(profile);
  tap = await tapProviders();
  const passwords = { postgresql: lookalike("Canari-Pg_7f3a9c1e5b2d"), mysql: lookalike("Canari-My_7f3a9c1e5b2d") };
  const clients = oauthProviders.map((id) => [clientVariables(id).secret, fresh(`${id} client secret`)]);
  const scopes = ["connections:read", "proxy", "records:read", "events:read", "audit:read", "vault:rotate"];
  [stack, databases] = await Promise.all([
    startStack({
      environment: {
        PATH,
        HOME,
        ORIGIN_MAP: tap.originMap,
        PARTNER_KEYS: foreignHostKeys,
        INTERNAL_KEYS: JSON.stringify([{ key: serviceKey, name: "services", scopes, tenants: "*" }]),
        ...Object.fromEntries(clients),
      },
      dataDir,
      ports: "free",
    }),
    startCustomerDatabases(passwords),
  ]);
  tap.leadTo(stack.urls.simulators);
  plant("partner key", foreignHost.partnerKey);
  plant("hubspot portal id", "8412207");
  for (const name of ["VAULT_KEYS", "SESSION_KEYS", "FINGERPRINT_KEY", "SIDECAR_KEYS", "LIBSQL_AUTH_TOKEN"]) {
    plant(name, (stack.variables[name] ?? "").replace("local:", ""));
  }
  for (const [, key = ""] of (stack.variables["PARTNER_KEYS"] ?? "").matchAll(/"key":"([^"]+)","name":"demo/g)) {
    plant("partner key of a demo host", key);
  }
  const inside = lookInside(stack);
  const simulated = simulatedProviders(stack);
  const listen = async ({ path }: { readonly path: string }, answer: Response) => {
    const text = `${JSON.stringify([...answer.headers])}\n${await answer.text()}`;
    answers.push({ path, text });
  };
  await playEverything({ stack, inside, simulated, databases, listen, plant, serviceKey });
  kept = await browse({ stack, postgresql: databases.postgresql, plant }, profile);
  const canaries = [...planted, ...tap.learned()];
  const search = createSearch(canaries);
  hits = (bytes) =>
    search(typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes).map(
      ({ canary, written }) => `${canary} (${written})`,
    );
  inside.close();
}, 300_000);
afterAll(async () => {
  await Promise.all([stack?.stop(), databases?.postgresql.stop(), databases?.mysql.stop()]);
  await tap?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the search itself", () => {
  test("finds a secret in each of its writings, wherever it stands", () => {
    const value = "Pa\"ss+wörd/with?ev&ery=th'ing\\ 0123456789";
    const search = createSearch([{ name: "one", value }]);
    for (const [written, text] of writingsOf(value)) {
      for (const before of ["", "x", "xy", "some words before"]) {
        expect([written, search(Buffer.from(`${before}${text}after`)).length > 0]).toEqual([written, true]);
      }
    }
    for (const length of [0, 1, 2, 3, 10]) {
      const bytes = Buffer.concat([Buffer.alloc(length, "k"), Buffer.from(value), Buffer.from("tail")]);
      expect(search(Buffer.from(bytes.toString("base64")))).not.toEqual([]);
      expect(search(Buffer.from(bytes.toString("base64url")))).not.toEqual([]);
    }
    expect(search(Buffer.from("nothing of the kind, but 01234567 and words"))).toEqual([]);
  });

  test("has enough to look for: of every provider, kind and origin", () => {
    const names = [...planted, ...tap.learned()].map(({ name }) => name);
    for (const id of oauthProviders) {
      for (const member of ["client secret", "access_token", "refresh_token", "code", "state", "handshake", "cookie"]) {
        expect(names.some((name) => name.startsWith(`${id} ${member}`))).toBe(true);
      }
    }
    expect(names.length).toBeGreaterThan(150);
    expect(new Set([...planted].map(({ value }) => value)).size).toBeGreaterThan(100);
  });

  test("would have found them: what was typed did leave for its provider", () => {
    const typed = planted.filter(({ name }) =>
      / (accepted|refused|refused later|refused at renewal|typed)$/.test(name),
    );
    const unsent = typed.filter(({ name, value }) => {
      const [provider = ""] = name.split(" ");
      const own = tap.sent().get(provider);
      return own === undefined || createSearch([{ name, value }])(own).length === 0;
    });
    // Databases are no HTTP, an HMAC secret never leaves, and a webhook's is for the way back.
    const silent = /^(postgresql|mysql) |^stripe webhook_secret/;
    const hmac = new Set(["custom_api secret accepted", "custom_api secret refused"]);
    expect(
      unsent
        .map(({ name }) => name)
        .filter((name) => !silent.test(name) && ![...hmac].some((one) => name.startsWith(one))),
    ).toEqual([]);
    expect(typed.length).toBeGreaterThan(60);
  });
});

describe("no secret is", () => {
  test("in a byte of the database", () => {
    const files = readFolder(dataDir).filter(({ path }) => path.includes("integrations.db"));
    expect(files.map(({ path }) => relative(dataDir, path))).toEqual(expect.arrayContaining(["integrations.db"]));
    expect(files.flatMap(({ path, bytes }) => hits(bytes).map((hit) => `${relative(dataDir, path)}: ${hit}`))).toEqual(
      [],
    );
  });

  test("in a log, nor in anything else that the processes wrote", () => {
    // These two are written for the owner alone, and are where the keys come from.
    const files = readFolder(dataDir).filter(({ path }) => !/(secrets\.json|worker\.env)$/.test(path));
    expect(files.some(({ path }) => path.endsWith("worker.log"))).toBe(true);
    expect(files.flatMap(({ path, bytes }) => hits(bytes).map((hit) => `${relative(dataDir, path)}: ${hit}`))).toEqual(
      [],
    );
  });

  test("in an answer of the API, but for what is shown once to whoever asked", () => {
    const found = [...answers, ...kept.answers].flatMap(({ path, text }) => hits(text).map((hit) => `${path}: ${hit}`));
    const meant = [
      // Told to the page that began, for the window that it opened.
      /^\/api\/(attempts|integrations\/\w+\/attempts)\S*: \w+ handshake/,
      // Brought back through the fragment of the page's own address.
      /^\/api\/integrations\/\w+\/callback: \w+ completion/,
      // To be copied into the mailbox at any time.
      /^\/api\/(connections|attempts|integrations)\S*: mail address/,
      // The names of members that do not exist, told to whoever sent them.
      /^\/api\/integrations\/pipedrive\/attempts: misplaced as a (field|member)/,
    ];
    const isMeant = (hit: string) => meant.some((pattern) => pattern.test(hit));
    const rest = found.filter((hit) => !isMeant(hit));
    const once = rest.filter((hit) => hit.startsWith("/api/integrations/webhook/attempts: webhook secret"));
    expect(rest.filter((hit) => !once.includes(hit))).toEqual([]);
    const shown = [...answers, ...kept.answers].filter(({ text }) =>
      hits(text).some((hit) => hit.startsWith("webhook secret")),
    );
    expect(shown.map(({ path }) => path)).toEqual(
      Array.from({ length: 2 }, () => "/api/integrations/webhook/attempts"),
    );
  });

  test("in an event of the element", () => {
    expect(kept.events).toContain("speedai-connected");
    expect(hits(kept.events)).toEqual([]);
  });

  test("left in the page", () => {
    expect(kept.shown).toContain("Pipedrive");
    expect(hits(kept.shown)).toEqual([]);
  });

  test("in the browser's storage, nor in a byte of its profile", () => {
    expect(hits(kept.storage)).toEqual([]);
    const files = readFolder(profile);
    expect(files.length).toBeGreaterThan(20);
    const found = files.flatMap(({ path, bytes }) => hits(bytes).map((hit) => `${relative(profile, path)}: ${hit}`));
    // A callback's address is the browser's to remember; what it brought was spent before the page was shown.
    const isSpent = (hit: string) =>
      /^(Default\/History|Default\/Sessions\/|segmentation_platform\/)\S*: hubspot (code|state)/.test(hit);
    expect(found.filter((hit) => !isSpent(hit))).toEqual([]);
  });

  test("sent to another provider than its own", () => {
    const sent = tap.sent();
    // Samples are written by hand and look like one another; all others are random.
    const isRandom = (hit: string) => !/ accepted \(/.test(hit);
    const strangers = [...sent].flatMap(([provider, bytes]) =>
      hits(bytes)
        .filter((hit) => isRandom(hit) && !hit.startsWith(`${provider} `))
        .map((hit) => `${provider}: ${hit}`),
    );
    expect(strangers).toEqual([]);
    expect(sent.size).toBeGreaterThan(18);
  });
});
