/** Guards, each taken away by a small replacement of text, and the tests that must notice. By subject in `guards/`. */
import { addressGuards } from "./guards/addresses.ts";
import { consentGuards } from "./guards/consents.ts";
import { deliveryGuards } from "./guards/deliveries.ts";
import { exitGuards } from "./guards/exits.ts";
import { fileGuards } from "./guards/files.ts";
import { mailGuards } from "./guards/mails.ts";
import { secretsGuards } from "./guards/secrets.ts";
import { sessionGuards } from "./guards/sessions.ts";
import { tenantGuards } from "./guards/tenants.ts";
import { tokensGuards } from "./guards/tokens.ts";
import { trailGuards } from "./guards/trail.ts";

export interface Mutation {
  /** The guard that is gone. */
  readonly guard: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly text: string;
  readonly replacement: string;
  /** A project of Vitest, or the elements in a browser. */
  readonly project: "rules" | "worker" | "sidecar" | "elements";
  readonly tests: string;
  /** Only tests whose title matches, where the whole file would take long. */
  readonly only?: string;
}

export const guardGroups: readonly { readonly about: string; readonly guards: readonly Mutation[] }[] = [
  { about: "What leaves, and what a stored secret opens for (P1, P2)", guards: secretsGuards },
  { about: "Who owns what (P3)", guards: [...consentGuards, ...sessionGuards, ...tenantGuards] },
  { about: "What comes in (P4)", guards: [...deliveryGuards, ...mailGuards, ...fileGuards] },
  { about: "Where we can be made to go (P5)", guards: [...addressGuards, ...exitGuards] },
  { about: "Nothing lost, doubled or worn out (P6)", guards: tokensGuards },
  { about: "What can be verified (P7)", guards: trailGuards },
];

export const mutations: readonly Mutation[] = guardGroups.flatMap(({ guards }) => guards);
