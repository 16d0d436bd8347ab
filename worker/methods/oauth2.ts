/**
 * OAuth 2.0 authorization code grant (RFC 6749, PKCE RFC 7636, revocation RFC 7009, issuer RFC 9207).
 * Arctic builds the authorization request and reads the token answer; the request itself leaves by Outbound
 * (docs/decisions/0002-arctic.md). Sending and judging are two functions each.
 */
import {
  CodeChallengeMethod,
  generateCodeVerifier,
  generateState,
  OAuth2Client,
  OAuth2RequestError,
  OAuth2Tokens,
} from "arctic";
import type { Answer } from "../domain/exchange.ts";
import { isRecord, numberAt, textAt } from "../domain/json.ts";
import { judgeAnswer } from "../domain/judge.ts";
import type { Values } from "../domain/values.ts";
import type { OutboundRequest } from "../platform/ports.ts";
import type { Failure, Finding, OAuth2Method, OAuth2Spec } from "../providers/define.ts";

/** Token answers are small; a larger one is not a token answer. */
const tokenAnswerMaxBytes = 65_536;

export interface OAuthClient {
  readonly id: string;
  readonly secret: string;
}

export interface AuthorizationRequest {
  readonly url: string;
  readonly state: string;
  readonly verifier: string;
}

export function endpointOf(endpoint: string | ((values: Values) => string), values: Values): string {
  return typeof endpoint === "string" ? endpoint : endpoint(values);
}

export function createAuthorization(
  oauth: OAuth2Spec,
  client: OAuthClient,
  redirectUri: string,
  values: Values,
): AuthorizationRequest {
  const arctic = new OAuth2Client(client.id, null, redirectUri);
  const endpoint = endpointOf(oauth.authorizationEndpoint, values);
  const state = generateState();
  const verifier = generateCodeVerifier();
  const scopes = oauth.scopes.map((scope) => scope.name);
  const url = oauth.pkce
    ? arctic.createAuthorizationURLWithPKCE(endpoint, state, CodeChallengeMethod.S256, verifier, scopes)
    : arctic.createAuthorizationURL(endpoint, state, scopes);
  if (scopes.length > 0) url.searchParams.set("scope", scopes.join(oauth.scopeSeparator));
  for (const [name, value] of Object.entries(oauth.authorizationParameters ?? {})) url.searchParams.set(name, value);
  return { url: url.toString(), state, verifier };
}

export function codeRequest(
  oauth: OAuth2Spec,
  client: OAuthClient,
  values: Values,
  grant: { readonly code: string; readonly redirectUri: string; readonly verifier: string },
): OutboundRequest {
  const standard = { grant_type: "authorization_code", redirect_uri: grant.redirectUri };
  return tokenRequest(oauth, client, values, {
    ...(oauth.omitStandardTokenParameters ? {} : standard),
    code: grant.code,
    ...(oauth.pkce && { code_verifier: grant.verifier }),
    ...oauth.tokenParameters,
  });
}

export function refreshRequest(
  oauth: OAuth2Spec,
  client: OAuthClient,
  values: Values,
  refreshToken: string,
): OutboundRequest {
  return tokenRequest(oauth, client, values, { grant_type: "refresh_token", refresh_token: refreshToken });
}

function tokenRequest(
  oauth: OAuth2Spec,
  client: OAuthClient,
  values: Values,
  parameters: Readonly<Record<string, string>>,
): OutboundRequest {
  const { headers, credentials } = authenticateClient(oauth, client);
  return {
    url: endpointOf(oauth.tokenEndpoint, values),
    method: "POST",
    maxBytes: tokenAnswerMaxBytes,
    headers: { accept: "application/json", ...headers, ...oauth.tokenHeaders, "content-type": contentType(oauth) },
    body: encodeBody(oauth, { ...parameters, ...credentials }),
  };
}

/** RFC 6749 §2.3.1; declared once per provider, so exchange, refresh and revocation cannot differ. */
function authenticateClient(oauth: OAuth2Spec, client: OAuthClient) {
  if (oauth.clientAuthentication === "client_secret_post") {
    return { headers: {}, credentials: { client_id: client.id, client_secret: client.secret } };
  }
  const pair = `${encodeURIComponent(client.id)}:${encodeURIComponent(client.secret)}`;
  return { headers: { authorization: `Basic ${btoa(pair)}` }, credentials: {} };
}

function contentType(oauth: OAuth2Spec): string {
  return oauth.tokenRequestFormat === "json" ? "application/json" : "application/x-www-form-urlencoded";
}

function encodeBody(oauth: OAuth2Spec, parameters: Readonly<Record<string, string>>): string {
  return oauth.tokenRequestFormat === "json" ? JSON.stringify(parameters) : new URLSearchParams(parameters).toString();
}

export interface Grant {
  readonly accessToken: string;
  /** Undefined: the answer had none, the old one stays (RFC 6749 §6). */
  readonly refreshToken: string | undefined;
  /** Seconds. */
  readonly expiresIn: number | undefined;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly finding: Finding;
}

export type TokenJudgement =
  | { readonly ok: true; readonly grant: Grant }
  /** `final`: the server says that this grant is dead; anything else may pass. */
  | { readonly ok: false; readonly failure: Failure; readonly final: boolean };

/** Success is a non-empty `access_token`, whatever the status says: some servers put errors into a 200. */
export function judgeTokenAnswer(oauth: OAuth2Spec, answer: Answer, values: Values, now: Date): TokenJudgement {
  if (isRecord(answer.json) && answer.status < 300 && textAt(answer.json, "access_token") !== undefined) {
    return readGrant(oauth, answer.json, values);
  }
  if (oauth.endsGrant?.(answer)) return { ok: false, final: true, failure: { reason: "grant_revoked" } };
  const refused = tokenError(answer);
  if (refused) return refused;
  const failure = judgeAnswer(answer, undefined, now) ?? { reason: "unexpected_answer" };
  // Without an OAuth error a 401 or 403 speaks of our client, not of the customer's grant.
  const reason =
    failure.reason === "bad_credentials" || failure.reason === "rights_missing" ? "client_rejected" : failure.reason;
  return { ok: false, final: false, failure: { ...failure, reason } };
}

function readGrant(oauth: OAuth2Spec, json: Record<string, unknown>, values: Values): TokenJudgement {
  const tokens = new OAuth2Tokens(json);
  const facts = oauth.tokenFacts?.(json, values);
  if (facts && !facts.ok) return { ok: false, final: false, failure: facts.failure };
  const expiresIn = numberAt(json, "expires_in") ?? Number(textAt(json, "expires_in") ?? Number.NaN);
  return {
    ok: true,
    grant: {
      accessToken: tokens.accessToken(),
      refreshToken: textAt(json, "refresh_token"),
      expiresIn: Number.isFinite(expiresIn) && expiresIn > 0 ? expiresIn : undefined,
      settings: facts?.settings ?? {},
      secrets: facts?.secrets ?? {},
      finding: facts?.finding ?? {},
    },
  };
}

/** RFC 6749 §5.2 error codes, and Zoho's `invalid_code` in their place. */
function tokenError(answer: Answer): TokenJudgement | undefined {
  const code = textAt(answer.json, "error");
  if (code === undefined || answer.status === 429 || answer.status >= 500) return undefined;
  const error = new OAuth2RequestError(code, null, null, null);
  switch (error.code) {
    case "invalid_grant":
    case "invalid_code":
      return { ok: false, final: true, failure: { reason: "grant_revoked" } };
    case "invalid_client":
    case "invalid_client_id":
    case "unauthorized_client":
    case "invalid_redirect_uri":
    case "redirect_uri_mismatch":
      return { ok: false, final: false, failure: { reason: "client_rejected" } };
    case "invalid_scope":
      return { ok: false, final: false, failure: { reason: "rights_missing" } };
    case "temporarily_unavailable":
    case "server_error":
      return { ok: false, final: false, failure: { reason: "provider_down" } };
    case "Access Denied":
      return { ok: false, final: false, failure: { reason: "rate_limited", retryAfter: 600 } };
    default:
      return { ok: false, final: false, failure: { reason: "unexpected_answer" } };
  }
}

/** Undefined: the provider has no revocation, or there is nothing to revoke. */
export function revocationRequest(oauth: OAuth2Spec, client: OAuthClient, values: Values): OutboundRequest | undefined {
  const { revocation } = oauth;
  if (!revocation || !values.has(revocation.token)) return undefined;
  const token = values.text(revocation.token);
  const endpoint = endpointOf(revocation.endpoint, values);
  const form = { "content-type": "application/x-www-form-urlencoded" };
  switch (revocation.style) {
    case "rfc7009": {
      const { headers, credentials } = authenticateClient(oauth, client);
      // Notion speaks JSON here as at its token endpoint, and knows no hint.
      const hint = oauth.tokenRequestFormat === "form" ? { token_type_hint: revocation.token } : {};
      return {
        url: endpoint,
        method: "POST",
        headers: { ...headers, ...oauth.tokenHeaders, "content-type": contentType(oauth) },
        body: encodeBody(oauth, { token, ...hint, ...credentials }),
      };
    }
    case "rfc7009_without_client":
      return { url: endpoint, method: "POST", headers: form, body: new URLSearchParams({ token }).toString() };
    case "query":
      return { url: `${endpoint}?${new URLSearchParams({ token })}`, method: "POST" };
    case "delete_with_bearer":
      return {
        url: endpoint,
        method: "DELETE",
        headers: revocation.tokenHeader ? { [revocation.tokenHeader]: token } : { authorization: `Bearer ${token}` },
      };
    default:
      return revocation.style satisfies never;
  }
}

/** A grant that the server no longer knows is as good as revoked. */
export function judgeRevocation({ revocation }: Pick<OAuth2Spec, "revocation">, answer: Answer): "revoked" | "failed" {
  if (answer.status >= 200 && answer.status < 300) return "revoked";
  // The token itself asked, and is no longer known: it was given back before.
  if (revocation?.style === "delete_with_bearer" && answer.status === 401) return "revoked";
  const code = textAt(answer.json, "error");
  return code === "invalid_grant" || code === "invalid_token" ? "revoked" : "failed";
}

/** What the browser brought back. Provider texts are not read: they are neither shown nor logged. */
export type CallbackJudgement =
  | { readonly ok: true; readonly code: string }
  | { readonly ok: false; readonly failure: Failure };

/** RFC 9207: `iss` is compared as plain text; where it is promised, its absence is a refusal. */
export function judgeCallback(oauth: OAuth2Spec, parameters: URLSearchParams, issuer: string): CallbackJudgement {
  const repeated = ["code", "state", "error", "iss"].some((name) => parameters.getAll(name).length > 1);
  if (repeated) return { ok: false, failure: { reason: "unexpected_answer" } };
  const iss = parameters.get("iss");
  if (iss === null ? oauth.sendsIssuer === true : iss !== issuer)
    return { ok: false, failure: { reason: "issuer_mismatch" } };
  const error = parameters.get("error");
  if (error !== null)
    return { ok: false, failure: { reason: error === "access_denied" ? "consent_denied" : "unexpected_answer" } };
  const code = parameters.get("code");
  if (code === null || code === "" || code.length > 4096)
    return { ok: false, failure: { reason: "unexpected_answer" } };
  return { ok: true, code };
}

/** Where the page asks for the method: the provider file or the customer's own application. */
export function ownClient(method: OAuth2Method, values: Values): OAuthClient | undefined {
  const names = method.oauth.ownClient;
  if (!names || !values.has(names.id) || !values.has(names.secret)) return undefined;
  return { id: values.text(names.id), secret: values.text(names.secret) };
}
