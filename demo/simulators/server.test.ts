import { Hono } from "hono";
import { expect, test } from "vitest";
import { defineSimulator, type FaultKind, faultKinds } from "./define.ts";
import type { FaultOrder } from "./faults.ts";
import { loadSimulators } from "./index.ts";
import { simulatorClient } from "./oauth-client.ts";
import { createSimulators, originMap, serveSimulators, workerVariables } from "./server.ts";
import { serveForTests } from "./testing/served.ts";

/** Echoes what an app sees, and counts what it did. */
let booked = 0;
const echo = new Hono();
echo.get("/where", (c) => c.json({ url: c.req.url, host: c.req.header("x-simulated-host") }));
echo.post("/bookings", async (c) => {
  booked += 1;
  return c.json({ received: await c.req.text() }, 201);
});
const shop = new Hono();
shop.get("/admin", (c) => c.json({ url: c.req.url, host: c.req.header("x-simulated-host") }));

const simulator = defineSimulator({
  id: "echo",
  origins: { "https://api.echo.example": "echo-api", "https://*.shops.example": "echo-shops/*" },
  mounts: { "echo-api": echo, "echo-shops/*": shop },
  samples: { credentials: { api_key: "one-two-three" } },
  fault: (kind) => (kind === "error_in_200" ? Response.json({ success: false, message: "own words" }) : undefined),
  reset: () => {
    booked = 0;
  },
});

const running = serveForTests([simulator]);

async function order(fault: Omit<FaultOrder, "provider">): Promise<void> {
  const ordered = await fetch(`${running.url}/faults`, {
    method: "POST",
    body: JSON.stringify({ provider: "echo", ...fault }),
  });
  expect(ordered.status).toBe(201);
}

const call = (path = "/echo-api/where", init: RequestInit = {}) =>
  fetch(running.url + path, { redirect: "manual", ...init });

test("an app sees the provider's own URL, query included", async () => {
  expect(await (await call("/echo-api/where?a=1%2F2")).json()).toEqual({
    url: "https://api.echo.example/where?a=1%2F2",
    host: "api.echo.example",
  });
});

test("a pattern's host label is the next segment of the path", async () => {
  expect(await (await call("/echo-shops/maison-lumiere/admin")).json()).toEqual({
    url: "https://maison-lumiere.shops.example/admin",
    host: "maison-lumiere.shops.example",
  });
});

test("a star may stand for several labels", async () => {
  expect(await (await call("/echo-shops/org--test.sandbox/admin")).json()).toMatchObject({
    host: "org--test.sandbox.shops.example",
  });
});

test.each([
  "/echo-shops//admin",
  "/echo-shops/.a/admin",
  "/echo-shops/a:80/admin",
  "/echo-shops/a%2Fb/admin",
  "/unknown/where",
])("%s is nobody's origin", async (path) => {
  expect((await call(path)).status).toBe(404);
});

test("the origin map leads from every real origin to its mount", () => {
  expect(originMap([simulator], "http://127.0.0.1:1")).toEqual({
    "https://api.echo.example": "http://127.0.0.1:1/echo-api",
    "https://*.shops.example": "http://127.0.0.1:1/echo-shops/*",
  });
});

test("the origin map and the samples are served", async () => {
  expect(await (await call("/origin-map.json")).json()).toEqual(originMap([simulator], running.url));
  expect(await (await call("/samples.json")).json()).toEqual({ echo: { credentials: { api_key: "one-two-three" } } });
});

test("the Worker's variables are the OAuth client of each OAuth simulator, and what a simulator asks for", async () => {
  expect(await (await call("/variables.json")).json()).toEqual({});
  const zoho = { ...simulator, id: "zoho", samples: { oauth2: {} }, variables: { OAUTH_ZOHO_CLIENT_SECRET_EU: "x" } };
  expect(workerVariables([zoho])).toEqual({
    OAUTH_ZOHO_CLIENT_ID: simulatorClient("zoho").id,
    OAUTH_ZOHO_CLIENT_SECRET: simulatorClient("zoho").secret,
    OAUTH_ZOHO_CLIENT_SECRET_EU: "x",
  });
});

test("an origin without an app is refused at the start", () => {
  expect(() => createSimulators({ simulators: [{ ...simulator, mounts: {} }] })).toThrow(
    "simulator echo: origin https://api.echo.example has no app named echo-api",
  );
});

test("two simulators cannot share a mount", () => {
  expect(() => createSimulators({ simulators: [simulator, { ...simulator, id: "other" }] })).toThrow(
    "mount echo-api is named by echo and other",
  );
});

test("requests are counted by method and path, without query and without what may be a token", async () => {
  const token = "a".repeat(40);
  await call("/echo-api/where?api_key=secret");
  await call("/echo-api/where");
  await call(`/echo-api/tokens/${token}`, { method: "DELETE" });
  const counted = await (await call("/requests")).text();
  expect(JSON.parse(counted)).toEqual({
    echo: [
      { method: "GET", path: "/where", count: 2 },
      { method: "DELETE", path: "/tokens/…", count: 1 },
    ],
  });
  expect(counted).not.toContain("secret");
});

test.each<[FaultKind, number]>([
  ["unauthorized", 401],
  ["forbidden", 403],
  ["rate_limited", 429],
  ["server_error", 500],
  ["rotated_token", 400],
])("%s answers %i with JSON", async (kind, status) => {
  await order({ kind });
  const answer = await call();
  expect(answer.status).toBe(status);
  expect(await answer.json()).toHaveProperty("error");
});

test("rate_limited carries the Retry-After that was ordered", async () => {
  await order({ kind: "rate_limited", retry_after: 7 });
  expect((await call()).headers.get("retry-after")).toBe("7");
});

test("rate_limited carries a Retry-After when none was ordered", async () => {
  await order({ kind: "rate_limited" });
  expect((await call()).headers.get("retry-after")).toBe("30");
});

test("error_in_200 is the provider's own way when it has one", async () => {
  await order({ kind: "error_in_200" });
  const answer = await call();
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ success: false, message: "own words" });
});

test("html answers 200 with a page", async () => {
  await order({ kind: "html" });
  const answer = await call();
  expect(answer.headers.get("content-type")).toContain("text/html");
  expect(await answer.text()).toContain("<h1>");
});

test("redirect leads to another host", async () => {
  await order({ kind: "redirect" });
  const answer = await call();
  expect(answer.status).toBe(302);
  expect(new URL(answer.headers.get("location") ?? "").host).toBe("example.com");
});

test("huge_body is valid JSON of more than 2 MiB, sent without a length", async () => {
  await order({ kind: "huge_body" });
  const answer = await call();
  expect(answer.headers.get("content-length")).toBeNull();
  const text = await answer.text();
  expect(text.length).toBeGreaterThan(2 * 1024 * 1024);
  expect(JSON.parse(text)).toHaveProperty("padding");
});

test("hang sends not even a status line", async () => {
  await order({ kind: "hang" });
  await expect(call(undefined, { signal: AbortSignal.timeout(500) })).rejects.toThrow(/timeout/i);
});

test("drip sends single bytes and never ends", async () => {
  await order({ kind: "drip" });
  const answer = await call();
  const reader = answer.body?.getReader();
  const first = await reader?.read();
  const second = await reader?.read();
  expect([first?.value?.byteLength, second?.value?.byteLength]).toEqual([1, 1]);
  expect(second?.done).toBe(false);
  await reader?.cancel();
});

test("lost_answer does the work and closes without an answer", async () => {
  await order({ kind: "lost_answer", times: 1 });
  await expect(call("/echo-api/bookings", { method: "POST", body: "table 4" })).rejects.toThrow("fetch failed");
  expect(booked).toBe(1);
});

test("other faults do not do the work", async () => {
  for (const kind of faultKinds) {
    if (["lost_answer", "hang", "drip"].includes(kind)) continue;
    await order({ kind, times: 1 });
    await (await call("/echo-api/bookings", { method: "POST", body: "table 4" })).arrayBuffer();
  }
  expect(booked).toBe(0);
});

test("a fault ends after the ordered number of requests", async () => {
  await order({ kind: "server_error", times: 2 });
  const statuses = [(await call()).status, (await call()).status, (await call()).status];
  expect(statuses).toEqual([500, 500, 200]);
});

test("a fault without a number lasts until it is cleared", async () => {
  await order({ kind: "server_error" });
  expect([(await call()).status, (await call()).status, (await call()).status]).toEqual([500, 500, 500]);
  await fetch(`${running.url}/faults`, { method: "DELETE" });
  expect((await call()).status).toBe(200);
});

test("a fault touches only paths with its prefix", async () => {
  await order({ kind: "server_error", path: "/bookings" });
  expect((await call()).status).toBe(200);
  expect((await call("/echo-api/bookings", { method: "POST" })).status).toBe(500);
});

test("faults are used in the order in which they were ordered", async () => {
  await order({ kind: "server_error", times: 1 });
  await order({ kind: "forbidden", times: 1 });
  expect([(await call()).status, (await call()).status, (await call()).status]).toEqual([500, 403, 200]);
});

test.each([
  ["an unknown kind", { provider: "echo", kind: "earthquake" }, 400],
  ["an unknown provider", { provider: "nobody", kind: "hang" }, 404],
  ["an unknown member", { provider: "echo", kind: "hang", for_ever: true }, 400],
  ["no request at all", { provider: "echo", kind: "hang", times: 0 }, 400],
])("an order with %s is refused", async (_what, body, status) => {
  const refused = await fetch(`${running.url}/faults`, { method: "POST", body: JSON.stringify(body) });
  expect(refused.status).toBe(status);
  expect(await (await fetch(`${running.url}/faults`)).json()).toEqual({ faults: [] });
});

test("closing does not wait for a hanging answer", async () => {
  const other = await serveSimulators({ simulators: [simulator], port: 0 });
  await fetch(`${other.url}/faults`, { method: "POST", body: JSON.stringify({ provider: "echo", kind: "hang" }) });
  const hanging = fetch(`${other.url}/echo-api/where`).then(
    () => "answered",
    () => "cut",
  );
  await expect.poll(async () => (await fetch(`${other.url}/requests`)).json()).toHaveProperty("echo");
  await other.close();
  expect(await hanging).toBe("cut");
});

test("a taken port is an error, not a second server", async () => {
  const port = Number(new URL(running.url).port);
  await expect(serveSimulators({ simulators: [simulator], port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test("every simulator of the folder loads, mounts beside the others and offers samples", async () => {
  const all = await loadSimulators();
  createSimulators({ simulators: all });
  expect(all.map((one) => one.id)).toEqual(expect.arrayContaining(["hubspot", "pipedrive"]));
  for (const one of all) expect(Object.keys(one.samples), one.id).not.toEqual([]);
});
