/** Where the page gets its facts from: the API over HTTP with a session from the host, or a client that the host brings. */
import { type ApiClient, ApiError } from "../api/client.ts";
import { createSession, type GetSession, type Session, type SessionReason, sessionFromEndpoint } from "../session.ts";

export interface Source {
  /** null with a client of the host. */
  readonly session: Session | null;
  /** Asks for session and script at the same time. Rejects with `ApiError` when one of them does not come; may be asked again. */
  connect(): Promise<ApiClient>;
}

/**
 * null while the host has offered no way to a session. `getSession` is read at every request for one: a host that renders again
 * gives a new function each time.
 */
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
}): Source | null {
  if (client) return { session: null, connect: async () => client };
  const boundFetch = fetch.bind(globalThis);
  const askEndpoint = sessionEndpoint ? sessionFromEndpoint(sessionEndpoint, boundFetch) : null;
  if (!getSession() && !askEndpoint) return null;
  const session = createSession({
    getSession: (request) => {
      const ask = getSession() ?? askEndpoint;
      return ask ? ask(request) : Promise.reject(new Error("getSession was taken away"));
    },
    now: Date.now,
    lost,
  });
  let api: ApiClient | null = null;
  return {
    session,
    async connect() {
      try {
        const [{ createApiClient, createProver }] = await Promise.all([import("./transport.ts"), session.token()]);
        api ??= createApiClient({ base, session, prover: createProver(Date.now), locale, fetch: boundFetch });
        return api;
      } catch (cause) {
        throw new ApiError(null, { cause });
      }
    },
  };
}
