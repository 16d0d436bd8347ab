import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { encodeBase64 } from "./domain/base64.ts";
import { sha256Hex } from "./domain/hash.ts";
import { type Config, type ConfigProblem, describeConfigProblem, parseEnv } from "./env.ts";
import { systemRandom } from "./platform/random.ts";

const random = (bytes = 32) => encodeBase64(systemRandom.bytes(bytes));
const partnerKey = `pk_${systemRandom.token()}`;
const internalKey = `ik_${systemRandom.token()}`;
const partner = { key: partnerKey, name: "dashboard", origins: ["https://app.speedai.example"], tenants: "*" };
const internal = { key: internalKey, name: "call-agent", scopes: ["connections:read", "proxy"], tenants: ["t1", "t2"] };

const good = {
  ENVIRONMENT: "production",
  PUBLIC_URL: "https://integrations.speedai.example",
  LIBSQL_URL: "libsql://speedai.turso.example",
  LIBSQL_AUTH_TOKEN: "ey.token",
  VAULT_KEYS: `k2:${random()},k1:${random()}`,
  SESSION_KEYS: `s1:${random(48)}`,
  FINGERPRINT_KEY: random(),
  INTERNAL_KEYS: JSON.stringify([internal]),
  PARTNER_KEYS: JSON.stringify([partner]),
  SIDECAR_URL: "https://sidecar.speedai.example",
  SIDECAR_KEYS: `c1:${random()}`,
  INBOUND_MAIL_DOMAIN: "in.SpeedAI.example",
  OAUTH_HUBSPOT_CLIENT_ID: "5f1e7c0a-0000-4000-8000-3a1b",
  OAUTH_HUBSPOT_CLIENT_SECRET: "9c0d8e7f-a6b5-4c3d-9e1f-0a2b3c4d5e6f",
};

const local = {
  ...good,
  ENVIRONMENT: "development",
  PUBLIC_URL: "http://localhost:8787/",
  LIBSQL_URL: "http://127.0.0.1:8792",
  LIBSQL_AUTH_TOKEN: undefined,
  SIDECAR_URL: "http://127.0.0.1:8790",
  ORIGIN_MAP: '{"https://api.hubapi.com":"http://127.0.0.1:8791/hubspot-api"}',
};

async function parse(bindings: Record<string, unknown>): Promise<Config> {
  const parsed = await parseEnv(bindings);
  if (!parsed.ok) throw new Error(parsed.failure.map(describeConfigProblem).join("\n"));
  return parsed.value;
}

async function problems(
  change: Record<string, unknown>,
  base: Record<string, unknown> = good,
): Promise<readonly ConfigProblem[]> {
  const parsed = await parseEnv({ ...base, ...change });
  return parsed.ok ? [] : parsed.failure;
}

describe("a good configuration", () => {
  it("is read whole", async () => {
    const config = await parse(good);
    expect(config).toMatchObject({
      environment: "production",
      publicUrl: "https://integrations.speedai.example",
      libsql: { url: "libsql://speedai.turso.example" },
      sidecar: { url: "https://sidecar.speedai.example" },
      inboundMailDomain: "in.speedai.example",
      originMap: [],
    });
    expect(config.libsql.authToken?.reveal()).toBe("ey.token");
    expect(config.vaultKeys.map(({ id, key }) => `${id}:${encodeBase64(key.reveal())}`).join()).toBe(good.VAULT_KEYS);
    expect(config.sessionKeys.map(({ id, key }) => [id, key.reveal().length])).toEqual([["s1", 48]]);
    expect(encodeBase64(config.fingerprintKey.reveal())).toBe(good.FINGERPRINT_KEY);
    expect(config.sidecar.keys.map(({ id }) => id)).toEqual(["c1"]);
    expect(config.oauthClients.get("hubspot")).toMatchObject({ id: good.OAUTH_HUBSPOT_CLIENT_ID });
    expect(config.oauthClients.get("hubspot")?.secret.reveal()).toBe(good.OAUTH_HUBSPOT_CLIENT_SECRET);
  });

  it("keeps of callers' keys the hash alone, whether it was given the key or the hash", async () => {
    const keySha256 = await sha256Hex(partnerKey);
    const { key: _key, ...rest } = partner;
    const byHash = JSON.stringify([{ ...rest, key_sha256: keySha256.toUpperCase() }]);
    const expected = [{ name: "dashboard", origins: partner.origins, tenants: "*", keySha256 }];
    expect((await parse(good)).partnerKeys).toEqual(expected);
    expect((await parse({ ...good, PARTNER_KEYS: byHash })).partnerKeys).toEqual(expected);
    expect((await parse(good)).internalKeys).toEqual([
      { name: "call-agent", scopes: internal.scopes, tenants: ["t1", "t2"], keySha256: await sha256Hex(internalKey) },
    ]);
  });

  it("may be local: plain http, this machine, no database token, an origin map", async () => {
    const config = await parse(local);
    expect(config).toMatchObject({ publicUrl: "http://localhost:8787", libsql: { authToken: undefined } });
    expect(config.originMap).toHaveLength(1);
  });

  it("has OAuth clients by provider id, with secrets per variant", async () => {
    const config = await parse({
      ...good,
      OAUTH_GOOGLE_SHEETS_CLIENT_ID: "123-abc.apps.googleusercontent.com",
      OAUTH_GOOGLE_SHEETS_CLIENT_SECRET: "GOCSPX-8sd7f6as8d7f6",
      OAUTH_ZOHO_CLIENT_ID: "1000.ABCDEFGH",
      OAUTH_ZOHO_CLIENT_SECRET: "8f7e6d5c4b3a2918f7",
      OAUTH_ZOHO_CLIENT_SECRET_EU: "0918273645546372819f",
    });
    expect([...config.oauthClients.keys()].toSorted()).toEqual(["google_sheets", "hubspot", "zoho"]);
    expect(
      [...(config.oauthClients.get("zoho")?.variants ?? [])].map(([name, secret]) => [name, secret.reveal()]),
    ).toEqual([["EU", "0918273645546372819f"]]);
  });

  it("leaves alone what is not ours, whatever it is", async () => {
    await parse({ ...good, QUEUE: { send() {} }, OTHER: 5, OAUTH_TOKEN: "x y" });
  });

  it("may go without mail, callers and OAuth clients", async () => {
    const config = await parse({
      ...good,
      INBOUND_MAIL_DOMAIN: undefined,
      PARTNER_KEYS: "[]",
      INTERNAL_KEYS: "[]",
      OAUTH_HUBSPOT_CLIENT_ID: undefined,
      OAUTH_HUBSPOT_CLIENT_SECRET: "",
    });
    expect(config).toMatchObject({ inboundMailDomain: undefined, partnerKeys: [], internalKeys: [] });
    expect(config.oauthClients.size).toBe(0);
  });

  it("shows no secret when it is printed, serialised or inspected", async () => {
    const config = await parse(good);
    const shown = [String(config), JSON.stringify(config), inspect(config, { depth: null, showHidden: true })].join();
    const keys = [good.VAULT_KEYS, good.SESSION_KEYS, good.SIDECAR_KEYS]
      .flatMap((list) => list.split(/[:,]/))
      .filter((part) => part.length > 10);
    const secrets = [
      ...keys,
      good.FINGERPRINT_KEY,
      partnerKey,
      internalKey,
      good.LIBSQL_AUTH_TOKEN,
      good.OAUTH_HUBSPOT_CLIENT_SECRET,
    ];
    expect(secrets).toHaveLength(9);
    for (const secret of secrets) expect(shown).not.toContain(secret);
  });
});

describe("what is missing", () => {
  it("is named, all of it at once", async () => {
    expect(await problems({}, {})).toEqual(
      [
        "ENVIRONMENT",
        "PUBLIC_URL",
        "LIBSQL_URL",
        "LIBSQL_AUTH_TOKEN",
        "VAULT_KEYS",
        "SESSION_KEYS",
        "FINGERPRINT_KEY",
        "INTERNAL_KEYS",
        "PARTNER_KEYS",
        "SIDECAR_URL",
        "SIDECAR_KEYS",
      ].map((variable) => ({ variable, problem: "missing" })),
    );
  });

  it.each(["", "   ", undefined, null, 5, {}])("is also what is empty or no text: %j", async (value) => {
    expect(await problems({ VAULT_KEYS: value })).toEqual([{ variable: "VAULT_KEYS", problem: "missing" }]);
  });

  it("does not hide what is wrong elsewhere", async () => {
    expect(await problems({ ENVIRONMENT: undefined, VAULT_KEYS: "x", SIDECAR_URL: "nope", ORIGIN_MAP: "{}" })).toEqual([
      { variable: "ENVIRONMENT", problem: "missing" },
      { variable: "VAULT_KEYS", entry: 1, problem: "malformed" },
      { variable: "SIDECAR_URL", problem: "malformed" },
      { variable: "ORIGIN_MAP", problem: "refused_in_production" },
    ]);
  });
});

describe("a weak or malformed key is refused and named", () => {
  const repeated = (text: string) => encodeBase64(new Uint8Array(new TextEncoder().encode(text.repeat(8))));

  it.each(["VAULT_KEYS", "SESSION_KEYS", "SIDECAR_KEYS"])("in %s", async (variable) => {
    const fresh = random();
    const cases: [string, Partial<ConfigProblem>[]][] = [
      [`k1:${random(31)}`, [{ entry: 1, problem: "too_short" }]],
      [`k1:${encodeBase64(new Uint8Array(32))}`, [{ entry: 1, problem: "not_random" }]],
      [`k1:${encodeBase64(new Uint8Array(32).fill(7))}`, [{ entry: 1, problem: "not_random" }]],
      [`k1:${repeated("changeme")}`, [{ entry: 1, problem: "placeholder" }]],
      [`k1:${repeated("example-")}`, [{ entry: 1, problem: "placeholder" }]],
      [`k1:${repeated("secret")}`, [{ entry: 1, problem: "placeholder" }]],
      ["k1:changemechangemechangemechangemechangemechangeme", [{ entry: 1, problem: "placeholder" }]],
      ["changeme", [{ entry: 1, problem: "malformed" }]],
      [fresh, [{ entry: 1, problem: "malformed" }]],
      [`k1:${fresh.slice(0, -1)}`, [{ entry: 1, problem: "malformed" }]],
      [`k 1:${fresh}`, [{ entry: 1, problem: "malformed" }]],
      [`k1:${fresh},`, [{ entry: 2, problem: "malformed" }]],
      [`k1:${fresh},k1:${random()}`, [{ entry: 2, problem: "duplicate" }]],
      [
        `k1:${fresh},k2:${random(8)},nope`,
        [
          { entry: 2, problem: "too_short" },
          { entry: 3, problem: "malformed" },
        ],
      ],
    ];
    for (const [value, expected] of cases) {
      expect(await problems({ [variable]: value })).toEqual(expected.map((problem) => ({ variable, ...problem })));
    }
  });

  it("in VAULT_KEYS, when it is no AES-256 key", async () => {
    expect(await problems({ VAULT_KEYS: `k1:${random(33)}` })).toEqual([
      { variable: "VAULT_KEYS", entry: 1, problem: "wrong_length" },
    ]);
  });

  it.each([
    ["k1:AAAA", "malformed"],
    ["AAAA", "too_short"],
    [encodeBase64(new Uint8Array(32)), "not_random"],
    [repeated("changeme"), "placeholder"],
  ])("in FINGERPRINT_KEY: %s", async (value, problem) => {
    expect(await problems({ FINGERPRINT_KEY: value })).toEqual([{ variable: "FINGERPRINT_KEY", problem }]);
  });

  it.each([
    ["PARTNER_KEYS", partner],
    ["INTERNAL_KEYS", internal],
  ])("in %s", async (variable, entry) => {
    const hash = "ab".repeat(32);
    const cases: [unknown, Partial<ConfigProblem>][] = [
      ["nope", { problem: "malformed" }],
      [{}, { problem: "malformed" }],
      [[5], { entry: 1, problem: "malformed" }],
      [[{ ...entry, key: "short" }], { entry: 1, problem: "too_short" }],
      [[{ ...entry, key: "changeme".repeat(4) }], { entry: 1, problem: "placeholder" }],
      [[{ ...entry, key: "a".repeat(40) }], { entry: 1, problem: "not_random" }],
      [[{ ...entry, key: `${partnerKey} x` }], { entry: 1, problem: "malformed" }],
      [[{ ...entry, key: undefined }], { entry: 1, problem: "malformed" }],
      [[{ ...entry, key_sha256: hash }], { entry: 1, problem: "malformed" }],
      [[{ ...entry, key: undefined, key_sha256: hash.slice(1) }], { entry: 1, problem: "malformed" }],
      [[{ ...entry, tenants: [] }], { entry: 1, problem: "malformed" }],
      [[{ ...entry, tenants: "t1" }], { entry: 1, problem: "malformed" }],
      [[{ ...entry, name: "" }], { entry: 1, problem: "malformed" }],
      [[{ ...entry, admin: true }], { entry: 1, problem: "malformed" }],
      [[{ ...entry, scopes: ["everything"] }], { entry: 1, problem: "malformed" }],
      [[{ ...entry, origins: ["https://app.example/path"] }], { entry: 1, problem: "malformed" }],
      [[{ ...entry, origins: ["*"] }], { entry: 1, problem: "malformed" }],
      [[entry, { ...entry, name: "other" }], { entry: 2, problem: "duplicate" }],
      [[entry, { ...entry, key: `pk_${systemRandom.token()}` }], { entry: 2, problem: "duplicate_name" }],
    ];
    for (const [value, expected] of cases) {
      const text = value === "nope" ? "nope" : JSON.stringify(value);
      expect(await problems({ [variable]: text })).toEqual([{ variable, ...expected }]);
    }
  });

  it("in an OAuth client: half a pair, white space, and in production a placeholder", async () => {
    const change = { OAUTH_HUBSPOT_CLIENT_SECRET: undefined, OAUTH_NOTION_CLIENT_SECRET: "secret_9f8e7d6c5b4a" };
    expect(await problems(change)).toEqual([
      { variable: "OAUTH_HUBSPOT_CLIENT_SECRET", problem: "half_a_pair" },
      { variable: "OAUTH_NOTION_CLIENT_ID", problem: "half_a_pair" },
    ]);
    expect(await problems({ OAUTH_ZOHO_CLIENT_SECRET_EU: "0918273645546372819f" })).toEqual([
      { variable: "OAUTH_ZOHO_CLIENT_ID", problem: "half_a_pair" },
      { variable: "OAUTH_ZOHO_CLIENT_SECRET", problem: "half_a_pair" },
    ]);
    expect(await problems({ OAUTH_HUBSPOT_CLIENT_SECRET: "two words" })).toEqual([
      { variable: "OAUTH_HUBSPOT_CLIENT_SECRET", problem: "malformed" },
    ]);
    const placeholder = { OAUTH_HUBSPOT_CLIENT_SECRET: "your-client-secret" };
    expect(await problems(placeholder)).toEqual([{ variable: "OAUTH_HUBSPOT_CLIENT_SECRET", problem: "placeholder" }]);
    expect(await problems(placeholder, local)).toEqual([]);
  });
});

describe("an environment", () => {
  it.each(["prod", "Production", "PRODUCTION", "live", "none"])(
    "outside the list is no environment, and no way round the rules: %s",
    async (name) => {
      expect(await problems({ ENVIRONMENT: name, ORIGIN_MAP: "{}" })).toEqual([
        { variable: "ENVIRONMENT", problem: "malformed" },
        { variable: "ORIGIN_MAP", problem: "refused_in_production" },
      ]);
    },
  );

  it.each(["{}", local.ORIGIN_MAP, "nonsense"])("of production has no origin map: %s", async (map) => {
    expect(await problems({ ORIGIN_MAP: map })).toEqual([{ variable: "ORIGIN_MAP", problem: "refused_in_production" }]);
  });

  it.each([
    "https://localhost",
    "https://127.0.0.1",
    "https://[::1]",
    "https://api.localhost",
    "https://0x7f.1",
    "https://localhost.:8787",
  ])("of production is not this machine: %s", async (url) => {
    const refused = ["PUBLIC_URL", "LIBSQL_URL", "SIDECAR_URL"].map((variable) => ({
      variable,
      problem: "refused_in_production",
    }));
    expect(await problems({ PUBLIC_URL: url, LIBSQL_URL: url, SIDECAR_URL: url })).toEqual(refused);
    expect(await problems({ LIBSQL_URL: url.replace("https", "libsql") })).toEqual([refused[1]]);
  });

  it("of production has TLS everywhere", async () => {
    const url = "http://api.example.com";
    const required = ["PUBLIC_URL", "LIBSQL_URL", "SIDECAR_URL"].map((variable) => ({
      variable,
      problem: "https_required",
    }));
    expect(await problems({ PUBLIC_URL: url, LIBSQL_URL: url, SIDECAR_URL: url })).toEqual(required);
  });

  it.each(["staging", "development", "test"])("of another kind may have all of it: %s", async (name) => {
    expect(await problems({ ENVIRONMENT: name }, local)).toEqual([]);
  });
});

describe("an address", () => {
  it.each([
    "nope",
    "ftp://api.example.com",
    "https://api.example.com/v1",
    "https://api.example.com?x=1",
    "https://api.example.com/#x",
    "https://u:p@api.example.com",
    "//api.example.com",
  ])("is an origin and nothing more: %s", async (url) => {
    expect(await problems({ PUBLIC_URL: url })).toEqual([{ variable: "PUBLIC_URL", problem: "malformed" }]);
    expect(await problems({ SIDECAR_URL: url })).toEqual([{ variable: "SIDECAR_URL", problem: "malformed" }]);
  });

  it.each([
    "file:local.db",
    ":memory:",
    "wss://db.example.com",
    "libsql://db.example.com?tls=0",
    "libsql://u:p@db.example.com",
    "libsql://",
  ])("of the database is one that the Worker can reach: %s", async (url) => {
    expect(await problems({ LIBSQL_URL: url })).toEqual([{ variable: "LIBSQL_URL", problem: "malformed" }]);
  });

  it.each(["localhost", "https://in.example.com", "in.example.com/x", "a@b.example", "-a.example.com", "a..example"])(
    "for mail is a domain: %s",
    async (domain) => {
      expect(await problems({ INBOUND_MAIL_DOMAIN: domain })).toEqual([
        { variable: "INBOUND_MAIL_DOMAIN", problem: "malformed" },
      ]);
    },
  );

  it("in the origin map is named when it is wrong", async () => {
    const map = JSON.stringify({ "http://api.example.com": "http://127.0.0.1:1", "https://b.example.com": "nope" });
    expect(await problems({ ORIGIN_MAP: map }, local)).toEqual([
      { variable: "ORIGIN_MAP", entry: "http://api.example.com", problem: "not_an_https_origin" },
      { variable: "ORIGIN_MAP", entry: "https://b.example.com", problem: "replacement_is_not_an_http_url" },
    ]);
  });
});

it("no problem repeats a value", async () => {
  const canary = "c4n4ry1a2b3c";
  const names = Object.keys({ ...good, ORIGIN_MAP: "" });
  const texts = (value: string) => Object.fromEntries(names.map((name) => [name, value]));
  const json = JSON.stringify([{ key: canary, name: canary, [canary]: canary }]);
  const all = [
    ...(await problems(texts(`${canary} ${canary}`), {})),
    ...(await problems(texts(`${canary}:${canary}`), {})),
    ...(await problems(texts(json), {})),
    ...(await problems({ ORIGIN_MAP: json }, local)),
  ];
  expect(all.length).toBeGreaterThan(30);
  expect(all.map((problem) => JSON.stringify(problem) + describeConfigProblem(problem)).join("\n")).not.toContain(
    canary,
  );
  expect(describeConfigProblem({ variable: "VAULT_KEYS", entry: 2, problem: "too_short" })).toBe(
    "VAULT_KEYS, entry 2: too short",
  );
});
