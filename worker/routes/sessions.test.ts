import { beforeAll, describe, expect, it } from "vitest";
import { catalogue } from "../../schema/wire/index.ts";
import { countRoundTrips } from "../platform/database.ts";
import { createRig, narrowPartnerKey, pageOrigin, partnerKey, partnerOrigin, type Rig } from "../testing/rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});

const body = {
  tenant: { id: "only", name: "Only" },
  user: { id: "u", role: "manager" },
  origins: [partnerOrigin],
};

function mint(key: string, change: object = {}, raw?: string) {
  return rig.request("/api/sessions", {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: raw ?? JSON.stringify({ ...body, ...change }),
  });
}

describe("minting a session", () => {
  it("should be protected by a partner key", async () => {
    expect((await mint("not-a-key-of-anybody-0123456789abcdef")).status).toBe(401);
    expect((await rig.request("/api/sessions", { method: "POST" })).status).toBe(401);
  });

  it("gives a token that lives at most 900 seconds", async () => {
    const response = await mint(partnerKey);
    expect(response.status).toBe(201);
    const made = await response.json<{ expires_at: string }>();
    expect(Date.parse(made.expires_at) - rig.now().getTime()).toBe(900_000);
    expect((await mint(partnerKey, { ttl_seconds: 901 })).status).toBe(422);
  });

  it("refuses tenants and origins that the key does not name, and names the fields", async () => {
    const response = await mint(narrowPartnerKey, {
      tenant: { id: "foreign", name: "F" },
      origins: [partnerOrigin, pageOrigin],
    });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: "invalid_request",
      errors: [
        { field: "tenant.id", code: "not_an_option" },
        { field: "origins.1", code: "not_an_option" },
      ],
    });
  });

  it.each([
    ["a path behind the origin", "https://partner.example/x"],
    ["null", "null"],
    ["a wildcard", "https://*.example"],
    ["a trailing slash", "https://partner.example/"],
  ])("refuses %s as an origin", async (_name, origin) => {
    expect((await mint(partnerKey, { origins: [origin] })).status).toBe(422);
  });

  it("names an unknown field instead of ignoring it", async () => {
    const response = await mint(partnerKey, { admin: true });
    expect(await response.json()).toMatchObject({ errors: [{ field: "admin", code: "unknown_field" }] });
  });

  it("answers broken JSON with 400 and a problem document", async () => {
    const response = await mint(partnerKey, {}, "{");
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ code: "invalid_json" });
  });

  it("refuses a body over 256 KiB", async () => {
    const response = await mint(partnerKey, {}, JSON.stringify({ ...body, locale: "x".repeat(300_000) }));
    expect(response.status).toBe(413);
  });

  it("stores no token", async () => {
    const { token } = await rig.session();
    const rows = JSON.stringify(await rig.services.db.query.sessions.findMany());
    expect(rows).not.toContain(token);
    expect(rows).not.toContain(token.split(".")[1]);
  });
});

describe("using a session", () => {
  it("is refused without a token, with a made-up one, and with one whose signature was changed", async () => {
    const { token } = await rig.session();
    const flipped = token.slice(0, -2) + (token.endsWith("A") ? "BB" : "AA");
    for (const authorization of ["", "Bearer ", "Bearer sat_s1.x.y", `Bearer ${flipped}`, `Basic ${token}`]) {
      const response = await rig.request("/api/connections", { headers: { authorization } });
      expect(response.status, authorization).toBe(401);
    }
  });

  it("with a token that we never made costs the database nothing", async () => {
    const { token } = await rig.session();
    const [unsigned = "", signature = ""] = [token.slice(0, -43), token.slice(-43)];
    const before = countRoundTrips(rig.services.db);
    for (const made of [unsigned + signature.split("").reverse().join(""), unsigned + "A".repeat(43)]) {
      const headers = { authorization: `Bearer ${made}` };
      expect((await rig.request("/api/connections", { headers })).status).toBe(401);
    }
    expect(countRoundTrips(rig.services.db) - before).toBe(0);
  });

  it("is refused on an origin that is not the session's, even a partner's own", async () => {
    const caller = await rig.session({ origins: [pageOrigin] });
    for (const origin of [partnerOrigin, "https://evil.example", "null", `${pageOrigin}.evil.example`]) {
      const response = await caller.call("GET", "/api/connections", undefined, { origin });
      expect(response.status, origin).toBe(403);
      expect(await response.json()).toMatchObject({ code: "forbidden_origin" });
    }
  });

  it("ends with its time", async () => {
    const caller = await rig.session({ ttlSeconds: 30 });
    expect((await caller.call("GET", "/api/connections")).status).toBe(200);
    rig.pass(30);
    const response = await caller.call("GET", "/api/connections");
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "session_expired" });
  });

  it("ends at once when it is revoked, and only by the partner who minted it", async () => {
    const caller = await rig.session({ tenant: "only" });
    const revoke = (key: string) =>
      rig.request(`/api/sessions/${caller.sessionId}`, {
        method: "DELETE",
        headers: { authorization: `Bearer ${key}` },
      });
    expect((await revoke(narrowPartnerKey)).status).toBe(404);
    expect((await caller.call("GET", "/api/connections")).status).toBe(200);
    expect((await revoke(partnerKey)).status).toBe(200);
    expect((await caller.call("GET", "/api/connections")).status).toBe(401);
  });

  it("ends for a user or a whole tenant when that is revoked", async () => {
    const anna = await rig.session({ tenant: "house", user: "anna" });
    const bela = await rig.session({ tenant: "house", user: "bela" });
    const revoke = (query: string) =>
      rig.request(`/api/sessions?${query}`, { method: "DELETE", headers: { authorization: `Bearer ${partnerKey}` } });
    expect(await (await revoke("tenant_id=house&user_id=anna")).json()).toEqual({ revoked: 1 });
    expect((await anna.call("GET", "/api/connections")).status).toBe(401);
    expect((await bela.call("GET", "/api/connections")).status).toBe(200);
    expect(await (await revoke("tenant_id=house")).json()).toEqual({ revoked: 1 });
    expect((await bela.call("GET", "/api/connections")).status).toBe(401);
  });
});

describe("the page of a session", () => {
  it.each(["viewer", "manager", "admin"] as const)("is told that it is a %s's", async (role) => {
    const session = await rig.session({ tenant: "house", role });
    const answer = catalogue.parse(await (await session.call("GET", "/api/integrations")).json());
    expect(answer.role).toBe(role);
  });
});

describe("cross-origin answers", () => {
  const preflight = (origin: string) =>
    rig.request("/api/integrations", {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization" },
    });

  it.each([pageOrigin, partnerOrigin])("a preflight from %s is allowed for exactly that origin", async (origin) => {
    const response = await preflight(origin);
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe(origin);
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    expect(response.headers.get("vary")).toContain("Origin");
  });

  it.each([
    "https://evil.example",
    "null",
    `${pageOrigin}.evil.example`,
    "https://evil-dashboard.example",
    "http://dashboard.example",
    `${pageOrigin}:444`,
  ])("a preflight from %s is allowed nothing", async (origin) => {
    expect((await preflight(origin)).headers.get("access-control-allow-origin")).toBeNull();
  });

  it("errors can be read by the page, too", async () => {
    const response = await rig.request("/api/connections", { headers: { origin: pageOrigin } });
    expect(response.status).toBe(401);
    expect(response.headers.get("access-control-allow-origin")).toBe(pageOrigin);
  });
});
