/** What every handler can rely on. */
import type { Context } from "hono";
import type { FoundConsent } from "../services/consent.ts";
import type { Circumstance, Person } from "../services/people.ts";
import type { Services } from "../services/types.ts";

export interface AppEnv {
  readonly Variables: {
    readonly services: Services;
    readonly requestId: string;
    /** Set by the session middleware. */
    readonly person: Person;
    /** Set on the way back from a provider, once its attempt is known. */
    readonly consent: FoundConsent | undefined;
    readonly partner: PartnerIdentity;
    readonly service: ServiceIdentity;
  };
}

export interface PartnerIdentity {
  readonly name: string;
  readonly origins: readonly string[];
  readonly tenants: readonly string[] | "*";
}

export interface ServiceIdentity {
  readonly name: string;
  readonly tenants: readonly string[] | "*";
}

export function circumstanceOf(c: Context<AppEnv>): Circumstance {
  return { requestId: c.get("requestId"), origin: c.req.header("origin") ?? null };
}
