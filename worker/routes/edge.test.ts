/** What holds at the edge of every route: headers, the form of bodies, and text from outside shown as the text it is. */
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Attempt, Connection } from "../../schema/wire/index.ts";
import { problem } from "../../schema/wire/index.ts";
import { createApp } from "../app.ts";
import { listAt } from "../domain/json.ts";
import { answerPipedrive, pipedriveToken } from "../testing/house.ts";
import {
  type Caller,
  createRig,
  narrowServiceKey,
  pageOrigin,
  partnerKey,
  publicUrl,
  type Rig,
  serviceKey,
} from "../testing/rig.ts";

let rig: Rig;
let caller: Caller;
beforeAll(async () => {
  rig = await createRig();
  answerPipedrive(rig);
});
beforeEach(async () => {
  rig.pass(60);
  caller = await rig.session();
});

describe("every answer", () => {
  const always = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
  };

  const strict = ["default-src", "object-src", "base-uri", "frame-ancestors"].map((name) => `${name} 'none'`);

  async function paths(): Promise<[string, string][]> {
    const document = await (await rig.request("/openapi.json")).json<{ paths: Record<string, object> }>();
    const documented = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method): [string, string] => [method.toUpperCase(), path.replaceAll(/\{\w+\}/g, "x")]),
    );
    const others = [
      "/openapi.json",
      "/docs",
      "/pages/page.css",
      "/pages/start.js",
      "/nothing/here",
      "/api/integrations/hubspot/logo.svg",
    ];
    return [...documented, ...others.map((path): [string, string] => ["GET", path]), ["OPTIONS", "/api/integrations"]];
  }

  it("has the security headers and a request id, whether it is refused, unknown or good", async () => {
    const keys = [undefined, caller.token, serviceKey, partnerKey];
    const asked = (await paths()).flatMap(([method, path]) => keys.map((key) => ({ method, path, key })));
    const answers = await Promise.all(
      asked.map(async ({ method, path, key }) => {
        const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
        return { method, path, response: await rig.request(path, { method, headers }) };
      }),
    );
    for (const { method, path, response } of answers) {
      const where = `${method} ${path} ${response.status}`;
      for (const [name, value] of Object.entries(always)) expect(response.headers.get(name), where).toBe(value);
      const policy = response.headers.get("content-security-policy")?.split("; ");
      expect(policy, where).toEqual(expect.arrayContaining(strict));
      expect(response.headers.get("x-request-id"), where).toMatch(/^req_[a-z2-7]{32}$/);
      expect(response.headers.get("set-cookie"), where).toBeNull();
      expect(response.headers.get("server"), where).toBeNull();
      const isPublic = /^\/(?:pages|docs|openapi|favicon)|logo\.svg$/.test(path);
      if (!isPublic) expect(response.headers.get("cache-control"), where).toBe("no-store");
    }
  });

  it("that refuses is a problem document of a known code and nothing more", async () => {
    for (const [method, path] of await paths()) {
      const response = await rig.request(path, { method, headers: { authorization: "Bearer nobody" } });
      if (response.status < 400 || !response.headers.get("content-type")?.includes("json")) continue;
      expect(response.headers.get("content-type"), path).toBe("application/problem+json");
      const { errors: _fields, ...document } = problem.parse(await response.json());
      expect(Object.keys(document), path).toEqual(["type", "title", "status", "code", "detail", "request_id"]);
    }
  });

  it("of production is given over https alone: plain http is refused everywhere, not redirected", async () => {
    const config = { ...rig.config, environment: "production" } as const;
    const app = createApp({ ...rig.services, config });
    const ask = (url: string, method: string) =>
      app.fetch(new Request(url, { method, headers: { authorization: `Bearer ${caller.token}` } }));
    for (const [method, path] of await paths()) {
      const response = await ask(`${publicUrl.replace("https:", "http:")}${path}`, method);
      expect(response.status, `${method} ${path}`).toBe(403);
      const text = await response.text();
      // Programs read a problem, people a page.
      if (response.headers.get("content-type")?.startsWith("text/html")) expect(text).toContain("en https uniquement");
      else expect(JSON.parse(text), `${method} ${path}`).toMatchObject({ code: "https_required" });
    }
    expect((await ask(`${publicUrl}/api/integrations`, "GET")).status).toBe(200);
  });

  it("leaves a line that tells who asked and why it was refused", async () => {
    const lineOf = async (path: string, key: string) => {
      rig.lines.length = 0;
      await rig.request(path, { method: "POST", headers: { authorization: `Bearer ${key}` } });
      const line = rig.lines.map((text) => JSON.parse(text)).find(({ event }) => event === "request");
      const { request_id: _id, ms: _ms, level: _level, ...facts } = line;
      return facts;
    };
    const viewer = await rig.session({ tenant: "house-7", role: "viewer" });
    const route = "/api/connections/:id/test";
    expect(await lineOf("/api/connections/con_x/test", viewer.token)).toEqual({
      ...{ event: "request", method: "POST", route, status: 403, code: "forbidden_role" },
      ...{ tenant: "house-7", session: viewer.sessionId },
    });
    expect(await lineOf("/api/connections/con_x/test", "nobody")).toEqual({
      ...{ event: "request", method: "POST", route, status: 401, code: "unauthenticated" },
    });
    expect(await lineOf("/internal/vault/rotate", narrowServiceKey)).toMatchObject({
      status: 403,
      code: "forbidden_role",
    });
    expect(await lineOf("/api/sessions", partnerKey)).toMatchObject({ status: 422, caller: "partner:demo" });
    expect(await lineOf("/internal/connections/con_x/proxy/x", serviceKey)).toMatchObject({
      status: 404,
      caller: "service:agent",
    });
  });

  it("to a fault of ours tells a code and a request id, and the log tells no more of it", async () => {
    const fingerprint = () => Promise.reject(new Error("select secret_word"));
    const app = createApp({ ...rig.services, vault: { ...rig.services.vault, fingerprint } });
    const headers = { authorization: `Bearer ${caller.token}`, "cf-connecting-ip": "203.0.113.7" };
    const response = await app.fetch(new Request(`${publicUrl}/api/connections`, { headers }));
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).not.toContain("secret_word");
    expect(JSON.parse(text)).toMatchObject({ code: "internal", request_id: response.headers.get("x-request-id") });
    expect(rig.lines.join()).not.toContain("secret_word");
  });
});

describe("a JSON body", () => {
  const post = (body: BodyInit, type = "application/json") =>
    rig.request("/api/integrations/pipedrive/attempts", {
      method: "POST",
      headers: { authorization: `Bearer ${caller.token}`, origin: pageOrigin, "content-type": type },
      body,
    });
  const good = JSON.stringify({ method: "credentials" });

  it.each(["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"])(
    "is taken as %s",
    async (type) => {
      expect((await post(good, type)).status).toBe(201);
    },
  );

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json; charset=utf-16",
    "application/problem+json",
    "application/jsonp",
    "text/plain; application/json",
    "application/json, text/plain",
  ])("is refused as %s", async (type) => {
    const response = await post(good, type);
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ code: "unsupported_media_type" });
  });

  it.each([
    ["17 levels deep", `{"method":"credentials","values":${"[".repeat(16)}${"]".repeat(16)}}`],
    ["with a key twice", '{"method":"credentials","method":"csv"}'],
    ["cut off", '{"method":'],
    ["with something behind it", `${good}{}`],
    ["a list of brackets without end", "[".repeat(200_000)],
    ["in bytes that are no UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ["with a byte order mark", `\ufeff${good}`],
  ])("%s is no JSON to us", async (_name, body) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "invalid_json" });
  });

  it.each([
    '{"__proto__":{"role":"admin"},"method":"credentials"}',
    '{"method":"credentials","values":{"constructor":{}}}',
  ])("that reaches for a prototype is refused: %s", async (body) => {
    const response = await post(body);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ code: "unknown_field" }] });
    expect(Object.hasOwn(Object.prototype, "role")).toBe(false);
  });

  it("with an unknown field is refused on every route that takes one", async () => {
    const document = await (await rig.request("/openapi.json")).json<{
      paths: Record<string, Record<string, object>>;
    }>();
    const keys = { session: caller.token, partner: partnerKey, internal: serviceKey };
    let walked = 0;
    for (const [path, item] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        if (!JSON.stringify(operation).includes('"requestBody":{"required":true,"content":{"application/json"'))
          continue;
        const name = Object.keys(keys).find((key) => Object.hasOwn(listAt(operation, "security")[0] ?? {}, key));
        const key = Object.entries(keys).find(([known]) => known === name)?.[1];
        const response = await rig.request(path.replaceAll(/\{\w+\}/g, "x"), {
          method: method.toUpperCase(),
          headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
          body: JSON.stringify({ surprise: true }),
        });
        expect(response.status, path).toBe(422);
        expect(await response.json(), path).toMatchObject({
          errors: expect.arrayContaining([{ field: "surprise", code: "unknown_field" }]),
        });
        walked += 1;
      }
    }
    expect(walked).toBeGreaterThanOrEqual(5);
  });
});

describe("text from outside", () => {
  /** Marks of languages that somewhere between form and page might be taken for more than text. */
  const naughty = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'\"`&<>=/",
    "</title></style></textarea><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "&lt;b&gt; &amp;amp; &#60;i&#62;",
    "{{7*7}}\u0024{7*7}#{7*7}<%= 7*7 %>%{7*7}",
    "'; drop table connections; --",
    '" or 1=1 --',
    "%s%n%x%00%0d%0aSet-Cookie:a=b",
    "../../../../etc/passwd",
    "C:\\con\\nul\\..\\aux",
    '=HYPERLINK("https://evil.example","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "null",
    "undefined",
    "true",
    "NaN",
    "-0",
    "1e309",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "\u202egnp.exe",
    "\u200b\u200cinvisible\u2060",
    "\ufeffmark",
    "é e\u0301 ﬁ ﷽ İ ß",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮",
    "👨‍👩‍👧‍👦 🏳️‍🌈 👩🏽‍💻",
    "\ud83d\ude00\u{10ffff}",
    "田中さんにあげて下さい",
    "الكل في المجمو عة",
    "x".repeat(119),
  ];

  const marked = naughty.filter((text) => /[<>"'&{%\\]/.test(text));

  it.each(naughty)("as a connection's name comes back as it went in: %j", async (name) => {
    const { id } = (await caller.attempt("pipedrive", { method: "credentials", values: { api_token: pipedriveToken } }))
      .connection ?? { id: "" };
    const renamed = await (await caller.call("PATCH", `/api/connections/${id}`, { label: name })).json<Connection>();
    // White space at the ends, the byte order mark with it, goes.
    expect(renamed.label).toBe(name.trim());
    const read = await (await caller.call("GET", `/api/connections/${id}`)).json<Connection>();
    expect(read.label).toBe(name.trim());
    const listed = await rig.request("/internal/connections", { headers: { authorization: `Bearer ${serviceKey}` } });
    expect(JSON.stringify(await listed.json())).toContain(JSON.stringify(name.trim()));
    await caller.call("DELETE", `/api/connections/${id}`);
  });

  it.each([
    "nul\u0000byte",
    "line\nbreak",
    "line\rbreak",
    "\u001b[31mred",
    "bell\u0007",
    "\u0085",
    "\u007f",
    "a\tb",
    "\ud800",
  ])("with a control character is no name: %j", async (name) => {
    const refused = await caller.call("PATCH", "/api/connections/con_x", { label: `a${name}b` });
    expect(await refused.json()).toMatchObject({ errors: [{ field: "label", code: "wrong_format" }] });
    const mint = (change: object) =>
      rig.request("/api/sessions", {
        method: "POST",
        headers: { authorization: `Bearer ${partnerKey}`, "content-type": "application/json" },
        body: JSON.stringify({
          tenant: { id: "t", name: "T" },
          user: { id: "u", role: "viewer" },
          origins: [pageOrigin],
          ...change,
        }),
      });
    for (const change of [
      { tenant: { id: name, name: "T" } },
      { tenant: { id: "t", name } },
      { user: { id: name, role: "viewer" } },
    ]) {
      expect((await mint(change)).status).toBe(422);
    }
  });

  async function startPage(tenantName: string): Promise<string> {
    const made = await rig.request("/api/sessions", {
      method: "POST",
      headers: { authorization: `Bearer ${partnerKey}`, "content-type": "application/json" },
      body: JSON.stringify({
        tenant: { id: "naughty", name: tenantName },
        user: { id: "u", role: "manager" },
        origins: [pageOrigin],
      }),
    });
    const { token } = await made.json<{ token: string }>();
    const begun = await rig.request("/api/integrations/hubspot/attempts", {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, origin: pageOrigin, "content-type": "application/json" },
      body: JSON.stringify({ method: "oauth2" }),
    });
    const { id } = await begun.json<Attempt>();
    return (await rig.request(`/api/integrations/hubspot/start?attempt=${id}`)).text();
  }

  /** What a browser makes of a page: its elements with their attributes, and its text. */
  async function parse(page: string): Promise<{ elements: string[]; text: string }> {
    const elements: string[] = [];
    let text = "";
    const rewriter = new HTMLRewriter()
      .on("*", {
        element: (element) => {
          elements.push(`${element.tagName} ${[...element.attributes].map(([name]) => name).join()}`);
        },
      })
      .onDocument({
        text: (chunk) => {
          text += chunk.text;
        },
      });
    await rewriter.transform(new Response(page)).text();
    return { elements, text: decodeEntities(text) };
  }

  function decodeEntities(text: string): string {
    const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" };
    return text.replaceAll(/&(lt|gt|quot|#39|amp);/g, (_whole, name: string) => named[name] ?? "");
  }

  it("as a company's name stands on the start page as text and adds no element", async () => {
    const plain = await parse(await startPage("Maison"));
    const pages = await Promise.all(marked.map(async (name) => ({ name, page: await parse(await startPage(name)) })));
    for (const { name, page } of pages) {
      expect(page.elements, name).toEqual(plain.elements);
      expect(page.text, name).toContain(name);
    }
  });

  it("in addresses, queries and values is not given back", async () => {
    await Promise.all(
      marked.map(async (text) => {
        const encoded = encodeURIComponent(text);
        const error = `error=${encoded}&error_description=${encoded}`;
        const form = (body: object) => caller.call("POST", "/api/integrations/pipedrive/attempts", body);
        const answers = await Promise.all([
          rig.request(`/api/integrations/hubspot/start?attempt=${encoded}`),
          rig.request(`/api/integrations/hubspot/callback?state=${encoded}&${error}`),
          rig.request(`/${encoded}`),
          caller.call("GET", `/api/connections/${encoded}`),
          caller.call("GET", `/api/integrations/${encoded}/logo.svg`),
          form({ method: "credentials", values: { api_token: text } }),
          form({ method: text }),
        ]);
        for (const answer of answers) expect(await answer.text(), answer.url).not.toContain(text);
      }),
    );
  });

  it("with a line break cannot end a header", async () => {
    const response = await caller.call("POST", "/api/integrations/hubspot/attempts", {
      method: "oauth2",
      return_url: `${pageOrigin}/x\r\nset-cookie: a=b`,
    });
    const { id } = await response.json<Attempt>();
    const begun = await rig.request("/api/integrations/hubspot/start", {
      method: "POST",
      headers: { origin: publicUrl, "content-type": "application/json" },
      body: JSON.stringify({ attempt: id, road: "redirect" }),
    });
    const { authorization_url } = await begun.json<{ authorization_url: string }>();
    const state = new URL(authorization_url).searchParams.get("state");
    const cookie = (begun.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const back = await rig.request(`/api/integrations/hubspot/callback?error=access_denied&state=${state}`, {
      headers: { cookie },
    });
    expect(back.status).toBe(303);
    expect(back.headers.get("set-cookie")).toBeNull();
    expect(new URL(back.headers.get("location") ?? "").origin).toBe(pageOrigin);
  });
});
