/** Who owns a connection: only the person who began it, whatever an attacker sends, opens, keeps or repeats. */
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { encodeBase64Url } from "../domain/base64.ts";
import { sha256 } from "../domain/hash.ts";
import { runDueWork } from "../services/background.ts";
import { openDraft } from "../services/secrets.ts";
import {
  answerHubspot,
  begin,
  comeBack,
  completionOf,
  type Granting,
  leave,
  readAttempt,
  returnUrl,
  start,
} from "../testing/consent.ts";
import { type Caller, createRig, pageOrigin, publicUrl, type Rig } from "../testing/rig.ts";

let rig: Rig;
let caller: Caller;
let granting: Granting;
let tenants = 0;

beforeAll(async () => {
  rig = await createRig();
});
beforeEach(async () => {
  tenants += 1;
  rig.pass(60);
  rig.sent.length = 0;
  granting = answerHubspot(rig);
  caller = await rig.session({ tenant: `house-${tenants}` });
});

const tokenRequests = () => rig.sent.filter((request) => request.url.endsWith("/token"));
const owners = async () =>
  (await rig.services.db.query.connections.findMany()).map((row) => `${row.tenantId}/${row.createdBy}`);

describe("the state of a consent", () => {
  it("has 256 random bits, is another one each time, and is stored as a hash", async () => {
    const states = [];
    for (let count = 0; count < 3; count += 1) states.push((await leave(rig, await begin(caller), "popup")).state);
    expect(new Set(states).size).toBe(3);
    const rows = JSON.stringify(await rig.services.db.query.oauthStates.findMany());
    for (const state of states) {
      expect(state).toMatch(/^[\w-]{43}$/);
      expect(rows).not.toContain(state.slice(0, 12));
      expect(rows).toContain(encodeBase64Url(await sha256(state)));
    }
  });

  it("stands for a PKCE challenge by S256, whose verifier is sealed and sent once", async () => {
    const left = await leave(rig, await begin(caller), "popup");
    expect(left.url.searchParams.get("code_challenge_method")).toBe("S256");
    await comeBack(rig, { code: "c", state: left.state }, left.cookie);
    const verifier = new URLSearchParams(tokenRequests()[0]?.body).get("code_verifier") ?? "";
    expect(verifier).toMatch(/^[\w-]{43,128}$/);
    expect(encodeBase64Url(await sha256(verifier))).toBe(left.url.searchParams.get("code_challenge"));
    expect(JSON.stringify(await rig.services.db.query.oauthStates.findMany())).not.toContain(verifier);
  });

  it("decides everything that the query could claim", async () => {
    const attempt = await begin(caller);
    const left = await leave(rig, attempt, "popup");
    const claims = {
      tenant: "elsewhere",
      attempt: "att_other",
      provider: "zoho",
      redirect_uri: "https://evil.example/",
      code_verifier: "mine",
      scope: "everything",
      connection_id: "con_other",
    };
    await comeBack(rig, { code: "c", state: left.state, ...claims }, left.cookie);
    const form = new URLSearchParams(tokenRequests()[0]?.body);
    expect(form.get("redirect_uri")).toBe(`${publicUrl}/api/integrations/hubspot/callback`);
    expect(form.get("code_verifier")).not.toBe("mine");
    expect((await readAttempt(caller, attempt.id)).connection?.provider).toBe("hubspot");
    expect(await owners()).not.toContainEqual(expect.stringMatching(/^elsewhere/));
  });

  it("does not depend on the names by which the request reached us", async () => {
    const attempt = await begin(caller);
    const body = { attempt: attempt.id, road: "popup", handshake: attempt.step.handshake };
    const response = await start(rig, body, { host: "evil.example", "x-forwarded-host": "evil.example" });
    const { authorization_url } = await response.json<{ authorization_url: string }>();
    expect(new URL(authorization_url).searchParams.get("redirect_uri")).toBe(
      `${publicUrl}/api/integrations/hubspot/callback`,
    );
  });

  it.each([
    ["an error", { error: "server_error", error_description: "<b>boom</b>" }],
    ["a refusal", { error: "access_denied" }],
    ["neither code nor error", {}],
    ["an empty code", { code: "" }],
    ["an endless code", { code: "c".repeat(4_097) }],
    ["a foreign issuer", { code: "c", iss: "https://evil.example" }],
  ])("is spent by %s as well", async (_name, query) => {
    const attempt = await begin(caller);
    const left = await leave(rig, attempt, "popup");
    const page = await comeBack(rig, { ...query, state: left.state }, left.cookie);
    expect(await page.text()).not.toContain("boom");
    expect((await readAttempt(caller, attempt.id)).state).toBe("failed");
    expect((await comeBack(rig, { code: "c", state: left.state }, left.cookie)).status).toBe(404);
    expect(tokenRequests()).toHaveLength(0);
    expect(rig.lines.join()).not.toContain("boom");
  });
});

describe("an attacker who began a consent and sends it to a victim", () => {
  let victim: Caller;
  beforeEach(async () => {
    victim = await rig.session({ tenant: `victim-${tenants}`, user: "victim" });
  });

  it("gains nothing by the link of the window: without the page that began it leads nowhere", async () => {
    const attempt = await begin(caller);
    expect((await rig.request(`/api/integrations/hubspot/start?attempt=${attempt.id}`)).status).toBe(200);
    for (const handshake of ["", "A".repeat(43), attempt.id]) {
      expect((await start(rig, { attempt: attempt.id, road: "popup", handshake })).status).toBe(403);
    }
    expect((await start(rig, { attempt: attempt.id, road: "redirect" })).status).toBe(403);
    expect(granting.given).toEqual([]);
  });

  it("gains nothing by the provider's link: the victim's browser has no cookie of the attempt", async () => {
    const attempt = await begin(caller);
    const left = await leave(rig, attempt, "popup");
    const other = await leave(rig, await begin(victim), "popup");
    for (const cookie of [undefined, other.cookie, `${left.cookie}x`, "__Host-speedai-consent="]) {
      const again = await leave(rig, attempt, "popup").catch(() => undefined);
      if (again) await comeBack(rig, { code: "c", state: again.state }, cookie);
    }
    expect((await readAttempt(caller, attempt.id)).state).toBe("failed");
    expect(granting.given).toEqual([]);
  });

  it("gains nothing by the same-tab road: what the victim brings back the victim cannot commit for them, nor can they", async () => {
    const attempt = await begin(caller, { return_url: returnUrl });
    const left = await leave(rig, attempt, "redirect");
    const code = completionOf(await comeBack(rig, { code: "c", state: left.state }, left.cookie));
    expect(code).toMatch(/^[\w-]{43}$/);
    const commit = (by: Caller, completion: string) =>
      by.call("POST", `/api/attempts/${attempt.id}/steps`, { values: { completion_code: completion } });
    // The victim's page has the code and its own session; the attacker has the session and no code.
    expect((await commit(victim, code)).status).toBe(404);
    expect((await commit(caller, "B".repeat(43))).status).toBe(422);
    rig.pass(601);
    await runDueWork(rig.services);
    expect(granting.revoked).toEqual(granting.given);
    const late = await rig.session({ tenant: `house-${tenants}` });
    expect((await commit(late, code)).status).toBe(409);
    expect(await owners()).not.toContain(`house-${tenants}/camille`);
  });

  it("sees a code in no place where it would stay: not in the query, not in what is stored, not in a log", async () => {
    const left = await leave(rig, await begin(caller, { return_url: returnUrl }), "redirect");
    const response = await comeBack(rig, { code: "secret-code-0123", state: left.state }, left.cookie);
    const code = completionOf(response);
    const location = new URL(response.headers.get("location") ?? "");
    expect(location.search).toBe("");
    const stored = JSON.stringify([
      await rig.services.db.query.attempts.findMany(),
      await rig.services.db.query.audit.findMany(),
    ]);
    for (const text of [stored, rig.lines.join()]) {
      for (const secret of [code, "secret-code-0123", left.state]) expect(text).not.toContain(secret);
    }
  });
});

describe("a way back", () => {
  it.each([
    ["another site", "https://evil.example/integrations"],
    ["a site whose name begins alike", `${pageOrigin}.evil.example/`],
    ["a script", "javascript:alert(1)"],
    ["a name inside the address", "https://dashboard.example@evil.example/"],
    ["credentials", "https://a:b@dashboard.example/"],
    ["a fragment of its own", `${returnUrl}#speedai_completion=x`],
    ["plain http", "http://dashboard.example/"],
  ])("to %s is refused", async (_name, url) => {
    const response = await caller.call("POST", "/api/integrations/hubspot/attempts", {
      method: "oauth2",
      return_url: url,
    });
    expect(response.status).toBe(422);
  });
});

describe("our pages on the way", () => {
  it("stay reachable for the page that opened them, and for no frame", async () => {
    const attempt = await begin(caller);
    const left = await leave(rig, attempt, "popup");
    const pages = [
      await rig.request(`/api/integrations/hubspot/start?attempt=${(await begin(caller)).id}`),
      await comeBack(rig, { code: "c", state: left.state }, left.cookie),
      await comeBack(rig, { state: "unknown" }),
    ];
    for (const page of pages) {
      expect(page.headers.get("cross-origin-opener-policy")).toBeNull();
      const own = ["script-src", "style-src", "img-src", "connect-src"].map((name) => `${name} 'self'`);
      const rules = ["default-src 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", ...own];
      const policy = page.headers.get("content-security-policy") ?? "";
      expect(policy.split("; ")).toEqual(expect.arrayContaining(rules));
      expect(policy).not.toMatch(/unsafe-|[*]|https?:|data:|blob:/);
      expect(page.headers.get("referrer-policy")).toBe("no-referrer");
      expect(page.headers.get("cache-control")).toBe("no-store");
      expect(await page.text()).not.toMatch(/https?:\/\/(?!dashboard\.example|api\.speedai\.example)/);
    }
  });

  it("tell the result to nobody: they name the attempt and the site that may ask for it", async () => {
    const attempt = await begin(caller);
    const left = await leave(rig, attempt, "popup");
    const page = await (await comeBack(rig, { code: "secret-code-0123", state: left.state }, left.cookie)).text();
    expect(page).toContain(`data-opener-origin="${pageOrigin}"`);
    for (const secret of [
      ...granting.given,
      "at-",
      "rt-",
      "secret-code-0123",
      left.state,
      attempt.step.handshake,
      caller.token,
    ]) {
      expect(page).not.toContain(secret);
    }
  });
});

describe("a renewal that is given up", () => {
  async function connected(): Promise<string> {
    const attempt = await begin(caller);
    const left = await leave(rig, attempt, "popup");
    await comeBack(rig, { code: "c", state: left.state }, left.cookie);
    return (await readAttempt(caller, attempt.id)).connection?.id ?? "";
  }

  it.each([
    ["by the person", async (id: string) => void (await caller.call("DELETE", `/api/attempts/${id}`))],
    [
      "by the clock",
      async () => {
        rig.pass(3_601);
        await runDueWork(rig.services);
      },
    ],
  ])("%s leaves the living connection its grant", async (_name, giveUp) => {
    const id = await connected();
    const renewal = await begin(caller, { connection_id: id });
    await leave(rig, renewal, "popup");
    await giveUp(renewal.id);
    expect(granting.revoked).not.toContain(granting.given[0]);
    const later = await rig.session({ tenant: `house-${tenants}` });
    const check = await (await later.call("POST", `/api/connections/${id}/test`)).json();
    expect(check).toMatchObject({ ok: true });
  });

  it("holds no token of the living connection while it is open", async () => {
    const id = await connected();
    const renewal = await begin(caller, { connection_id: id });
    const row = (await rig.services.db.query.attempts.findMany()).find((attempt) => attempt.id === renewal.id);
    if (!row) throw new Error("no attempt");
    const draft = await openDraft(rig.services.vault, row);
    expect(draft.ok && draft.value?.secrets).toEqual({});
  });
});

describe("one provider account", () => {
  it("may be linked by two tenants, and stays with each", async () => {
    const other = await rig.session({ tenant: `next-${tenants}` });
    for (const by of [caller, other]) {
      const left = await leave(rig, await begin(by), "popup");
      await comeBack(rig, { code: "c", state: left.state }, left.cookie);
    }
    expect(await owners()).toEqual(expect.arrayContaining([`house-${tenants}/camille`, `next-${tenants}/camille`]));
    for (const by of [caller, other]) {
      const list = await (await by.call("GET", "/api/connections")).json<{ connections: unknown[] }>();
      expect(list.connections).toHaveLength(1);
    }
  });
});
