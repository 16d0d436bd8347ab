import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { defaultDatabasePorts, parseConfig } from "./config.ts";

const key = randomBytes(32).toString("base64");
const minimal = { SIDECAR_KEYS: `first:${key}` };

describe("parseConfig", () => {
  it("needs nothing but a key, and is closed by default", () => {
    expect(parseConfig(minimal)).toEqual({
      keys: [{ id: "first", bytes: Buffer.from(key, "base64") }],
      host: "127.0.0.1",
      port: 8790,
      allowLoopback: false,
      databasePorts: defaultDatabasePorts,
      egressPorts: new Set([443]),
      deniedHosts: [],
      connectTimeoutMs: 5_000,
      deadlineMs: 10_000,
    });
  });

  it("takes every setting outside of production", () => {
    const other = randomBytes(48).toString("base64");
    const config = parseConfig({
      SIDECAR_KEYS: `new:${other}, old:${key}`,
      ENVIRONMENT: "development",
      HOST: "::1",
      PORT: "0",
      ALLOW_LOOPBACK: "true",
      SIDECAR_DATABASE_PORTS: "*",
      SIDECAR_EGRESS_PORTS: "443, 8443",
      SIDECAR_DENIED_HOSTS: "API.Example.com., 8.8.8.8",
    });
    expect(config.keys.map(({ id }) => id)).toEqual(["new", "old"]);
    expect(config).toMatchObject({
      host: "::1",
      port: 0,
      allowLoopback: true,
      databasePorts: "any",
      egressPorts: new Set([443, 8443]),
      deniedHosts: ["api.example.com", "8.8.8.8"],
    });
  });

  it.each([
    ["SIDECAR_KEYS", {}],
    ["SIDECAR_KEYS", { SIDECAR_KEYS: "" }],
    ["SIDECAR_KEYS", { SIDECAR_KEYS: key }],
    ["SIDECAR_KEYS", { SIDECAR_KEYS: `first:${key},` }],
    ["SIDECAR_KEYS", { SIDECAR_KEYS: `first:${key},first:${key}` }],
    ["SIDECAR_KEYS", { SIDECAR_KEYS: `first:${randomBytes(31).toString("base64")}` }],
    ["SIDECAR_KEYS", { SIDECAR_KEYS: `first:${Buffer.alloc(32).toString("base64")}` }],
    ["SIDECAR_KEYS", { SIDECAR_KEYS: `first:${Buffer.alloc(32, 0xff).toString("base64")}` }],
    ["SIDECAR_KEYS", { SIDECAR_KEYS: `first:${Buffer.from("change-me-".repeat(4)).toString("base64")}` }],
    [
      "SIDECAR_KEYS",
      { SIDECAR_KEYS: `first:${Buffer.from("replace this by a real key, quick fox!").toString("base64")}` },
    ],
    ["SIDECAR_KEYS", { SIDECAR_KEYS: "first:not base64 at all, but long enough to be a key" }],
    ["ENVIRONMENT", { ...minimal, ENVIRONMENT: "" }],
    ["PORT", { ...minimal, PORT: "http" }],
    ["PORT", { ...minimal, PORT: "65536" }],
    ["PORT", { ...minimal, PORT: "8790 " }],
    ["ALLOW_LOOPBACK", { ...minimal, ENVIRONMENT: "development", ALLOW_LOOPBACK: "yes" }],
    ["ALLOW_LOOPBACK", { ...minimal, ALLOW_LOOPBACK: "true" }],
    ["ALLOW_LOOPBACK", { ...minimal, ENVIRONMENT: "production", ALLOW_LOOPBACK: "true" }],
    ["SIDECAR_DATABASE_PORTS", { ...minimal, SIDECAR_DATABASE_PORTS: "*" }],
    ["SIDECAR_DATABASE_PORTS", { ...minimal, SIDECAR_DATABASE_PORTS: "5432;3306" }],
    ["SIDECAR_DATABASE_PORTS", { ...minimal, SIDECAR_DATABASE_PORTS: "0" }],
    ["SIDECAR_EGRESS_PORTS", { ...minimal, SIDECAR_EGRESS_PORTS: "*" }],
    ["SIDECAR_EGRESS_PORTS", { ...minimal, SIDECAR_EGRESS_PORTS: "https" }],
    ["SIDECAR_DENIED_HOSTS", { ...minimal, SIDECAR_DENIED_HOSTS: "https://api.example.com" }],
  ])("stops the start and names %s: %j", (name, environment) => {
    expect(() => parseConfig(environment)).toThrow(name);
  });

  it("never repeats what was written in place of a key", () => {
    const written = `${randomBytes(8).toString("hex")}:${randomBytes(20).toString("base64")}`;
    expect(() => parseConfig({ SIDECAR_KEYS: written })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(written.slice(0, 12)) }),
    );
  });
});
