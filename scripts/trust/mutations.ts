/** Guards, each taken away by a small replacement of text, and the tests that must notice. By promise in `guards/`. */
import { inboundGuards } from "./guards/inbound.ts";
import { networkGuards } from "./guards/network.ts";
import { ownershipGuards } from "./guards/ownership.ts";
import { secretsGuards } from "./guards/secrets.ts";
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
  { about: "Who owns what (P3)", guards: ownershipGuards },
  { about: "What comes in (P4)", guards: inboundGuards },
  { about: "Where we can be made to go (P5)", guards: networkGuards },
  { about: "Nothing lost, doubled or worn out (P6)", guards: tokensGuards },
  { about: "What can be verified (P7)", guards: trailGuards },
];

export const mutations: readonly Mutation[] = guardGroups.flatMap(({ guards }) => guards);
