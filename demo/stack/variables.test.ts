import { parseEnv } from "node:util";
import { expect, test } from "vitest";
import { StartError } from "./ports.ts";
import { addressesOf, addSimulators, composeVariables, toEnvFile } from "./variables.ts";

const addresses = addressesOf({
  api: 1001,
  dashboard: 1002,
  partner: 1003,
  sidecar: 1004,
  simulators: 1005,
  libsql: 1006,
});
const secrets = {
  libsql_token: "libsql-token",
  vault_key: "vault-key",
  session_key: "session-key",
  fingerprint_key: "fingerprint-key",
  sidecar_key: "sidecar-key",
  internal_key: "internal-key",
  dashboard_partner_key: "dashboard-partner-key",
  partner_site_partner_key: "partner-site-partner-key",
};

test("without anything set, every variable of the Worker is ours", () => {
  expect(composeVariables({}, addresses, secrets)).toMatchObject({
    ENVIRONMENT: "development",
    PUBLIC_URL: "http://localhost:1001",
    LIBSQL_URL: "http://127.0.0.1:1006",
    LIBSQL_AUTH_TOKEN: "libsql-token",
    VAULT_KEYS: "local:vault-key",
    SESSION_KEYS: "local:session-key",
    FINGERPRINT_KEY: "fingerprint-key",
    SIDECAR_URL: "http://127.0.0.1:1004",
    SIDECAR_KEYS: "local:sidecar-key",
  });
});

test.each([
  "ENVIRONMENT",
  "PUBLIC_URL",
  "LIBSQL_AUTH_TOKEN",
  "VAULT_KEYS",
  "SESSION_KEYS",
  "FINGERPRINT_KEY",
  "INTERNAL_KEYS",
  "SIDECAR_URL",
  "SIDECAR_KEYS",
  "INBOUND_MAIL_DOMAIN",
  "ORIGIN_MAP",
  "OAUTH_HUBSPOT_CLIENT_ID",
  "OAUTH_ZOHO_CLIENT_SECRET_EU",
])("%s of the environment stays as it is", (name) => {
  const composed = composeVariables({ [name]: "theirs" }, addresses, secrets);
  const complete = addSimulators(composed, { originMap: { ours: "ours" }, variables: { [name]: "ours" } });
  expect(complete[name]).toBe("theirs");
});

test("an empty variable counts as none", () => {
  expect(composeVariables({ VAULT_KEYS: "" }, addresses, secrets)["VAULT_KEYS"]).toBe("local:vault-key");
});

test("a database of somebody else's does not get our token", () => {
  expect(composeVariables({ LIBSQL_URL: "https://db.example" }, addresses, secrets)).not.toHaveProperty(
    "LIBSQL_AUTH_TOKEN",
  );
});

test("other variables of the environment do not reach the Worker", () => {
  const composed = composeVariables({ HOME: "/root", AWS_SECRET_ACCESS_KEY: "x" }, addresses, secrets);
  expect(Object.keys(composed)).not.toEqual(expect.arrayContaining(["HOME"]));
  expect(JSON.stringify(composed)).not.toContain("AWS_SECRET");
});

test("each demo host may mint sessions for its own origin and tenant only, beside the keys of the environment", () => {
  const theirs = { key: "k".repeat(40), name: "rig", origins: ["https://rig.example"], tenants: "*" };
  const composed = composeVariables({ PARTNER_KEYS: JSON.stringify([theirs]) }, addresses, secrets);
  expect(JSON.parse(composed["PARTNER_KEYS"] ?? "")).toEqual([
    theirs,
    expect.objectContaining({ origins: ["http://localhost:1002"], tenants: ["maison-lumiere"] }),
    expect.objectContaining({ origins: ["http://localhost:1003"], tenants: ["auberge-du-port"] }),
  ]);
});

test.each(["{}", "not json", "7"])("PARTNER_KEYS=%s stops the start and is named", (text) => {
  expect(() => composeVariables({ PARTNER_KEYS: text }, addresses, secrets)).toThrow(StartError);
  expect(() => composeVariables({ PARTNER_KEYS: text }, addresses, secrets)).toThrow("PARTNER_KEYS");
});

test("the simulators' map and clients are added", () => {
  const complete = addSimulators(
    { ENVIRONMENT: "test" },
    { originMap: { "https://a.example": "http://b" }, variables: { OAUTH_A_CLIENT_ID: "a" } },
  );
  expect(complete).toEqual({
    ENVIRONMENT: "test",
    ORIGIN_MAP: '{"https://a.example":"http://b"}',
    OAUTH_A_CLIENT_ID: "a",
  });
});

test.each([
  ["plain"],
  ['[{"key":"a b","name":"Élodie"}]'],
  ["it's"],
  ["it's `quoted`"],
  ["# no comment"],
  ["a=b=c=="],
  [" spaces "],
  ["back\\slash"],
])("the env file gives back %j", (value) => {
  expect(parseEnv(toEnvFile({ VALUE: value, NEXT: "1" }))).toEqual({ VALUE: value, NEXT: "1" });
});

test("a dollar is kept from the expansion that follows", () => {
  expect(toEnvFile({ VALUE: "pa$word $OTHER" })).toBe("VALUE='pa\\$word \\$OTHER'\n");
});

test.each(["two\nlines", "'`\"", "'`\\"])("%j cannot be written and is refused by name", (value) => {
  expect(() => toEnvFile({ MY_VALUE: value })).toThrow("MY_VALUE cannot be written");
});
