import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { toValues } from "../domain/values.ts";
import { type CannedAnswer, probeProvider, probingTime, readTyped } from "../testing/probing.ts";
import customApi from "./custom-api.ts";

const bearer = { base_url: "https://api.example.com/v1", auth_type: "bearer", secret: "token-1" };
const basic = { ...bearer, auth_type: "basic", key: "speedai", secret: "pässword" };
const hmac = { ...bearer, auth_type: "hmac", key: "key-7", secret: "shared secret" };
const probe = (typed: Record<string, string>, answer: CannedAnswer = { json: { ok: true } }) =>
  probeProvider(customApi, "credentials", typed, answer);

describe("the request", () => {
  test("Bearer, to the base address, through the guarded exit", async () => {
    const { sent, trial } = await probe(bearer);
    expect(sent).toEqual([
      {
        method: "GET",
        url: "https://api.example.com/v1/",
        headers: { accept: "application/json", authorization: "Bearer token-1" },
        via: "egress",
      },
    ]);
    expect(trial).toMatchObject({
      ok: true,
      finding: { accountId: "api.example.com", accountLabel: "api.example.com" },
    });
  });

  test("Basic encodes user and password as UTF-8", async () => {
    const { sent } = await probe(basic);
    const encoded = Buffer.from("speedai:pässword", "utf8").toString("base64");
    expect(sent[0]?.headers?.["authorization"]).toBe(`Basic ${encoded}`);
  });

  test("HMAC signs time, method, path with query, and body, as the documentation says", async () => {
    const { sent } = await probe({ ...hmac, test_path: "/ping?deep=1" });
    const timestamp = String(probingTime.getTime() / 1000);
    const content = `${timestamp}.GET./v1/ping?deep=1.`;
    const signature = createHmac("sha256", "shared secret").update(content).digest("base64");
    expect(sent[0]?.headers).toEqual({
      accept: "application/json",
      "speedai-key-id": "key-7",
      "speedai-timestamp": timestamp,
      "speedai-signature": `v1,${signature}`,
    });
  });

  test("the documentation's example is what is sent", async () => {
    const document = await readFile(new URL("../../docs/custom-api.md", import.meta.url).pathname, "utf8");
    const { sent } = await probe({ ...hmac, test_path: "/ping" });
    expect(document).toContain(`speedai-signature: ${sent[0]?.headers?.["speedai-signature"]}\n`);
  });

  test("the signature covers a body", async () => {
    const [{ api }] = customApi.methods;
    const request = { method: "POST", url: "https://api.example.com/v1/calls", body: '{"a":"é"}' } as const;
    const { headers = {} } = await api.prepare(request, toValues(hmac), probingTime);
    const content = `${probingTime.getTime() / 1000}.POST./v1/calls.{"a":"é"}`;
    const signature = createHmac("sha256", "shared secret").update(content).digest("base64");
    expect(Object.entries(headers)).toContainEqual(["speedai-signature", `v1,${signature}`]);
  });

  test("optional headers go along; those of the connection and the credentials are not theirs to set", async () => {
    const headers = "X-Site: 42\r\nHost: evil.example\nContent-Length: 9\nauthorization: Bearer other\n\nx-site: 43";
    const { sent } = await probe({ ...bearer, headers });
    expect(sent[0]?.headers).toEqual({ accept: "application/json", "x-site": "43", authorization: "Bearer token-1" });
  });

  test("a token with characters that no header can carry is sent without them", async () => {
    const { sent } = await probe({ ...bearer, secret: "tökén 1" });
    expect(sent[0]?.headers?.["authorization"]).toBe("Bearer tkn1");
  });
});

describe("the answer", () => {
  test.each([
    ["JSON", { json: [] }],
    ["nothing", { status: 204, text: "" }],
    ["plain text", { headers: { "content-type": "text/plain" }, text: "pong" }],
    ["XML", { headers: { "content-type": "application/xml" }, text: "<pong/>" }],
  ])("%s with a 2xx is good", async (_what, answer) => {
    expect((await probe(bearer, answer)).trial.ok).toBe(true);
  });

  test.each([
    ["a refused key", { status: 401, text: "" }, "bad_credentials", "secret"],
    ["a missing right", { status: 403, text: "" }, "rights_missing", "secret"],
    ["an unknown path", { status: 404, text: "" }, "unknown_id", "test_path"],
    ["a login page with a 200", { text: "<!DOCTYPE html><title>Login</title>" }, "unexpected_answer", "test_path"],
    [
      "a page by its type",
      { headers: { "content-type": "text/html; charset=utf-8" }, text: "Welcome" },
      "unexpected_answer",
      "test_path",
    ],
    ["a redirect", { status: 301, text: "" }, "redirect_refused", undefined],
    ["an unpaid account", { status: 402, text: "" }, "account_frozen", undefined],
    ["a wrong method", { status: 405, text: "" }, "unexpected_answer", undefined],
    ["a failing server", { status: 500, text: "" }, "provider_down", undefined],
  ])("refusal: %s", async (_what, answer, reason, field) => {
    const { failure } = (await probe(bearer, answer)).trial;
    expect([failure?.reason, failure?.field]).toEqual([reason, field]);
  });

  test("too many requests, with a wait that is a date", async () => {
    const headers = { "retry-after": "Mon, 23 Nov 2026 09:31:00 GMT" };
    const { failure } = (await probe(bearer, { status: 429, headers, text: "" })).trial;
    expect(failure).toEqual({ reason: "rate_limited", retryAfter: 60 });
  });
});

describe("the form", () => {
  test.each([
    ["base_url", "api.example.com/v1/", "https://api.example.com/v1"],
    ["base_url", "https://api.example.com/v1?x=1#y", "https://api.example.com/v1"],
    ["base_url", "http://api.example.com", "https_required"],
    ["base_url", "https://user:pass@api.example.com", "wrong_format"],
    ["test_path", "ping", "/ping"],
    ["key", "user:name", "wrong_format"],
    ["headers", "X-Site: 42\r\n\r\n", "X-Site: 42"],
    ["headers", "X-Site 42", "wrong_format"],
    ["headers", "X-Site: 42\nbad name: 1", "wrong_format"],
    ["headers", "X-Site: caf\u00e9", "wrong_format"],
  ])("%s %j reads as %j", (field, text, expected) => {
    expect(readTyped(customApi, "credentials", field, text)).toBe(expected);
  });

  test("the key counts only where it has a use", async () => {
    const { sent } = await probe({ ...bearer, key: "ignored" });
    expect(JSON.stringify(sent)).not.toContain("ignored");
  });

  test.each(["bearer", "basic", "hmac"])("%s needs a secret", async (auth_type) => {
    await expect(probe({ base_url: bearer.base_url, auth_type })).rejects.toThrow("values.secret");
  });
});
