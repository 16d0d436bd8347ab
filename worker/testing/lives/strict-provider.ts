/**
 * The other side: HubSpot's OAuth and Pipedrive's keys, as strict as a provider may be. A code is good once and for one PKCE
 * challenge; a refresh token that was replaced kills its grant when it is used again (RFC 9700 §4.14).
 */
import { createHash } from "node:crypto";
import { type Answer, toAnswer } from "../../domain/exchange.ts";
import type { OutboundRequest, SendFailure } from "../../platform/ports.ts";

/** Stands in every secret of a life, so that one search finds any of them. */
export const canary = "canary7Hq2Zw";

export const weathers = ["fine", "down", "limited", "silent", "answer lost", "forgetful"] as const;
/**
 * `silent`: nothing happens and nothing comes back. `answer lost`: it happens and nothing comes back. `forgetful`: a grant
 * that is alive is refused as unknown.
 */
export type Weather = (typeof weathers)[number];

/** One consent of one person, and what became of it. */
export interface Grant {
  readonly number: number;
  readonly account: number;
  readonly consentedBy: string;
  /** Of the refresh token. */
  generation: number;
  accessNumber: number;
  accessUntil: number;
  state: "alive" | "revoked" | "killed";
  /** The answer that would have told us of the grant itself never came. */
  readonly isUnknown: boolean;
  /** The last token answer did not come back to us. */
  isAnswerLost: boolean;
  /** A request to revoke it came, and was not followed. */
  isRevocationRefused: boolean;
}

interface Code {
  readonly challenge: string;
  readonly by: string;
  uses: number;
}

const accessSeconds = 1_800;

export class StrictProvider {
  readonly grants: Grant[] = [];
  weather: Weather = "fine";
  /** Who is signed in at the provider. */
  account = 1;
  rotates = true;
  tokenRequests = 0;
  refusedRevocations = 0;
  /** Replaced refresh tokens that were sent again although their successors had arrived. */
  needlessReuses = 0;
  readonly #codes = new Map<string, Code>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** A person says yes on the provider's page. */
  consent(authorization: URL, by: string): string {
    const code = `code-${canary}-${this.#codes.size}`;
    this.#codes.set(code, { by, challenge: authorization.searchParams.get("code_challenge") ?? "", uses: 0 });
    return code;
  }

  /** How often a code was sent to us at most. */
  get mostUsesOfACode(): number {
    return Math.max(0, ...[...this.#codes.values()].map(({ uses }) => uses));
  }

  find(refreshToken: string | undefined): Grant | undefined {
    const number = new RegExp(`^rt-${canary}-(\\d+)-`).exec(refreshToken ?? "")?.[1];
    return number === undefined ? undefined : this.grants[Number(number)];
  }

  isCurrent(refreshToken: string, grant: Grant): boolean {
    return refreshToken === refreshTokenOf(grant);
  }

  /** The account's owner takes the access away in the provider's settings. */
  withdraw(which: number): void {
    const grant = this.grants[this.grants.length - 1 - which];
    if (grant?.state === "alive") grant.state = "killed";
  }

  readonly answer = (request: OutboundRequest): Answer | SendFailure => {
    const url = new URL(request.url);
    const form = new URLSearchParams(request.body);
    if (url.pathname.endsWith("/revoke")) return this.#revoke(form.get("token") ?? "");
    if (url.pathname.endsWith("/token")) return this.#token(form);
    const refusal = this.#refusal();
    if (refusal) return refusal;
    if (this.weather === "answer lost") return silence;
    return url.hostname === "api.pipedrive.com" ? this.#answerToKey(request) : this.#answerToToken(request, url);
  };

  #token(form: URLSearchParams): Answer | SendFailure {
    this.tokenRequests += 1;
    const refusal = this.#refusal();
    if (refusal) return refusal;
    if (this.weather === "forgetful") return unknownGrant();
    return form.get("grant_type") === "refresh_token"
      ? this.#refresh(form.get("refresh_token") ?? "")
      : this.#redeem(form.get("code") ?? "", form.get("code_verifier") ?? "");
  }

  #redeem(text: string, verifier: string): Answer | SendFailure {
    const code = this.#codes.get(text);
    if (!code) return unknownGrant();
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    if (code.challenge !== challenge) return unknownGrant();
    code.uses += 1;
    if (code.uses > 1) return unknownGrant();
    const grant: Grant = {
      number: this.grants.length,
      account: this.account,
      consentedBy: code.by,
      generation: 1,
      accessNumber: 0,
      accessUntil: 0,
      state: "alive",
      isUnknown: this.weather === "answer lost",
      isAnswerLost: false,
      isRevocationRefused: false,
    };
    this.grants.push(grant);
    return this.#tell(grant, true);
  }

  #refresh(token: string): Answer | SendFailure {
    const grant = this.find(token);
    if (grant?.state !== "alive") return unknownGrant();
    if (!this.isCurrent(token, grant)) {
      grant.state = "killed";
      if (!grant.isAnswerLost) this.needlessReuses += 1;
      return unknownGrant();
    }
    if (this.rotates) grant.generation += 1;
    return this.#tell(grant, this.rotates);
  }

  #tell(grant: Grant, withRefreshToken: boolean): Answer | SendFailure {
    grant.accessNumber += 1;
    grant.accessUntil = this.#now().getTime() + accessSeconds * 1_000;
    grant.isAnswerLost = this.weather === "answer lost";
    if (grant.isAnswerLost) return silence;
    return json(200, {
      access_token: accessTokenOf(grant),
      ...(withRefreshToken && { refresh_token: refreshTokenOf(grant) }),
      expires_in: accessSeconds,
      hub_id: grant.account,
    });
  }

  #revoke(token: string): Answer | SendFailure {
    const grant = this.find(token);
    const refusal = this.#refusal();
    if (refusal) {
      this.refusedRevocations += 1;
      if (grant) grant.isRevocationRefused = true;
      return refusal;
    }
    if (grant?.state === "alive") grant.state = "revoked";
    if (this.weather !== "answer lost") return json(200, {});
    this.refusedRevocations += 1;
    return silence;
  }

  #answerToToken(request: OutboundRequest, url: URL): Answer {
    const token = (request.headers?.["authorization"] ?? "").replace(/^Bearer /, "");
    const grant = this.grants.find((one) => accessTokenOf(one) === token);
    if (grant?.state !== "alive" || grant.accessUntil <= this.#now().getTime()) {
      return json(401, { category: "EXPIRED_AUTHENTICATION" });
    }
    if (url.pathname.endsWith("/who")) return json(200, { grant: grant.number });
    return json(200, { portalId: grant.account, accountType: "STANDARD", uiDomain: "app.hubspot.com" });
  }

  #answerToKey(request: OutboundRequest): Answer {
    const key = request.headers?.["x-api-token"] ?? "";
    const [, by, worth] = new RegExp(`^pk-${canary}-(\\w+)-(good|bad)-`).exec(key) ?? [];
    if (worth !== "good") return json(401, { success: false });
    return json(200, { success: true, data: { company_id: this.account, company_name: "Auberge", name: by } });
  }

  #refusal(): Answer | SendFailure | undefined {
    if (this.weather === "down") return json(503, {});
    if (this.weather === "limited") return json(429, {}, { "retry-after": "120" });
    return this.weather === "silent" ? silence : undefined;
  }
}

const silence: SendFailure = { reason: "server_silent", step: "network" };

function refreshTokenOf({ number, generation }: Grant): string {
  return `rt-${canary}-${number}-${generation}`;
}

function accessTokenOf({ number, accessNumber }: Grant): string {
  return `at-${canary}-${number}-${accessNumber}`;
}

function unknownGrant(): Answer {
  return json(400, { error: "invalid_grant", status: "BAD_REFRESH_TOKEN" });
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return toAnswer(status, { "content-type": "application/json", ...headers }, JSON.stringify(body));
}
