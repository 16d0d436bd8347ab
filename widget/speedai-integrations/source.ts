/** Where the page gets its facts from: the API over HTTP, with a session from the host. */
import type { ApiClient } from "../api/client.ts";
import { createApiClient } from "../api/http-client.ts";
import { createProver } from "../proof.ts";
import { createSession, type GetSession, type Session, sessionFromEndpoint } from "../session.ts";

export interface Source {
  readonly api: ApiClient;
  readonly session: Session;
}

/**
 * null while the host has offered neither way to a session. `getSession` is read at every request for one: a host that renders
 * again gives a new function each time.
 */
export function createSource({
  base,
  locale,
  getSession,
  sessionEndpoint,
}: {
  base: string;
  locale: string;
  getSession: () => GetSession | null;
  sessionEndpoint: string | null;
}): Source | null {
  const boundFetch = fetch.bind(globalThis);
  const askEndpoint = sessionEndpoint ? sessionFromEndpoint(sessionEndpoint, boundFetch) : null;
  if (!getSession() && !askEndpoint) return null;
  const session = createSession({
    getSession: (request) => {
      const ask = getSession() ?? askEndpoint;
      return ask ? ask(request) : Promise.reject(new Error("getSession was taken away"));
    },
    now: Date.now,
  });
  return {
    session,
    api: createApiClient({ base, session, prover: createProver(Date.now), locale, fetch: boundFetch }),
  };
}
