/**
 * The way to the provider and back (design: the person who consented is the person who began).
 * Popup road: the start page proves by a handshake with its opener that the page which began is there, and the callback needs
 * the cookie that it got then. Redirect road: the callback parks the grant, and only a session of the same person, with the
 * one-time code from the return URL, commits it.
 */
import { returnFragment } from "../../schema/wire/index.ts";
import { equalsConstantTime, hashToken } from "../domain/hash.ts";
import { toValues, type Values } from "../domain/values.ts";
import { Refusal } from "../errors.ts";
import { toCheck } from "../methods/driver.ts";
import { createAuthorization, endpointOf } from "../methods/oauth2.ts";
import { runProbe } from "../methods/probe.ts";
import { mapOrigin } from "../platform/origin-map.ts";
import { type AttemptRow, findStartedAttempt, insertOAuthState, takeOAuthState } from "../platform/store/attempts.ts";
import type { Failure, Finding, OAuth2Method, Provider } from "../providers/define.ts";
import { findMethod, findProvider } from "../providers/registry.ts";
import { handshakeOf } from "./attempt-view.ts";
import { exchangeCode, sealVerifier } from "./code-exchange.ts";
import { fingerprintAccount } from "./commit.ts";
import { oauthClientOf } from "./oauth-clients.ts";
import type { Circumstance } from "./people.ts";
import { revokeDraft } from "./revocation.ts";
import { type Draft, openDraft } from "./secrets.ts";
import { type OpenedAttempt, park, refuse, settleDraft } from "./settlement.ts";
import { auditing } from "./trail.ts";
import type { Services } from "./types.ts";

/** RFC 6749 §10.12 leaves the life of `state` to us; ten minutes are enough to log in with a second factor. */
const stateSeconds = 600;

export interface Started {
  readonly attempt: AttemptRow;
  readonly provider: Provider;
  readonly method: OAuth2Method;
  /** The company that will receive the access, shown before the provider's page. */
  readonly tenantName: string;
  readonly locale: string;
}

/** What the start page shows. Refusal `not_found`: no such open attempt of this provider. */
export async function openStart(services: Services, providerId: string, attemptId: string): Promise<Started> {
  const found = await findStartedAttempt(services.db, attemptId, services.clock.now());
  const provider = findProvider(providerId);
  const method = provider && found && findMethod(provider, found.attempt.method);
  if (
    !found ||
    !provider ||
    found.attempt.provider !== providerId ||
    found.attempt.step.kind !== "redirect" ||
    method?.kind !== "oauth2"
  ) {
    throw new Refusal("not_found");
  }
  return { ...found, provider, method };
}

export type Road = { readonly road: "popup"; readonly handshake: string } | { readonly road: "redirect" };

/** The authorization URL, and the nonce for the browser's cookie. */
export async function beginConsent(
  services: Services,
  providerId: string,
  attemptId: string,
  by: Road,
  requestId: string,
): Promise<{ authorizationUrl: string; browserNonce: string }> {
  const { attempt, provider, method } = await openStart(services, providerId, attemptId);
  await checkRoad(services, attempt, by);
  const values = await typedValues(services, { attempt, provider, method });
  const client = oauthClientOf(services.config, provider, method, values);
  if (!client) throw new Refusal("provider_unavailable");
  const redirectUri = redirectUriOf(services, method);
  const authorization = createAuthorization(method.oauth, client, redirectUri, values);
  const verifier = await sealVerifier(services, attempt, authorization.verifier);
  const browserNonce = services.random.token();
  await insertOAuthState(services.db, {
    stateHash: await hashToken(authorization.state),
    attemptId: attempt.id,
    tenantId: attempt.tenantId,
    provider: provider.id,
    issuer: endpointOf(method.oauth.issuer, values),
    redirectUri,
    scopes: method.oauth.scopes.map((scope) => scope.name).join(" "),
    ...verifier,
    road: by.road,
    browserNonceHash: await hashToken(browserNonce),
    expiresAt: new Date(services.clock.now().getTime() + stateSeconds * 1000),
  });
  await services.db.transaction(
    auditing(services, {
      actor: `session:${attempt.userId}`,
      tenantId: attempt.tenantId,
      connectionId: attempt.connectionId,
      action: "consent.begin",
      outcome: by.road,
      origin: attempt.openerOrigin,
      requestId,
    }),
  );
  return { authorizationUrl: mapOrigin(services.config.originMap, authorization.url), browserNonce };
}

async function checkRoad(services: Services, attempt: AttemptRow, by: Road): Promise<void> {
  if (by.road === "redirect") {
    if (attempt.returnUrl === null) throw new Refusal("forbidden_origin");
    return;
  }
  const expected = await handshakeOf(services, attempt.id);
  if (attempt.openerOrigin === null || !equalsConstantTime(by.handshake, expected))
    throw new Refusal("forbidden_origin");
}

/** Constant per provider and deployment; never built from the request (RFC 9700 §4.11). */
function redirectUriOf(services: Services, method: OAuth2Method): string {
  return `${services.config.publicUrl}/api/integrations/${method.oauth.callback}/callback`;
}

/** What was typed. A grant of an earlier consent, which was cut off before it was settled, is given back first. */
async function typedValues(services: Services, { attempt, provider, method }: OpenedAttempt): Promise<Values> {
  const opened = await openDraft(services.vault, attempt);
  if (!opened.ok) throw new Refusal("internal");
  const draft = opened.value ?? { settings: {}, secrets: {}, steps: [] };
  if (draft.tokenReceivedAt === undefined) return toValues(draft.settings, draft.secrets);
  if ((await revokeDraft(services, provider, method, draft)) === "failed") throw new Refusal("dependency_unavailable");
  const names = new Set(method.fields.map(({ name }) => name));
  const typedOf = <Value>(values: Readonly<Record<string, Value>>) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
  const typed: Draft = { settings: typedOf(draft.settings), secrets: typedOf(draft.secrets), steps: [] };
  await park(services, attempt, typed, attempt.step);
  return toValues(typed.settings, typed.secrets);
}

export type ConsentOutcome =
  /** No such state: used, expired or never ours. */
  | { readonly kind: "unknown" }
  | { readonly kind: "return"; readonly url: string }
  | {
      readonly kind: "settled";
      readonly attempt: AttemptRow;
      readonly failure: Failure | undefined;
      readonly locale: string;
    };

/** Whose consent came back: who is told when something fails, in which language, and where they stand. */
export interface FoundConsent {
  readonly attempt: AttemptRow;
  readonly road: Road["road"];
  readonly locale: string;
}

/**
 * Judges what the browser brought back. The state is consumed first, whatever else is in the query. `onFound` hears of the attempt
 * before anything is done that can fail.
 */
export async function finishConsent(
  services: Services,
  callback: string,
  parameters: URLSearchParams,
  browserNonce: string | undefined,
  circumstance: Circumstance,
  onFound: (found: FoundConsent) => void,
): Promise<ConsentOutcome> {
  const state = parameters.get("state");
  const taken =
    state === null || state.length > 512 ? undefined : await takeOAuthState(services.db, await hashToken(state));
  const provider = taken && findProvider(taken.provider);
  const found = taken && (await findStartedAttempt(services.db, taken.attemptId, services.clock.now()));
  const method = provider && found && findMethod(provider, found.attempt.method);
  if (!taken || !provider || !found || method?.kind !== "oauth2") return { kind: "unknown" };

  const { attempt, locale } = found;
  onFound({ attempt, road: taken.road, locale });
  const fail = async (failure: Failure): Promise<ConsentOutcome> => {
    await refuse(services, attempt, failure, circumstance);
    return taken.road === "redirect" ? backToPage(attempt) : { kind: "settled", attempt, failure, locale };
  };
  if (method.oauth.callback !== callback) return fail({ reason: "issuer_mismatch" });
  if (taken.expiresAt <= services.clock.now()) return fail({ reason: "attempt_expired" });
  if (browserNonce === undefined || !equalsConstantTime(await hashToken(browserNonce), taken.browserNonceHash)) {
    return fail({ reason: "wrong_browser" });
  }
  const won = await exchangeCode(services, { taken, attempt, provider, method }, parameters);
  if (!won.ok) return fail(won.failure);
  const { draft, values } = won;
  if (!(await keepGrant(services, { attempt, provider, method }, draft))) return fail({ reason: "attempt_expired" });

  const trial = await runProbe(services, method, values);
  if (!trial.ok) {
    const failure = trial.failure ?? { reason: "internal" };
    const check = toCheck(trial, "pending", services.clock.now());
    // Whoever chose the wrong one of several accounts sees which. On the other road nobody has proven yet that they began.
    const account = taken.road === "popup" ? await accountOf(services, provider, trial.finding) : {};
    await refuse(services, attempt, failure, circumstance, { ...check, ...account });
    return taken.road === "redirect" ? backToPage(attempt) : { kind: "settled", attempt, failure, locale };
  }
  const proven: Draft = {
    ...draft,
    settings: { ...draft.settings, ...trial.finding.settings },
    accountId: trial.finding.accountId ?? draft.accountId,
    accountLabel: trial.finding.accountLabel ?? draft.accountLabel,
    choice: trial.finding.choice,
    steps: trial.steps,
  };
  // On the redirect road nothing is asked or written before the code has come back through the page that began.
  if (taken.road === "redirect") return parkForReturn(services, attempt, proven);
  const settling = settleDraft(services, { attempt, provider, method }, proven, circumstance);
  const failure = await settling.then(() => undefined, endedMeanwhile);
  return { kind: "settled", attempt, failure, locale };
}

async function accountOf(services: Services, provider: Provider, { accountId, accountLabel }: Finding) {
  if (accountId === undefined || accountLabel === undefined) return {};
  return { account: { id: await fingerprintAccount(services, provider.id, accountId), label: accountLabel } };
}

/** Somebody else was faster: the window says so to the person who looks at it. */
function endedMeanwhile(error: unknown): Failure {
  const isEnd = error instanceof Refusal && (error.code === "conflict" || error.code === "attempt_closed");
  if (!isEnd) throw error;
  return { reason: "attempt_expired" };
}

/**
 * Seals the grant into the attempt before anything else is done with it: from here on it is committed or given back, whatever
 * is cut off. False: the attempt was ended meanwhile, and the grant is given back at once.
 */
async function keepGrant(
  services: Services,
  { attempt, provider, method }: OpenedAttempt,
  draft: Draft,
): Promise<boolean> {
  const kept = await park(services, attempt, draft, attempt.step).then(
    () => true,
    (error: unknown) => error,
  );
  if (kept === true) return true;
  await revokeDraft(services, provider, method, draft);
  if (kept instanceof Refusal && kept.code === "attempt_closed") return false;
  throw kept;
}

/** The grant waits, sealed, for the page to come back with the code; what never comes is revoked and erased. */
async function parkForReturn(services: Services, attempt: AttemptRow, draft: Draft): Promise<ConsentOutcome> {
  const completion = services.random.token();
  await park(services, attempt, draft, { kind: "waiting", for: "commit" }, await hashToken(completion));
  return backToPage(attempt, completion);
}

/** The return URL was checked against the session's origins when the attempt was made (no open redirector). */
function backToPage(attempt: AttemptRow, completion?: string): ConsentOutcome {
  if (attempt.returnUrl === null) return { kind: "unknown" };
  const fragment = new URLSearchParams({ [returnFragment.attempt]: attempt.id });
  if (completion !== undefined) fragment.set(returnFragment.completion, completion);
  return { kind: "return", url: `${attempt.returnUrl}#${fragment}` };
}
