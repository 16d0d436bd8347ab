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

export const mutations: readonly Mutation[] = [
  ...secretsGuards,
  ...ownershipGuards,
  ...inboundGuards,
  ...networkGuards,
  ...tokensGuards,
  ...trailGuards,
];
