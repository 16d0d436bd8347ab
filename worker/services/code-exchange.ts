/**
 * The code of a callback against a grant (RFC 6749 §4.1.3). Its verifier (RFC 7636) waits sealed in the state's row, under a key of
 * its own.
 */
import { expiryOf } from "../domain/refresh-policy.ts";
import { toValues, type Values } from "../domain/values.ts";
import { Refusal } from "../errors.ts";
import { codeRequest, type Grant, judgeCallback, judgeTokenAnswer } from "../methods/oauth2.ts";
import type { AttemptRow, OAuthStateRow } from "../platform/store/attempts.ts";
import type { Failure, OAuth2Method } from "../providers/define.ts";
import { oauthClientOf } from "./oauth-clients.ts";
import { type Draft, openDraft } from "./secrets.ts";
import type { OpenedAttempt } from "./settlement.ts";
import type { Services } from "./types.ts";

type SealedVerifier = Pick<OAuthStateRow, "wrappedKey" | "keyId" | "sealedVerifier">;

function verifierContext(attempt: AttemptRow) {
  return { tenant: attempt.tenantId, connection: attempt.id, field: "verifier", generation: 0 };
}

export async function sealVerifier(services: Services, attempt: AttemptRow, verifier: string): Promise<SealedVerifier> {
  const context = verifierContext(attempt);
  const key = await services.vault.newKey(context);
  const sealed = await services.vault.seal(key, context, verifier);
  if (!sealed.ok) throw new Refusal("internal");
  return { wrappedKey: key.wrapped, keyId: key.keyId, sealedVerifier: sealed.value };
}

function openVerifier(services: Services, attempt: AttemptRow, { keyId, wrappedKey, sealedVerifier }: SealedVerifier) {
  return services.vault.open({ keyId, wrapped: wrappedKey }, verifierContext(attempt), sealedVerifier);
}

interface Exchange extends OpenedAttempt {
  readonly taken: OAuthStateRow;
  readonly method: OAuth2Method;
}

/** The grant, as a draft whose tokens are not tried yet. The provider is asked only if the callback is one of this consent. */
export async function exchangeCode(
  services: Services,
  { taken, attempt, provider, method }: Exchange,
  parameters: URLSearchParams,
): Promise<{ ok: true; draft: Draft; values: Values } | { ok: false; failure: Failure }> {
  const judged = judgeCallback(method.oauth, parameters, taken.issuer);
  if (!judged.ok) return judged;
  const held = await openDraft(services.vault, attempt);
  const verifier = await openVerifier(services, attempt, taken);
  if (!held.ok || !verifier.ok) return { ok: false, failure: { reason: "secret_unreadable" } };
  const typed: Draft = held.value ?? { settings: {}, secrets: {}, steps: [] };
  const client = oauthClientOf(services.config, provider, method, toValues(typed.settings, typed.secrets));
  if (!client) return { ok: false, failure: { reason: "client_rejected" } };
  const now = services.clock.now();
  const facts = await method.oauth.callbackFacts?.(parameters, toValues(typed.settings), client.secret, now);
  if (facts && !facts.ok) return facts;
  const settings = { ...typed.settings, ...facts?.settings };
  const values = toValues(settings, typed.secrets);
  // The data centre that the callback named may have its own client secret.
  const exact = oauthClientOf(services.config, provider, method, values) ?? client;
  const request = codeRequest(method.oauth, exact, values, {
    code: judged.code,
    redirectUri: taken.redirectUri,
    verifier: verifier.value.reveal(),
  });
  const sent = await services.outbound.send(request);
  if (!sent.ok) return { ok: false, failure: { reason: sent.failure.reason } };
  const receivedAt = services.clock.now();
  const answer = judgeTokenAnswer(method.oauth, sent.value, values, receivedAt);
  if (!answer.ok) return { ok: false, failure: answer.failure };
  const draft = grantDraft(typed, settings, answer.grant, method, receivedAt);
  return { ok: true, draft, values: toValues(draft.settings, draft.secrets) };
}

function grantDraft(
  typed: Draft,
  settings: Draft["settings"],
  grant: Grant,
  method: OAuth2Method,
  receivedAt: Date,
): Draft {
  return {
    settings: { ...settings, ...grant.settings, ...grant.finding.settings },
    secrets: {
      ...typed.secrets,
      ...grant.secrets,
      access_token: grant.accessToken,
      ...(grant.refreshToken !== undefined && { refresh_token: grant.refreshToken }),
    },
    accountId: grant.finding.accountId,
    accountLabel: grant.finding.accountLabel,
    tokenReceivedAt: receivedAt.toISOString(),
    tokenExpiresAt: expiryOf(receivedAt, grant.expiresIn, method.oauth.accessTokenLifetime)?.toISOString() ?? null,
    steps: [],
  };
}
