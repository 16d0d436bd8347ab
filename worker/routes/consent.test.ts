import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Attempt } from "../../schema/wire/index.ts";
import { runDueWork } from "../services/background.ts";
import { type Caller, createRig, json, pageOrigin, publicUrl, type Rig } from "../testing/rig.ts";

const returnUrl = "https://dashboard.example/integrations";
const grant = {
  access_token: "at-first",
  refresh_token: "rt-first",
  token_type: "bearer",
  expires_in: 1800,
  hub_id: 48112207,
  user_id: 1,
};

let rig: Rig;
let caller: Caller;
let hubId = 48112207;
beforeAll(async () => {
  rig = await createRig({
    OAUTH_GOOGLE_SHEETS_CLIENT_ID: "google-client",
    OAUTH_GOOGLE_SHEETS_CLIENT_SECRET: "google-client-secret-0123456789",
  });
});
beforeEach(async () => {
  hubId = 48112207;
  rig.sent.length = 0;
  caller = await rig.session();
  rig.answer((_request, url) => {
    if (url.pathname.endsWith("/token/revoke")) return json(200, {});
    if (url.pathname.endsWith("/token/introspect"))
      return json(200, { active: true, hub_domain: "maison.example", hub_id: hubId });
    if (url.pathname.endsWith("/token")) return json(200, { ...grant, hub_id: hubId });
    return json(200, {
      portalId: hubId,
      accountType: "STANDARD",
      uiDomain: "app.hubspot.com",
      timeZone: "Europe/Paris",
    });
  });
});

const tokenRequests = () => rig.sent.filter((request) => request.url.endsWith("/token"));
const revocations = () => rig.sent.filter((request) => request.url.endsWith("/revoke"));

async function begin(body: object = {}): Promise<Attempt & { step: { kind: "redirect"; handshake: string } }> {
  const attempt = await caller.attempt("hubspot", { method: "oauth2", return_url: returnUrl, ...body });
  if (attempt.step.kind !== "redirect") throw new Error(attempt.step.kind);
  return { ...attempt, step: { ...attempt.step, handshake: attempt.step.handshake } };
}

function start(body: object, headers: Record<string, string> = {}, provider = "hubspot") {
  return rig.request(`/api/integrations/${provider}/start`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: publicUrl, ...headers },
    body: JSON.stringify(body),
  });
}

/** What the browser has after the start page: the provider's address and the cookie. */
async function leave(attempt: Attempt, road: object, provider?: string) {
  const response = await start({ attempt: attempt.id, ...road }, {}, provider);
  expect(response.status).toBe(200);
  const cookie = response.headers.get("set-cookie") ?? "";
  const { authorization_url } = await response.json<{ authorization_url: string }>();
  const url = new URL(authorization_url);
  return { url, state: url.searchParams.get("state") ?? "", cookie: cookie.split(";")[0] ?? "", rawCookie: cookie };
}

function callback(query: Record<string, string>, cookie?: string, name = "hubspot") {
  return rig.request(`/api/integrations/${name}/callback?${new URLSearchParams(query)}`, {
    headers: cookie === undefined ? {} : { cookie },
  });
}

const read = async (id: string, by = caller) => (await by.call("GET", `/api/attempts/${id}`)).json<Attempt>();

describe("the popup road", () => {
  it("leads to the provider with PKCE, our constant redirect URI and a cookie of this host only", async () => {
    const attempt = await begin();
    const left = await leave(attempt, { road: "popup", handshake: attempt.step.handshake });
    expect(left.url.origin).toBe("https://app.hubspot.com");
    expect(left.url.searchParams.get("redirect_uri")).toBe(`${publicUrl}/api/integrations/hubspot/callback`);
    expect(left.state.length).toBeGreaterThanOrEqual(43);
    expect(left.rawCookie).toMatch(/^__Host-speedai-consent=/);
    for (const flag of ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"]) expect(left.rawCookie).toContain(flag);
  });

  it("connects: tokens and portal id sealed, account shown, one token request", async () => {
    const attempt = await begin();
    const left = await leave(attempt, { road: "popup", handshake: attempt.step.handshake });
    const page = await callback({ code: "c-1", state: left.state }, left.cookie);
    expect(page.status).toBe(200);
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(await page.text()).toContain(`data-opener-origin="${pageOrigin}"`);
    const done = await read(attempt.id);
    expect(done).toMatchObject({ state: "done", connection: { provider: "hubspot", status: "connected" } });
    expect(tokenRequests()).toHaveLength(1);
    const rows = await rig.services.db.query.connectionSecrets.findMany();
    expect(
      rows
        .filter((row) => row.connectionId === done.connection?.id)
        .map((row) => row.field)
        .toSorted(),
    ).toEqual(["access_token", "portal_id", "refresh_token"]);
    const stored = JSON.stringify([rows, await rig.services.db.query.connections.findMany()]);
    for (const secret of ["at-first", "rt-first", "48112207"]) expect(stored).not.toContain(secret);
  });

  it.each([
    ["a wrong handshake", { road: "popup", handshake: "A".repeat(43) }],
    ["an empty handshake", { road: "popup", handshake: "" }],
  ])("stops before the provider with %s", async (_name, road) => {
    const attempt = await begin();
    expect((await start({ attempt: attempt.id, ...road })).status).toBe(403);
  });

  it("stops when a foreign page sends the start request", async () => {
    const attempt = await begin();
    for (const origin of ["https://evil.example", pageOrigin, "null"]) {
      const response = await start(
        { attempt: attempt.id, road: "popup", handshake: attempt.step.handshake },
        { origin },
      );
      expect(response.status, origin).toBe(403);
    }
  });

  it("gives nothing to whoever finishes in another browser", async () => {
    const attempt = await begin();
    const left = await leave(attempt, { road: "popup", handshake: attempt.step.handshake });
    await callback({ code: "c-1", state: left.state });
    expect(await read(attempt.id)).toMatchObject({ state: "failed", step: { reason: "wrong_browser" } });
    expect(tokenRequests()).toHaveLength(0);
  });

  it("uses a state once: of 50 callbacks at the same time one asks for a token", async () => {
    const attempt = await begin();
    const left = await leave(attempt, { road: "popup", handshake: attempt.step.handshake });
    const all = await Promise.all(
      Array.from({ length: 50 }, () => callback({ code: "c-1", state: left.state }, left.cookie)),
    );
    expect(all.filter((response) => response.status === 200)).toHaveLength(1);
    expect(tokenRequests()).toHaveLength(1);
  });

  it("makes the earlier state worthless when the window is opened again", async () => {
    const attempt = await begin();
    const first = await leave(attempt, { road: "popup", handshake: attempt.step.handshake });
    await leave(attempt, { road: "popup", handshake: attempt.step.handshake });
    expect((await callback({ code: "c-1", state: first.state }, first.cookie)).status).toBe(404);
    expect(tokenRequests()).toHaveLength(0);
  });

  it.each([
    ["after ten minutes", 601],
    ["with a state that nobody made", 0],
  ])("asks for no token %s", async (_name, seconds) => {
    const attempt = await begin();
    const left = await leave(attempt, { road: "popup", handshake: attempt.step.handshake });
    rig.pass(seconds);
    await callback({ code: "c-1", state: seconds === 0 ? "made-up" : left.state }, left.cookie);
    expect(tokenRequests()).toHaveLength(0);
  });

  it("refuses a callback on another provider's path, an unexpected issuer, and a repeated parameter", async () => {
    for (const [name, extra] of [
      ["zoho", {}],
      ["hubspot", { iss: "https://evil.example" }],
    ] as const) {
      const attempt = await begin();
      const left = await leave(attempt, { road: "popup", handshake: attempt.step.handshake });
      await callback({ code: "c-1", state: left.state, ...extra }, left.cookie, name);
      expect(await read(attempt.id)).toMatchObject({ state: "failed", step: { reason: "issuer_mismatch" } });
    }
    const attempt = await begin();
    const left = await leave(attempt, { road: "popup", handshake: attempt.step.handshake });
    await rig.request(`/api/integrations/hubspot/callback?state=${left.state}&code=a&code=b`, {
      headers: { cookie: left.cookie },
    });
    expect((await read(attempt.id)).state).toBe("failed");
    expect(tokenRequests()).toHaveLength(0);
  });

  it("says that the person declined, and consumes the state", async () => {
    const attempt = await begin();
    const left = await leave(attempt, { road: "popup", handshake: attempt.step.handshake });
    const page = await callback(
      { error: "access_denied", error_description: "<script>x</script>", state: left.state },
      left.cookie,
    );
    expect(await page.text()).not.toContain("<script>x");
    expect(await read(attempt.id)).toMatchObject({ state: "failed", step: { reason: "consent_denied" } });
    expect((await callback({ code: "c-1", state: left.state }, left.cookie)).status).toBe(404);
  });

  it("gives the grant back when its test fails", async () => {
    rig.answer((_request, url) => {
      if (url.pathname.endsWith("/token")) return json(200, grant);
      if (url.pathname.includes("/token/")) return json(200, {});
      return json(403, { status: "error", category: "MISSING_SCOPES" });
    });
    const attempt = await begin();
    const left = await leave(attempt, { road: "popup", handshake: attempt.step.handshake });
    await callback({ code: "c-1", state: left.state }, left.cookie);
    expect(await read(attempt.id)).toMatchObject({ state: "failed", step: { reason: "rights_missing" } });
    expect(revocations()).toHaveLength(1);
  });
});

describe("an account that may not see what was named", () => {
  const mail = "stage@maison.example";
  const rights = "openid email https://www.googleapis.com/auth/spreadsheets";
  const consent = async (road: "popup" | "redirect") => {
    rig.answer((_request, url) => {
      if (url.pathname.endsWith("/token")) return json(200, { ...grant, scope: rights });
      if (url.pathname.endsWith("/userinfo")) return json(200, { sub: "112740", email: mail });
      return url.pathname.includes("/spreadsheets/")
        ? json(403, {
            error: { code: 403, status: "PERMISSION_DENIED", message: "The caller does not have permission" },
          })
        : json(200, {});
    });
    const values = { spreadsheet_id: "1SpeedAIdemoSheet_Clients-2026xyz" };
    const attempt = await caller.attempt("google_sheets", { method: "oauth2", values, return_url: returnUrl });
    if (attempt.step.kind !== "redirect") throw new Error(attempt.step.kind);
    const way = road === "popup" ? { road, handshake: attempt.step.handshake } : { road };
    const left = await leave(attempt, way, "google_sheets");
    const query = { code: "c-1", state: left.state, iss: "https://accounts.google.com", scope: rights };
    await callback(query, left.cookie, "google");
    return JSON.stringify((await read(attempt.id)).step);
  };

  it("is named to the page in front of which it was chosen", async () => {
    const step = await consent("popup");
    expect(step).toContain(`"label":"${mail}"`);
    expect(step).not.toContain("112740");
  });

  it("is named to nobody who has not proven that the consent is theirs", async () => {
    expect(await consent("redirect")).not.toContain(mail);
  });
});

describe("the redirect road", () => {
  it("needs a return URL", async () => {
    const attempt = await begin({ return_url: undefined });
    expect((await start({ attempt: attempt.id, road: "redirect" })).status).toBe(403);
  });

  async function comeBack() {
    const attempt = await begin();
    const left = await leave(attempt, { road: "redirect" });
    const response = await callback({ code: "c-1", state: left.state }, left.cookie);
    expect(response.status).toBe(303);
    const location = new URL(response.headers.get("location") ?? "");
    const fragment = new URLSearchParams(location.hash.slice(1));
    return { attempt, location, completion: fragment.get("speedai_completion") ?? "" };
  }
  const complete = (by: Caller, id: string, code: string) =>
    by.call("POST", `/api/attempts/${id}/steps`, { values: { completion_code: code } });

  it("parks the grant and comes back to the page with a code that commits it", async () => {
    const { attempt, location, completion } = await comeBack();
    expect(location.origin + location.pathname).toBe(returnUrl);
    expect(await read(attempt.id)).toMatchObject({ state: "open", step: { kind: "waiting", for: "commit" } });
    const done = await complete(caller, attempt.id, completion);
    expect(await done.json()).toMatchObject({ state: "done", connection: { status: "connected" } });
  });

  it("commits for the person who began, and for nobody else who has the code", async () => {
    const { attempt, completion } = await comeBack();
    for (const other of [await rig.session({ tenant: "victim" }), await rig.session({ user: "colleague" })]) {
      expect((await complete(other, attempt.id, completion)).status).toBe(404);
    }
    expect((await complete(caller, attempt.id, "A".repeat(43))).status).toBe(422);
    expect((await read(attempt.id)).state).toBe("open");
  });

  it("commits once", async () => {
    const { attempt, completion } = await comeBack();
    const all = await Promise.all(Array.from({ length: 10 }, () => complete(caller, attempt.id, completion)));
    expect(all.filter((response) => response.status === 200)).toHaveLength(1);
  });

  it("gives back and erases a grant that nobody commits within ten minutes", async () => {
    rig.pass(3600);
    await runDueWork(rig.services);
    rig.sent.length = 0;
    caller = await rig.session();
    const { attempt, completion } = await comeBack();
    rig.pass(601);
    await runDueWork(rig.services);
    expect(revocations()).toHaveLength(1);
    const row = (await rig.services.db.query.attempts.findMany()).find(({ id }) => id === attempt.id);
    expect(row).toMatchObject({ state: "expired", sealedDraft: null, wrappedKey: null, completionHash: null });
    const late = await rig.session();
    expect((await complete(late, attempt.id, completion)).status).toBe(409);
  });
});

describe("a renewed consent", () => {
  async function consent(body: object = {}) {
    const attempt = await begin(body);
    const left = await leave(attempt, { road: "popup", handshake: attempt.step.handshake });
    await callback({ code: "c-1", state: left.state }, left.cookie);
    return read(attempt.id);
  }

  it("keeps the connection; another account is asked about, and declining gives its grant back", async () => {
    const first = await consent();
    const same = await consent({ connection_id: first.connection?.id });
    expect(same).toMatchObject({ state: "done", connection: { id: first.connection?.id } });
    hubId = 99991111;
    const other = await consent({ connection_id: first.connection?.id });
    expect(other).toMatchObject({ state: "open", step: { kind: "choice", question: "different_account" } });
    rig.sent.length = 0;
    await caller.call("POST", `/api/attempts/${other.id}/steps`, { values: { different_account: "cancel" } });
    expect(revocations()).toHaveLength(1);
  });

  it("disconnecting revokes at the provider", async () => {
    const { connection } = await consent();
    const response = await caller.call("DELETE", `/api/connections/${connection?.id}`);
    expect(await response.json()).toEqual({ revoked: "revoked" });
    expect(revocations()).toHaveLength(1);
  });
});

describe("the start page", () => {
  it("names the company, the site and the provider, and runs nothing inline", async () => {
    const attempt = await begin();
    const page = await rig.request(`/api/integrations/hubspot/start?attempt=${attempt.id}`);
    const text = await page.text();
    expect(text).toContain("Tenant maison");
    expect(text).toContain("dashboard.example");
    expect(text).toContain("HubSpot");
    expect(text).not.toContain(attempt.step.handshake);
    expect(text).not.toMatch(/<script>|style="|onclick/);
    expect(page.headers.get("cross-origin-opener-policy")).toBeNull();
  });

  it("of an unknown, a finished or another provider's attempt says only that the link is not valid", async () => {
    const attempt = await begin();
    const paths = [`hubspot/start?attempt=att_x`, `zoho/start?attempt=${attempt.id}`, `hubspot/start`];
    for (const path of paths) expect((await rig.request(`/api/integrations/${path}`)).status).toBe(404);
  });
});
