import { describe, expect, it } from "vitest";
import { createLog, nameError } from "./log.ts";
import type { LogFields } from "./ports.ts";
import { toSecret } from "./secret.ts";

const canary = "c4n4ry-1a2b3c4d5e6f";

function logged(event: string, fields?: object): string {
  const lines: string[] = [];
  // Callers outside the type checker (a spread row, an error with fields) are what this file is about.
  createLog((line) => lines.push(line)).warn(event, fields as LogFields | undefined);
  expect(lines).toHaveLength(1);
  return lines[0] ?? "";
}

describe("a line", () => {
  it("is one JSON object with the level, the event and the given fields", () => {
    const lines: string[] = [];
    const log = createLog((line) => lines.push(line));
    log.info("request", { request_id: "req_1", method: "GET", route: "/api/connections/:id", status: 200, ms: 3.5 });
    log.warn("outbound", { host: "api.hubapi.com", code: "server_silent", tenant: "hôtel n° 1", connection: "con_a" });
    log.error("crash", { error: "LibsqlError SQLITE_BUSY", provider: "google_sheets", count: 0 });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: "info",
        event: "request",
        request_id: "req_1",
        method: "GET",
        route: "/api/connections/:id",
        status: 200,
        ms: 3.5,
      },
      {
        level: "warn",
        event: "outbound",
        host: "api.hubapi.com",
        code: "server_silent",
        tenant: "hôtel n° 1",
        connection: "con_a",
      },
      { level: "error", event: "crash", error: "LibsqlError SQLITE_BUSY", provider: "google_sheets", count: 0 },
    ]);
  });

  it("stays one line, and cannot hide or forge another, whatever is in a value", () => {
    const tenant = 'a\r\n{"level":"info"}\u0000\u001b[2K\u007f\u0085\u2028\u2029\u202e\u2066\u200b\ufeffz';
    const line = logged("event", { tenant });
    expect(line).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(line).tenant).toBe(tenant);
  });

  it("has values of at most 256 characters", () => {
    expect(JSON.parse(logged("event", { tenant: "é".repeat(10_000) })).tenant).toBe(`${"é".repeat(255)}…`);
  });

  it.each([`GET /x?token=${canary}`, "Two words", "", canary.toUpperCase()])("names its event or none: %s", (event) => {
    expect(JSON.parse(logged(event)).event).toBe("unnamed");
  });
});

describe("a secret does not get into a line", () => {
  it.each([
    ["as a field of its own", { token: canary, password: canary, body: canary, headers: { authorization: canary } }],
    [
      "inside an allowed field of another type",
      { tenant: { id: canary }, status: [canary], ms: { valueOf: () => canary } },
    ],
    ["as a number's text", { status: canary, ms: canary, count: canary }],
    ["in the query or fragment of a route", { route: `/api/x?code=${canary}#${canary}` }],
    ["as the message of an error", { error: `Error: refused ${canary}` }],
    ["as an error", { error: new Error(canary), code: new Error(canary) }],
    ["as a code", { code: `bad ${canary}` }],
    ["as a host with credentials or path", { host: `user:${canary}@host/${canary}` }],
    ["in a request id", { request_id: `req_1 ${canary}` }],
    ["in a method", { method: `GET ${canary}` }],
    ["in ids", { connection: `con_1 ${canary}`, provider: `hubspot ${canary}` }],
    ["as a function or a symbol", { tenant: () => canary, route: Symbol(canary) }],
    ["behind toJSON or toString", { tenant: { toJSON: () => canary, toString: () => canary } }],
    ["as a prototype", Object.create({ note: canary, level: canary })],
    ["as the level or the event", { level: canary, event: canary }],
    ["in its cover", { tenant: toSecret(canary) }],
  ])("%s", (_name, fields) => {
    expect(logged("event", fields)).not.toContain(canary);
  });
});

describe("of a thrown value", () => {
  it.each<[string, unknown, string]>([
    ["only the class", new TypeError(canary, { cause: new Error(canary) }), "TypeError"],
    [
      "the class and a code in capitals",
      Object.assign(new Error(canary), { name: "LibsqlError", code: "SQLITE_BUSY" }),
      "LibsqlError SQLITE_BUSY",
    ],
    ["no code of another shape", Object.assign(new Error(), { code: `at ${canary}` }), "Error"],
    ["no name of another shape", Object.assign(new Error(), { name: `Oops ${canary}` }), "Error"],
    ["nothing when it is no error", canary, "NotAnError"],
    ["nothing when it is nothing", undefined, "NotAnError"],
  ])("the log has %s", (_name, thrown, expected) => {
    expect(nameError(thrown)).toBe(expected);
    expect(JSON.parse(logged("event", { error: nameError(thrown) })).error).toBe(expected);
  });
});
