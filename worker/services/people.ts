/** Who acts: written into the audit trail and checked against roles. */
import type { Role } from "../../schema/wire/index.ts";

/** The authenticated person of a session. */
export interface Person {
  readonly sessionId: string;
  readonly tenantId: string;
  readonly tenantName: string;
  readonly userId: string;
  readonly role: Role;
  /** Exact origins this session may be used on. */
  readonly origins: readonly string[];
  /** Provider ids this session may see; null: all. */
  readonly integrations: readonly string[] | null;
  readonly locale: string;
}

/** Where a call came from, for the audit trail and the journal. */
export interface Circumstance {
  readonly requestId: string;
  readonly origin: string | null;
}

const ranks = { viewer: 0, manager: 1, admin: 2 } as const satisfies Record<Role, number>;

export function hasRole(person: Pick<Person, "role">, needed: Role): boolean {
  return ranks[person.role] >= ranks[needed];
}

export function mayUse(person: Pick<Person, "integrations">, provider: string): boolean {
  return person.integrations === null || person.integrations.includes(provider);
}

/** For words that stand in the API: our two languages. */
export function languageOf(person: Pick<Person, "locale">): "fr" | "en" {
  return person.locale === "en" ? "en" : "fr";
}
