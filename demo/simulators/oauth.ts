/**
 * The authorization server that every simulated OAuth provider shares (RFC 6749, 7636, 7009, 7662). It knows grants and tokens,
 * not HTTP: a provider's file decides paths and the shape of its answers.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { err, ok, type Result } from "../../worker/domain/result.ts";
import type { SimulatedClient } from "./oauth-client.ts";
import type { TokenRequest } from "./token-request.ts";

const codeLifetimeSeconds = 600;

export interface AuthorizationServerSpec {
  /** A function where one simulator knows several clients (one per data centre, one per customer). */
  readonly client: SimulatedClient | ((clientId: string) => SimulatedClient | undefined);
  /** Path of the registered redirect URI; its host is free, because a demo's address is. */
  readonly callbackPath: string;
  readonly clientAuthentication: readonly ("basic" | "body")[];
  /** `optional`: verified when a challenge was given. */
  readonly pkce: "required" | "optional" | "ignored";
  /** Undefined: the answer has no `expires_in` and tokens do not expire by the clock. */
  readonly accessTokenLifetimeSeconds?: number;
  /**
   * `never`: the same refresh token again. `strict`: single use, a second use ends the whole grant (RFC 9700 §4.14.2).
   * `tolerant`: the old one works until its successor is first used. `none`: no refresh tokens.
   */
  readonly rotation: "never" | "strict" | "tolerant" | "none";
  /** Put before the random part of each kind of token. */
  readonly prefixes?: { readonly code?: string; readonly access?: string; readonly refresh?: string };
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** What the person allowed, and on which account. */
export interface Grant {
  readonly id: string;
  readonly clientId: string;
  readonly account: string;
  readonly scopes: readonly string[];
}

export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly scope: string;
  readonly codeChallenge: string | undefined;
  /** All parameters, for what a provider adds. */
  readonly parameters: URLSearchParams;
}

export interface IssuedTokens {
  readonly grant: Grant;
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly expiresIn: number | undefined;
}

/** RFC 6749 §5.2. `cause` says what a provider with finer codes needs to know. */
export interface OAuthFailure {
  readonly error:
    | "invalid_request"
    | "invalid_client"
    | "invalid_grant"
    | "unsupported_grant_type"
    | "unauthorized_client";
  readonly cause:
    | "client_unknown"
    | "client_secret_wrong"
    | "grant_type_unknown"
    | "code_unknown"
    | "code_expired"
    | "redirect_uri_differs"
    | "verifier_wrong"
    | "refresh_token_unknown"
    | "refresh_token_reused"
    | "malformed";
}

export interface AuthorizationServer {
  /** A request that cannot be answered by a redirect (unknown client, foreign redirect URI) fails with a sentence to show. */
  readAuthorizationRequest(parameters: URLSearchParams): Result<AuthorizationRequest, string>;
  /** The person said yes: a code, single use, ten minutes. */
  approve(request: AuthorizationRequest, allowed: { account: string; scopes: readonly string[] }): string;
  /** The token endpoint for `authorization_code` and `refresh_token`. */
  answerTokenRequest(request: TokenRequest): Result<IssuedTokens, OAuthFailure>;
  authenticateClient(request: TokenRequest): Result<SimulatedClient, OAuthFailure>;
  /** Whose access token this is. `expired` and `revoked` were good once. */
  inspectAccessToken(token: string): { state: "active" | "expired" | "revoked" | "unknown"; grant?: Grant };
  /** RFC 7662 for both kinds of tokens. */
  introspect(
    token: string,
  ): { active: false } | { active: true; grant: Grant; use: "access_token" | "refresh_token"; expiresIn?: number };
  /** RFC 7009 §2.1: a refresh token ends its grant and its access tokens. Says whether the token was known. */
  revoke(token: string): boolean;
  /** Makes every access token expired, as if its life had passed. */
  expireAccessTokens(): void;
  reset(): void;
}

interface Code {
  readonly request: AuthorizationRequest;
  readonly grant: Grant;
  readonly expiresAt: number;
}

interface AccessToken {
  readonly grant: Grant;
  expiresAt: number;
}

interface RefreshToken {
  readonly grant: Grant;
  state: "current" | "superseded" | "dead";
  /** The token it replaced, dead as soon as this one is used. */
  readonly predecessor?: string;
}

export function createAuthorizationServer(spec: AuthorizationServerSpec): AuthorizationServer {
  const now = spec.now ?? Date.now;
  const codes = new Map<string, Code>();
  const accessTokens = new Map<string, AccessToken>();
  const refreshTokens = new Map<string, RefreshToken>();
  const endedGrants = new Set<string>();

  const findClient = (id: string): SimulatedClient | undefined => {
    if (typeof spec.client === "function") return spec.client(id);
    return spec.client.id === id ? spec.client : undefined;
  };

  function authenticateClient(request: TokenRequest): Result<SimulatedClient, OAuthFailure> {
    const inBody = request.parameters.get("client_id");
    const given =
      spec.clientAuthentication.includes("basic") && request.basic !== undefined
        ? request.basic
        : spec.clientAuthentication.includes("body") && inBody !== undefined
          ? { id: inBody, secret: request.parameters.get("client_secret") ?? "" }
          : undefined;
    const client = given && findClient(given.id);
    if (!given || !client) return fail("invalid_client", "client_unknown");
    if (!isSameText(given.secret, client.secret)) return fail("invalid_client", "client_secret_wrong");
    return ok(client);
  }

  function issue(grant: Grant, refreshToken: string | undefined): IssuedTokens {
    const accessToken = token(spec.prefixes?.access);
    const expiresIn = spec.accessTokenLifetimeSeconds;
    accessTokens.set(accessToken, {
      grant,
      expiresAt: expiresIn === undefined ? Number.POSITIVE_INFINITY : now() + expiresIn * 1000,
    });
    return { grant, accessToken, refreshToken, expiresIn };
  }

  function issueRefreshToken(grant: Grant, predecessor?: string): string | undefined {
    if (spec.rotation === "none") return undefined;
    const refreshToken = token(spec.prefixes?.refresh);
    refreshTokens.set(refreshToken, { grant, state: "current", ...(predecessor === undefined ? {} : { predecessor }) });
    return refreshToken;
  }

  function redeemCode(client: SimulatedClient, request: TokenRequest): Result<IssuedTokens, OAuthFailure> {
    const given = request.parameters.get("code") ?? "";
    const code = codes.get(given);
    if (!code || code.request.clientId !== client.id) return fail("invalid_grant", "code_unknown");
    codes.delete(given);
    if (code.expiresAt <= now()) return fail("invalid_grant", "code_expired");
    // RFC 6749 §4.1.3: identical to the one of the authorization request, when the provider's exchange carries it.
    const redirectUri = request.parameters.get("redirect_uri");
    if (redirectUri !== undefined && redirectUri !== code.request.redirectUri) {
      return fail("invalid_grant", "redirect_uri_differs");
    }
    if (spec.pkce !== "ignored" && code.request.codeChallenge !== undefined) {
      const verifier = request.parameters.get("code_verifier") ?? "";
      if (challengeOf(verifier) !== code.request.codeChallenge) return fail("invalid_grant", "verifier_wrong");
    }
    return ok(issue(code.grant, issueRefreshToken(code.grant)));
  }

  function renew(client: SimulatedClient, request: TokenRequest): Result<IssuedTokens, OAuthFailure> {
    const given = request.parameters.get("refresh_token") ?? "";
    const refreshToken = refreshTokens.get(given);
    if (!refreshToken || refreshToken.grant.clientId !== client.id || endedGrants.has(refreshToken.grant.id)) {
      return fail("invalid_grant", "refresh_token_unknown");
    }
    if (refreshToken.state === "dead") {
      endedGrants.add(refreshToken.grant.id);
      return fail("invalid_grant", "refresh_token_reused");
    }
    const predecessor =
      refreshToken.predecessor === undefined ? undefined : refreshTokens.get(refreshToken.predecessor);
    if (predecessor) predecessor.state = "dead";
    if (spec.rotation === "never") return ok(issue(refreshToken.grant, given));
    refreshToken.state = spec.rotation === "tolerant" ? "superseded" : "dead";
    return ok(issue(refreshToken.grant, issueRefreshToken(refreshToken.grant, given)));
  }

  function inspectAccessToken(value: string): ReturnType<AuthorizationServer["inspectAccessToken"]> {
    const found = accessTokens.get(value);
    if (!found) return { state: "unknown" };
    if (endedGrants.has(found.grant.id)) return { state: "revoked", grant: found.grant };
    return { state: found.expiresAt <= now() ? "expired" : "active", grant: found.grant };
  }

  return {
    authenticateClient,
    inspectAccessToken,
    readAuthorizationRequest: (parameters) => {
      const clientId = parameters.get("client_id") ?? "";
      const redirectUri = parameters.get("redirect_uri") ?? "";
      if (!findClient(clientId)) return err("Cette application n’est pas connue.");
      if (!URL.canParse(redirectUri) || new URL(redirectUri).pathname !== spec.callbackPath) {
        return err("L’adresse de retour n’est pas celle de l’application.");
      }
      const codeChallenge = parameters.get("code_challenge") ?? undefined;
      if (codeChallenge !== undefined && parameters.get("code_challenge_method") !== "S256") {
        return err("Seule la méthode S256 est acceptée pour code_challenge.");
      }
      if (spec.pkce === "required" && codeChallenge === undefined) {
        return err("Un code_challenge est exigé.");
      }
      return ok({
        clientId,
        redirectUri,
        state: parameters.get("state") ?? undefined,
        scope: parameters.get("scope") ?? "",
        codeChallenge,
        parameters,
      });
    },
    approve: (request, allowed) => {
      const code = token(spec.prefixes?.code);
      const grant = { id: token(), clientId: request.clientId, account: allowed.account, scopes: allowed.scopes };
      codes.set(code, { request, grant, expiresAt: now() + codeLifetimeSeconds * 1000 });
      return code;
    },
    answerTokenRequest: (request) => {
      const client = authenticateClient(request);
      if (!client.ok) return client;
      switch (request.parameters.get("grant_type")) {
        case "authorization_code":
          return redeemCode(client.value, request);
        case "refresh_token":
          return renew(client.value, request);
        case undefined:
          return fail("invalid_request", "malformed");
        default:
          return fail("unsupported_grant_type", "grant_type_unknown");
      }
    },
    introspect: (value) => {
      const access = inspectAccessToken(value);
      if (access.state === "active" && access.grant) {
        const expiresAt = accessTokens.get(value)?.expiresAt ?? 0;
        const expiresIn = Number.isFinite(expiresAt) ? { expiresIn: Math.floor((expiresAt - now()) / 1000) } : {};
        return { active: true, grant: access.grant, use: "access_token", ...expiresIn };
      }
      const refresh = refreshTokens.get(value);
      return refresh && refresh.state !== "dead" && !endedGrants.has(refresh.grant.id)
        ? { active: true, grant: refresh.grant, use: "refresh_token" }
        : { active: false };
    },
    revoke: (value) => {
      const grant = refreshTokens.get(value)?.grant ?? accessTokens.get(value)?.grant;
      if (!grant) return false;
      endedGrants.add(grant.id);
      return true;
    },
    expireAccessTokens: () => {
      for (const accessToken of accessTokens.values()) accessToken.expiresAt = now();
    },
    reset: () => {
      codes.clear();
      accessTokens.clear();
      refreshTokens.clear();
      endedGrants.clear();
    },
  };
}

function fail(error: OAuthFailure["error"], cause: OAuthFailure["cause"]) {
  return err<OAuthFailure>({ error, cause });
}

function token(prefix = ""): string {
  return prefix + randomBytes(24).toString("base64url");
}

/** RFC 7636 §4.6. */
function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}

function isSameText(left: string, right: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
