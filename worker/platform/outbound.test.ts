import { beforeEach, describe, expect, inject, it } from "vitest";
import { oddSpellings, specialIpv4, specialIpv6, specialNames } from "../../network/testing/special-hosts.ts";
import type { EgressAnswer, EgressRequest } from "../../schema/wire/sidecar.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { systemClock } from "./clock.ts";
import { createLog } from "./log.ts";
import { parseOriginMap } from "./origin-map.ts";
import { createOutbound } from "./outbound.ts";
import type { Outbound, OutboundRequest } from "./ports.ts";
import type { SidecarUnavailable } from "./sidecar-client.ts";

const servers = inject("hostileServers");
const shortDeadlineMs = 300;

let lines: string[];
let fetched: number;
let asked: EgressRequest[];
let answerOfSidecar: Result<EgressAnswer, SidecarUnavailable>;
let outbound: Outbound;

beforeEach(() => {
  lines = [];
  fetched = 0;
  asked = [];
  answerOfSidecar = ok({
    ok: true,
    status: 200,
    headers: { "Content-Type": "application/json" },
    body_base64: btoa("{}"),
  });
  const map = Object.entries(servers).map(([name, origin]) => [`https://${name}.provider.example`, origin]);
  const originMap = parseOriginMap(JSON.stringify(Object.fromEntries(map)));
  if (!originMap.ok) throw new Error("no map");
  outbound = createOutbound({
    originMap: originMap.value,
    sidecarExit: {
      fetch: async (request) => {
        asked.push(request);
        return answerOfSidecar;
      },
    },
    fetch: (input, init) => {
      fetched += 1;
      return fetch(input, init);
    },
    log: createLog((line) => lines.push(line)),
    clock: systemClock,
  });
});

const get = (url: string, more: Partial<OutboundRequest> = {}) => outbound.send({ url, method: "GET", ...more });
const failed = (reason: string, step = "network") => ({ ok: false, failure: { reason, step } });
const hits = async (path: string) => (await fetch(`${servers.hits}?path=${encodeURIComponent(path)}`)).json();

describe("a request that is answered", () => {
  it("arrives as it was given and comes back as plain data", async () => {
    const sent = await outbound.send({
      url: "https://echo.provider.example/v1/things?q=%C3%A9",
      method: "POST",
      headers: { authorization: "Bearer t", "content-type": "application/json" },
      body: '{"name":"é"}',
    });
    expect(sent).toMatchObject({
      ok: true,
      value: {
        status: 200,
        headers: { "content-type": "application/json", "x-seen": "yes" },
        json: {
          method: "POST",
          path: "/v1/things?q=%C3%A9",
          headers: { authorization: "Bearer t", "content-type": "application/json" },
          body: '{"name":"é"}',
        },
      },
    });
  });

  it.each([401, 404, 429, 500, 503])("is no failure of the exit, whatever the status: %i", async (status) => {
    const sent = await get(`https://echo.provider.example/status/${status}`);
    expect(sent).toMatchObject({ ok: true, value: { status, headers: { "retry-after": "7" } } });
  });

  it("may have no body", async () => {
    const sent = await outbound.send({ url: "https://echo.provider.example/x", method: "HEAD" });
    expect(sent).toMatchObject({ ok: true, value: { status: 200, text: "", json: undefined } });
  });

  it("may fill the size limit to the last byte, and not go beyond", async () => {
    const length = async () => {
      const whole = await get("https://echo.provider.example/size");
      return whole.ok ? new TextEncoder().encode(whole.value.text).length : 0;
    };
    const bytes = await length();
    expect(await get("https://echo.provider.example/size", { maxBytes: bytes })).toMatchObject({ ok: true });
    expect(await get("https://echo.provider.example/size", { maxBytes: bytes - 1 })).toEqual(
      failed("answer_too_large"),
    );
  });
});

describe("a server that misbehaves", () => {
  it("by redirecting is not followed", async () => {
    expect(await get("https://redirect.provider.example/x", { headers: { authorization: "Bearer t" } })).toEqual(
      failed("redirect_refused"),
    );
    expect(await hits("/redirected")).toBe(0);
  });

  it.each([
    ["never answering", "silent"],
    ["dripping its body", "drip"],
  ])("by %s is left at the deadline", async (_name, server) => {
    const startedAt = Date.now();
    expect(await get(`https://${server}.provider.example/`, { deadlineMs: shortDeadlineMs })).toEqual(
      failed("server_silent"),
    );
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(shortDeadlineMs - 20);
    expect(Date.now() - startedAt).toBeLessThan(5_000);
  });

  it.each([
    ["a body without end", "endless"],
    ["a small body that unpacks to a large one", "bomb"],
  ])("by sending %s is cut at the size limit", async (_name, server) => {
    expect(await get(`https://${server}.provider.example/`)).toEqual(failed("answer_too_large"));
  });

  it.each([
    ["refusing the connection", "closed"],
    ["resetting it", "reset"],
    ["speaking another protocol", "garbage"],
    ["sending less than it promised", "truncated"],
    ["showing a certificate that nobody trusts", "tls"],
  ])("by %s gives no answer", async (_name, server) => {
    expect(await get(`https://${server}.provider.example/`)).toEqual(failed("connection_lost"));
  });
});

describe("an address that must not be reached", () => {
  const port = new URL(servers.echo).port;

  it.each([
    `https://127.0.0.1:${port}/trap`,
    `https://localhost:${port}/trap`,
    `https://api.localhost:${port}/trap`,
    `https://[::1]:${port}/trap`,
    `https://2130706433:${port}/trap`,
    `https://0x7f.1:${port}/trap`,
    "https://169.254.169.254/trap",
    "https://metadata.google.internal/trap",
    "https://intranet/trap",
    "https://printer.local/trap",
    "https://example.com./trap",
    `http://127.0.0.1:${port}/trap`,
    "http://api.provider.example/trap",
    "https://user:password@api.provider.example/trap",
    "ftp://api.provider.example/trap",
    "//api.provider.example/trap",
    "",
  ])("is refused before anything is sent: %s", async (url) => {
    expect(await get(url)).toEqual(failed("address_refused"));
    expect(await hits("/trap")).toBe(0);
  });

  it.each([
    ...specialIpv4.flatMap(({ addresses }) => addresses),
    ...specialIpv6.flatMap(({ addresses }) => addresses.map((address) => `[${address}]`)),
    ...specialNames.map(([name]) => name),
    ...oddSpellings.map(([typed]) => (/^[\da-f]*:/i.test(typed) ? `[${typed}]` : typed)),
    // The Worker cannot pin the address of a fetch, so it goes to no address at all.
    ...["8.8.8.8", "[2606:4700::1111]"],
  ])("is refused without a fetch: %s", async (host) => {
    expect(await get(`https://${host}/`)).toEqual(failed("address_refused"));
    expect(fetched).toBe(0);
  });

  it("is refused for customers' hosts too when it is not https, without asking the sidecar", async () => {
    expect(await get("http://shop.example.com/", { via: "egress" })).toEqual(failed("address_refused"));
    expect(asked).toEqual([]);
  });
});

describe("a host that a customer typed", () => {
  const url = "https://shop.example.com/wp-json?x=1";

  it("is reached through the sidecar, within its limits", async () => {
    const body = '{"é":1}';
    expect(await outbound.send({ url, method: "PUT", headers: { a: "b" }, body, via: "egress" })).toEqual(
      ok({ status: 200, headers: { "content-type": "application/json" }, text: "{}", json: {} }),
    );
    const expected = { url, method: "PUT", headers: { a: "b" }, timeout_ms: 10_000, max_bytes: 1_048_576 };
    expect(asked).toEqual([{ ...expected, body_base64: "eyLDqSI6MX0=" }]);
    await get(url, { via: "egress", deadlineMs: 60_000, maxBytes: 9_999_999 });
    await get(url, { via: "egress", deadlineMs: 2_000, maxBytes: 65_536 });
    expect(asked.slice(1)).toMatchObject([
      { timeout_ms: 10_000, max_bytes: 1_048_576 },
      { timeout_ms: 2_000, max_bytes: 65_536 },
    ]);
  });

  it("is reached directly where the origin map names it", async () => {
    expect(await get("https://echo.provider.example/typed", { via: "egress" })).toMatchObject({ ok: true });
    expect(asked).toEqual([]);
  });

  it.each([
    ["host_unknown", "network"],
    ["address_refused", "network"],
    ["tls_wrong_host", "tls"],
    ["tls_certificate_expired", "tls"],
  ] as const)("fails with the sidecar's own finding: %s", async (code, step) => {
    answerOfSidecar = ok({ ok: false, code });
    expect(await get(url, { via: "egress" })).toEqual(failed(code, step));
  });

  it("fails as unavailable when the sidecar gives a cause that no request has", async () => {
    answerOfSidecar = ok({ ok: false, code: "bad_credentials" });
    expect(await get(url, { via: "egress" })).toEqual(failed("sidecar_unavailable"));
  });

  it("fails as unavailable when the sidecar does not answer or its body is not Base64", async () => {
    answerOfSidecar = err({ reason: "sidecar_unavailable" });
    expect(await get(url, { via: "egress" })).toEqual(failed("sidecar_unavailable"));
    answerOfSidecar = ok({ ok: true, status: 200, headers: {}, body_base64: "***" });
    expect(await get(url, { via: "egress" })).toEqual(failed("sidecar_unavailable"));
  });

  it("is not followed to where it redirects", async () => {
    answerOfSidecar = ok({
      ok: true,
      status: 302,
      headers: { location: "https://elsewhere.example.com/" },
      body_base64: "",
    });
    expect(await get(url, { via: "egress" })).toEqual(failed("redirect_refused"));
  });
});

describe("the log", () => {
  it("has the host, the status and the time of every request, and nothing of what was said", async () => {
    const canary = "c4n4ry-9f8e7d6c";
    const headers = { authorization: `Bearer ${canary}`, "x-key": canary };
    await outbound.send({
      url: `https://echo.provider.example/${canary}?key=${canary}#${canary}`,
      method: "POST",
      headers,
      body: canary,
    });
    await get(`https://closed.provider.example/${canary}`, { headers });
    await get(`https://shop.example.com/${canary}?consumer_secret=${canary}`, { headers, via: "egress" });
    await get(`https://user:${canary}@api.provider.example/`);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: "info",
        event: "outbound",
        method: "POST",
        status: 200,
        ms: expect.any(Number),
        host: "echo.provider.example",
      },
      {
        level: "warn",
        event: "outbound",
        method: "GET",
        ms: expect.any(Number),
        host: "closed.provider.example",
        code: "connection_lost",
      },
      {
        level: "info",
        event: "outbound",
        method: "GET",
        status: 200,
        ms: expect.any(Number),
        host: "shop.example.com",
      },
    ]);
    expect(lines.join()).not.toContain(canary);
  });
});

it("a header that HTTP does not allow is a bug of ours, told as such", async () => {
  await expect(get("https://echo.provider.example/", { headers: { "x-key": "a\nb" } })).rejects.toThrow(TypeError);
});
