/** Where the page gets its facts from: the API over HTTP with a session from the host, or a client that the host brings. It comes after the page is seen. */
import { type ApiClient, ApiError } from "../api/client.ts";
import { createApiClient } from "../api/http-client.ts";
import { createProver } from "../proof.ts";
import { createSession, type GetSession, type Session, type SessionReason, sessionFromEndpoint } from "../session.ts";

export interface Source {
  /** null with a client of the host. */
  readonly session: Session | null;
  /** Rejects with `ApiError` when the host gives no session; may be asked again. */
  connect(): Promise<ApiClient>;
}

/** `getSession` is read at every request for a session: a host that renders again gives a new function each time. */
export function createSource({
  client,
  base,
  locale,
  getSession,
  sessionEndpoint,
  lost,
}: {
  client: ApiClient | null;
  base: string;
  locale: string;
  getSession: () => GetSession | null;
  sessionEndpoint: string | null;
  /** The host gave no session. */
  lost: (reason: SessionReason) => void;
}): Source {
  if (client) return { session: null, connect: async () => client };
  const boundFetch = fetch.bind(globalThis);
  const askEndpoint = sessionEndpoint ? sessionFromEndpoint(sessionEndpoint, boundFetch) : null;
  const session = createSession({
    getSession: (request) => {
      const ask = getSession() ?? askEndpoint;
      return ask ? ask(request) : Promise.reject(new Error("the host has no way to a session"));
    },
    now: Date.now,
    lost,
  });
  const api = createApiClient({ base, session, prover: createProver(Date.now), locale, fetch: boundFetch });
  return {
    session,
    async connect() {
      try {
        await session.token();
        return api;
      } catch (cause) {
        throw new ApiError(null, { cause });
      }
    },
  };
}
