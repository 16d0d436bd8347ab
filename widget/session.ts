/**
 * The session token of the page: asked from the host, kept in this closure only (no storage, no URL, no attribute), renewed
 * before it ends. Whoever asks while a renewal is under way waits for the same answer.
 */

import { SessionError, type SessionReason } from "./session-error.ts";

export { SessionError, type SessionReason };

/** Answer of the host's back end, as `POST /api/sessions` gives it. */
export interface SessionGrant {
  readonly token: string;
  /** ISO 8601. */
  readonly expires_at: string;
}

export type GetSession = (request: {
  readonly reason: SessionReason;
  readonly signal: AbortSignal;
}) => Promise<SessionGrant>;

export interface Session {
  /** A token that is good for now. Throws `SessionError`. */
  token(): Promise<string>;
  /** A token other than the one the API just refused. */
  tokenAfterRefusal(refused: string): Promise<string>;
  /** The tab is seen again: renews a token that ended meanwhile. */
  wake(): Promise<void>;
}

/** Renewal happens this long before the end, or at half of a life that is shorter than twice this. */
const renewalMarginMs = 60_000;
/** A host whose clock is off may hand out tokens that look expired: use them this long before asking again. */
const shortestLifeMs = 20_000;
const answerDeadlineMs = 15_000;

export function createSession({
  getSession,
  now,
  lost = () => {},
}: {
  getSession: GetSession;
  now: () => number;
  /** The host gave none. */
  lost?: (reason: SessionReason) => void;
}): Session {
  let held: { token: string; renewAt: number } | null = null;
  let pending: Promise<string> | null = null;

  const obtain = (reason: SessionReason): Promise<string> => {
    pending ??= ask(reason).finally(() => {
      pending = null;
    });
    return pending;
  };

  const ask = async (reason: SessionReason): Promise<string> => {
    try {
      const grant = readGrant(await getSession({ reason, signal: AbortSignal.timeout(answerDeadlineMs) }));
      const lifeMs = Math.max(Date.parse(grant.expires_at) - now(), shortestLifeMs);
      held = { token: grant.token, renewAt: now() + Math.max(lifeMs - renewalMarginMs, lifeMs / 2) };
      return grant.token;
    } catch (cause) {
      held = null;
      lost(reason);
      throw new SessionError(reason, { cause });
    }
  };

  const token = async (): Promise<string> => {
    if (pending) return pending;
    if (held && now() < held.renewAt) return held.token;
    return obtain(held ? "renewal" : "start");
  };

  return {
    token,
    async tokenAfterRefusal(refused) {
      if (pending) return pending;
      return held && held.token !== refused ? held.token : obtain("unauthorized");
    },
    async wake() {
      if (held && now() >= held.renewAt) await obtain("wake");
    },
  };
}

function readGrant(answer: unknown): SessionGrant {
  if (typeof answer === "object" && answer !== null && "token" in answer && "expires_at" in answer) {
    const { token, expires_at } = answer;
    if (
      typeof token === "string" &&
      token !== "" &&
      typeof expires_at === "string" &&
      !Number.isNaN(Date.parse(expires_at))
    )
      return { token, expires_at };
  }
  throw new TypeError("getSession must give { token, expires_at }");
}

/**
 * For hosts without a script of their own: a same-origin `POST` with the host's cookies. The JSON body keeps it out of reach of
 * cross-site forms. Another origin is refused, so that a wrong attribute never sends cookies elsewhere.
 */
export function sessionFromEndpoint(endpoint: string, fetch: typeof globalThis.fetch): GetSession {
  return async ({ reason, signal }) => {
    const url = new URL(endpoint, document.baseURI);
    if (url.origin !== location.origin) throw new TypeError("session-endpoint must be on the page's own origin");
    const answer = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      redirect: "error",
      cache: "no-store",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ reason }),
      signal,
    });
    if (!answer.ok) throw new Error(`session-endpoint answered ${answer.status}`);
    return readGrant(await answer.json());
  };
}
