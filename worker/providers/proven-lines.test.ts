import { expect, test } from "vitest";
import type { FieldValue } from "../../schema/wire/index.ts";
import type { OutboundRequest } from "../platform/ports.ts";
import { type CannedAnswer, probeProvider } from "../testing/probing.ts";
import airtable from "./airtable.ts";
import customApi from "./custom-api.ts";
import type { Provider } from "./define.ts";
import monday from "./monday.ts";
import opentable from "./opentable.ts";
import salesforce from "./salesforce.ts";
import stripe from "./stripe.ts";
import woocommerce from "./woocommerce.ts";

type Answers = CannedAnswer | ((request: OutboundRequest) => CannedAnswer);

/** Lines after network and tls: « rights with login » has no call of its own. */
async function linesOf(
  provider: Provider,
  method: string,
  typed: Readonly<Record<string, FieldValue>>,
  answer: Answers,
  known: Readonly<Record<string, FieldValue>> = {},
): Promise<readonly string[]> {
  const { trial } = await probeProvider(provider, method, typed, answer, known);
  expect(trial.failure).toBeUndefined();
  return trial.steps.slice(2).map((step) => (step.with ? `${step.name} with ${step.with}` : step.name));
}

test("one answer proves several lines, and says whose call it was", async () => {
  const board = { data: { me: { account: { id: "7", name: "Maison" } }, boards: [{ name: "Réservations" }] } };
  const lines = await linesOf(
    monday,
    "credentials",
    { api_token: "a".repeat(40), board_id: "123456" },
    { json: board },
  );
  expect(lines).toEqual(["login", "rights with login", "sample with login"]);
});

test("an answer that lacks what was named was given to somebody who is known all the same", async () => {
  const json = { data: { me: { account: { id: "7", name: "Maison" } }, boards: [] } };
  const { trial } = await probeProvider(
    monday,
    "credentials",
    { api_token: "a".repeat(40), board_id: "123456" },
    { json },
  );
  expect(trial.steps.map(({ name, ok }) => [name, ok]).slice(2)).toEqual([
    ["login", true],
    ["sample", false],
  ]);
});

test("an answer that is only tolerated proves nothing", async () => {
  const contract = { api_key: "client:secret", restaurant_id: "123456" };
  const token = { json: { access_token: "v2-abc", expires_in: 3600 } };
  const api = (answer: CannedAnswer) => (request: OutboundRequest) => (request.url.includes("oauth") ? token : answer);
  expect(await linesOf(opentable, "credentials", contract, api({ status: 403, json: {} }))).toEqual(["login"]);
  const listed = { json: { total_items: 1, items: [{ rid: 123_456, name: "Le Phare" }] } };
  expect(await linesOf(opentable, "credentials", contract, api(listed))).toEqual(["login", "rights"]);
});

test("a name that could not be read is no reading", async () => {
  const known = { instance_url: "https://maison.my.salesforce.com", access_token: "00D" };
  const answers = (query: CannedAnswer) => (request: OutboundRequest) =>
    request.url.includes("userinfo") ? { json: { organization_id: "00D1", email: "c@maison.fr" } } : query;
  const refused = answers({ status: 400, json: [{ errorCode: "INVALID_TYPE" }] });
  expect(await linesOf(salesforce, "oauth2", {}, refused, known)).toEqual(["login"]);
  const named = answers({ json: { records: [{ Name: "Maison", IsSandbox: false }] } });
  expect(await linesOf(salesforce, "oauth2", {}, named, known)).toEqual(["login", "sample"]);
});

test("a public page is no reading: the orders are", async () => {
  const keys = {
    site_url: "https://boutique.example",
    consumer_key: `ck_${"a".repeat(40)}`,
    consumer_secret: `cs_${"b".repeat(40)}`,
  };
  const lines = await linesOf(woocommerce, "credentials", keys, ({ url }) => ({
    json: url.includes("orders") ? [] : { name: "Boutique" },
  }));
  expect(lines).toEqual(["login", "rights with login", "sample with login"]);
});

test("a row that was read proves the right to read it, where the right has no answer of its own", async () => {
  const typed = {
    token: `pat${"A".repeat(14)}.${"b".repeat(64)}`,
    base_id: `app${"C".repeat(14)}`,
    table_id: "Clients",
  };
  const answers =
    (schema: CannedAnswer) =>
    ({ url }: OutboundRequest) => {
      if (url.endsWith("/whoami")) return { json: { id: "usr1" } };
      return url.endsWith("/tables") ? schema : { json: { records: [] } };
    };
  const hidden = answers({ status: 403, json: {} });
  expect(await linesOf(airtable, "credentials", typed, hidden)).toEqual(["login", "rights with sample", "sample"]);
  const shown = answers({ json: { tables: [{ id: "tbl1", name: "Clients" }] } });
  expect(await linesOf(airtable, "credentials", typed, shown)).toEqual(["login", "rights", "sample"]);
});

test("a key without restrictions has every right, a restricted one shows its own", async () => {
  const typed = (key: string) => ({ secret_key: key, webhook_secret: `whsec_${"a".repeat(32)}` });
  const json = { id: "acct_1", data: [] };
  const full = await linesOf(stripe, "credentials", typed(`sk_test_${"a".repeat(24)}`), { json });
  expect(full).toEqual(["login", "rights with login"]);
  const restricted = await linesOf(stripe, "credentials", typed(`rk_test_${"a".repeat(24)}`), { json });
  expect(restricted).toEqual(["login", "rights", "sample with rights"]);
});

test("an own API proves what the person named to read, and without a path only that it answers", async () => {
  const typed = { base_url: "https://api.maison.example", auth_type: "bearer", secret: "Zk8-qQ2x9" };
  const named = await linesOf(customApi, "credentials", { ...typed, test_path: "/reservations" }, { json: {} });
  expect(named).toEqual(["login", "rights with login", "sample with login"]);
  expect(await linesOf(customApi, "credentials", typed, { json: {} })).toEqual(["login"]);
});
