import { createHash } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { type AuthorizationServerSpec, createAuthorizationServer } from "./oauth.ts";
import { simulatorClient } from "./oauth-client.ts";
import { readTokenRequest, type TokenRequest } from "./token-request.ts";

const client = { id: "speedai-test-client", secret: "a-secret-with:colon+plus" };
const redirectUri = "http://localhost:8787/api/integrations/test/callback";
const startOfTime = Date.UTC(2026, 10, 1);
let now = startOfTime;
beforeEach(() => {
  now = startOfTime;
});

function makeServer(spec: Partial<AuthorizationServerSpec> = {}) {
  return createAuthorizationServer({
    client,
    callbackPath: "/api/integrations/test/callback",
    clientAuthentication: ["body"],
    pkce: "optional",
    accessTokenLifetimeSeconds: 3600,
    rotation: "strict",
    now: () => now,
    ...spec,
  });
}
type Server = ReturnType<typeof makeServer>;

function approve(server: Server, more: Record<string, string> = {}): string {
  const asked = server.readAuthorizationRequest(
    new URLSearchParams({ client_id: client.id, redirect_uri: redirectUri, scope: "a b", state: "s", ...more }),
  );
  if (!asked.ok) throw new Error(asked.failure);
  return server.approve(asked.value, { account: "42", scopes: ["a", "b"] });
}

function body(parameters: Record<string, string>): TokenRequest {
  return {
    parameters: new Map(Object.entries({ client_id: client.id, client_secret: client.secret, ...parameters })),
    basic: undefined,
  };
}

const redeem = (server: Server, code: string, more: Record<string, string> = {}) =>
  server.answerTokenRequest(body({ grant_type: "authorization_code", code, redirect_uri: redirectUri, ...more }));

const renew = (server: Server, refreshToken: string | undefined) =>
  server.answerTokenRequest(body({ grant_type: "refresh_token", refresh_token: refreshToken ?? "" }));

function connect(server: Server) {
  const issued = redeem(server, approve(server));
  if (!issued.ok) throw new Error(issued.failure.cause);
  return issued.value;
}

const cause = (outcome: ReturnType<Server["answerTokenRequest"]>) =>
  outcome.ok ? "accepted" : `${outcome.failure.error}: ${outcome.failure.cause}`;

describe("the authorization request", () => {
  test.each([
    ["an unknown client", { client_id: "someone" }],
    ["a redirect URI of another path", { redirect_uri: "http://localhost:8787/elsewhere" }],
    ["a redirect URI that is no URL", { redirect_uri: "callback" }],
    ["a plain code challenge", { code_challenge: "x", code_challenge_method: "plain" }],
    ["a code challenge without its method", { code_challenge: "x" }],
  ])("is refused with %s", (_what, more) => {
    const asked = makeServer().readAuthorizationRequest(
      new URLSearchParams({ client_id: client.id, redirect_uri: redirectUri, ...more }),
    );
    expect(asked.ok).toBe(false);
  });

  test("is refused without a challenge where PKCE is required", () => {
    expect(() => approve(makeServer({ pkce: "required" }))).toThrow("code_challenge");
  });
});

describe("a code", () => {
  test("is worth tokens for the grant that was approved", () => {
    expect(connect(makeServer()).grant).toMatchObject({ account: "42", scopes: ["a", "b"] });
  });

  test("works once", () => {
    const server = makeServer();
    const code = approve(server);
    redeem(server, code);
    expect(cause(redeem(server, code))).toBe("invalid_grant: code_unknown");
  });

  test("lives 599 s and not 600 s", () => {
    const server = makeServer();
    const [young, old] = [approve(server), approve(server)];
    now = startOfTime + 599_000;
    expect(cause(redeem(server, young))).toBe("accepted");
    now = startOfTime + 600_000;
    expect(cause(redeem(server, old))).toBe("invalid_grant: code_expired");
  });

  test("is tied to the exact redirect URI", () => {
    const server = makeServer();
    expect(cause(redeem(server, approve(server), { redirect_uri: `${redirectUri}/` }))).toBe(
      "invalid_grant: redirect_uri_differs",
    );
  });

  test("is used up by a failed exchange", () => {
    const server = makeServer();
    const code = approve(server);
    redeem(server, code, { redirect_uri: "http://localhost/other" });
    expect(cause(redeem(server, code))).toBe("invalid_grant: code_unknown");
  });

  const verifier = "v".repeat(43);
  const challenge = {
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  };
  test.each([
    ["the verifier", { code_verifier: verifier }, "accepted"],
    ["another verifier", { code_verifier: `${verifier}x` }, "invalid_grant: verifier_wrong"],
    ["the challenge itself", { code_verifier: challenge.code_challenge }, "invalid_grant: verifier_wrong"],
    ["no verifier", {}, "invalid_grant: verifier_wrong"],
  ])("asked with a challenge and redeemed with %s: %s", (_what, more, expected) => {
    const server = makeServer();
    expect(cause(redeem(server, approve(server, challenge), more))).toBe(expected);
  });
});

describe("the client", () => {
  test.each([
    ["a wrong secret", { client_secret: "wrong" }, "invalid_client: client_secret_wrong"],
    ["an empty secret", { client_secret: "" }, "invalid_client: client_secret_wrong"],
    ["another id", { client_id: "someone" }, "invalid_client: client_unknown"],
  ])("is refused with %s", (_what, more, expected) => {
    const server = makeServer();
    expect(cause(redeem(server, approve(server), more))).toBe(expected);
  });

  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
  const form = (authorization: string | undefined, body: string) =>
    readTokenRequest(
      new Request("https://provider.example/token", {
        method: "POST",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          ...(authorization === undefined ? {} : { authorization }),
        },
        body,
      }),
    );

  test("may form-encode its Basic credentials", async () => {
    const server = makeServer({ clientAuthentication: ["basic"] });
    const request = await form(basic(`${client.id}:${encodeURIComponent(client.secret)}`), "");
    expect(server.authenticateClient(request)).toEqual({ ok: true, value: client });
  });

  test("is not believed in the body where only Basic is accepted", async () => {
    const server = makeServer({ clientAuthentication: ["basic"] });
    const request = await form(undefined, String(new URLSearchParams(Object.entries({ client_id: client.id }))));
    expect(server.authenticateClient(request).ok).toBe(false);
  });

  test("may send JSON", async () => {
    const request = await readTokenRequest(
      new Request("https://provider.example/token", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ client_id: client.id, client_secret: client.secret, grant_type: 7 }),
      }),
    );
    expect(Object.fromEntries(request.parameters)).toEqual({ client_id: client.id, client_secret: client.secret });
  });

  test.each(["[]", "null", "{", ""])("that sends %j as JSON sends nothing", async (text) => {
    const request = new Request("https://provider.example/token", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: text,
    });
    expect([...(await readTokenRequest(request)).parameters]).toEqual([]);
  });

  test("of the environment is the one a simulator accepts", () => {
    expect(simulatorClient("hubspot", { OAUTH_HUBSPOT_CLIENT_ID: "own", OAUTH_HUBSPOT_CLIENT_SECRET: "word" })).toEqual(
      { id: "own", secret: "word" },
    );
    expect(simulatorClient("hubspot", {}).id).toBe("speedai-hubspot-client");
  });
});

test.each(["password", "client_credentials", ""])("grant type %j is refused", (grantType) => {
  expect(cause(makeServer().answerTokenRequest(body({ grant_type: grantType })))).toBe(
    "unsupported_grant_type: grant_type_unknown",
  );
});

describe("refreshing", () => {
  test("strict rotation: a second use ends the whole grant", () => {
    const server = makeServer({ rotation: "strict" });
    const first = connect(server);
    const second = renew(server, first.refreshToken);
    if (!second.ok) throw new Error(cause(second));
    expect(second.value.refreshToken).not.toBe(first.refreshToken);
    expect(cause(renew(server, first.refreshToken))).toBe("invalid_grant: refresh_token_reused");
    expect(cause(renew(server, second.value.refreshToken))).toBe("invalid_grant: refresh_token_unknown");
    expect(server.inspectAccessToken(second.value.accessToken).state).toBe("revoked");
  });

  test("tolerant rotation: the old token works until its successor is used", () => {
    const server = makeServer({ rotation: "tolerant" });
    const first = connect(server);
    expect(cause(renew(server, first.refreshToken))).toBe("accepted");
    const retried = renew(server, first.refreshToken);
    if (!retried.ok) throw new Error(cause(retried));
    expect(cause(renew(server, retried.value.refreshToken))).toBe("accepted");
    expect(cause(renew(server, first.refreshToken))).toBe("invalid_grant: refresh_token_reused");
  });

  test("without rotation the same token comes back", () => {
    const server = makeServer({ rotation: "never" });
    const first = connect(server);
    const second = renew(server, first.refreshToken);
    expect(second).toMatchObject({ ok: true, value: { refreshToken: first.refreshToken } });
  });

  test("a provider without refresh tokens gives none", () => {
    expect(connect(makeServer({ rotation: "none" })).refreshToken).toBeUndefined();
  });

  test("a token of another client is unknown", () => {
    const other = { id: "other", secret: "other" };
    const server = makeServer({ client: (id) => [client, other].find((known) => known.id === id) });
    const { refreshToken = "" } = connect(server);
    const stolen = body({
      grant_type: "refresh_token",
      refresh_token: refreshToken,
      client_id: other.id,
      client_secret: other.secret,
    });
    expect(cause(server.answerTokenRequest(stolen))).toBe("invalid_grant: refresh_token_unknown");
  });
});

describe("an access token", () => {
  test("expires at its second", () => {
    const server = makeServer();
    const { accessToken } = connect(server);
    now = startOfTime + 3_599_999;
    expect(server.inspectAccessToken(accessToken).state).toBe("active");
    now = startOfTime + 3_600_000;
    expect(server.inspectAccessToken(accessToken).state).toBe("expired");
  });

  test("without a stated life expires only when told", () => {
    const server = createAuthorizationServer({
      client,
      callbackPath: "/api/integrations/test/callback",
      clientAuthentication: ["body"],
      pkce: "optional",
      rotation: "strict",
      now: () => now,
    });
    const { accessToken, expiresIn } = connect(server);
    now = startOfTime + 10 * 365 * 86_400_000;
    expect([expiresIn, server.inspectAccessToken(accessToken).state]).toEqual([undefined, "active"]);
    server.expireAccessTokens();
    expect(server.inspectAccessToken(accessToken).state).toBe("expired");
  });

  test("dies with its grant", () => {
    const server = makeServer();
    const { accessToken, refreshToken = "" } = connect(server);
    expect(server.revoke(refreshToken)).toBe(true);
    expect(server.inspectAccessToken(accessToken).state).toBe("revoked");
    expect(server.introspect(accessToken)).toEqual({ active: false });
    expect(server.introspect(refreshToken)).toEqual({ active: false });
  });

  test("nobody issued is unknown, and revoking it does nothing", () => {
    const server = makeServer();
    expect(server.inspectAccessToken("nonsense")).toEqual({ state: "unknown" });
    expect(server.revoke("nonsense")).toBe(false);
  });
});
