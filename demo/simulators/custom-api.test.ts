/** The receiver's half of docs/custom-api.md, with requests signed by hand. */
import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import customApi, { customApiWays } from "./custom-api.ts";
import { serveForTests } from "./testing/served.ts";

const running = serveForTests([customApi]);

const call = async (path: string, headers: Record<string, string>, init: RequestInit = {}) =>
  (await fetch(`${running.url}/custom-api${path}`, { ...init, headers })).status;

const { basic, bearer, hmac } = customApiWays;

test("each way opens the door with its own key", async () => {
  const encoded = Buffer.from(`${basic.key}:${basic.secret}`, "utf8").toString("base64");
  expect(await call("/v1/ping", { authorization: `Bearer ${bearer.secret}` })).toBe(200);
  expect(await call("/v1/ping", { authorization: `Basic ${encoded}` })).toBe(200);
  expect(
    await call("/v1/ping", { authorization: `Bearer ${basic.secret.normalize("NFKD").replace(/[^ -~]/g, "")}` }),
  ).toBe(401);
  expect(await call("/v1/ping", {})).toBe(401);
});

describe("a signature", () => {
  const seconds = () => Math.floor(Date.now() / 1000);
  function sign(
    method: string,
    path: string,
    body = "",
    more: { secret?: string; timestamp?: number; key?: string } = {},
  ) {
    const timestamp = String(more.timestamp ?? seconds());
    const content = [timestamp, method, path, body].join(".");
    const signature = createHmac("sha256", more.secret ?? hmac.secret)
      .update(content)
      .digest("base64");
    return {
      "speedai-key-id": more.key ?? hmac.key,
      "speedai-timestamp": timestamp,
      "speedai-signature": `v1,${signature}`,
    };
  }

  test("over what is sent is accepted, with a body too", async () => {
    expect(await call("/v1/customers?phone=%2B33612345678", sign("GET", "/v1/customers?phone=%2B33612345678"))).toBe(
      200,
    );
    const body = '{"summary":"Élodie"}';
    expect(await call("/v1/calls", sign("POST", "/v1/calls", body), { method: "POST", body })).toBe(201);
  });

  test.each([
    ["another path", () => sign("GET", "/v1/customers")],
    ["another method", () => sign("POST", "/v1/ping")],
    ["a body that is not there", () => sign("GET", "/v1/ping", "x")],
    ["another secret", () => sign("GET", "/v1/ping", "", { secret: "other" })],
    ["another key id", () => sign("GET", "/v1/ping", "", { key: "other" })],
    ["a time 301 seconds ago", () => sign("GET", "/v1/ping", "", { timestamp: seconds() - 301 })],
    ["a time 310 seconds ahead", () => sign("GET", "/v1/ping", "", { timestamp: seconds() + 310 })],
    ["a time that is none", () => ({ ...sign("GET", "/v1/ping"), "speedai-timestamp": "soon" })],
    ["no version", () => ({ ...sign("GET", "/v1/ping"), "speedai-signature": "abc" })],
  ])("over %s is refused", async (_what, headers) => {
    expect(await call("/v1/ping", headers())).toBe(401);
  });
});

test("a right that the key lacks is a 403, an unknown path a 404, the front page a page", async () => {
  const authorization = `Bearer ${bearer.secret}`;
  expect(await call("/v1/staff", { authorization })).toBe(403);
  expect(await call("/v1/nothing", { authorization })).toBe(404);
  expect((await fetch(`${running.url}/custom-api/login`)).headers.get("content-type")).toContain("text/html");
});
