/** What a flow of the product is to the fault suite. */
import type { JournalCode } from "../../../schema/wire/index.ts";
import type { Scene, Side } from "./scene.ts";

/**
 * - `done`: what was begun is done: connected, disconnected, stored.
 * - `clean_failure`: nothing of it is there, and what was there before is as it was.
 * - `needs_reconnect`: the connection says that the person must consent again.
 */
export type Outcome = "done" | "clean_failure" | "needs_reconnect";

/** A flow that is about to run. */
export interface Run {
  /** What is under fire. Rejects where somebody is refused or not answered. */
  act(): Promise<unknown>;
  /** In calm, before anybody does anything: what there is. */
  find(): Promise<Outcome>;
  /** The person (or the sender) goes on, or begins again. Rejects when stuck. */
  goOn(): Promise<unknown>;
  /** The connection that must be whole afterwards, where there is to be one. */
  connectionId(): string | undefined;
}

/** How often a line or a record must be there in the end, for the one thing that was done: a number, or at least one. */
export type Amount = number | "some";

export interface Flow {
  readonly name: string;
  /** Whose calls there are to cut. */
  readonly sides: readonly Side[];
  /** Everything that comes before, uncut. */
  prepare(scene: Scene): Promise<Run>;
  /** Lines of the customer's journal when all is over. */
  readonly journal: Partial<Record<JournalCode, Amount>>;
  /** Records of the audit trail when all is over, by action. */
  readonly audit: Readonly<Record<string, Amount>>;
  /** Whether a lost answer of the provider may end in a new consent: refresh tokens that are good for one use. */
  readonly mayNeedReconnect?: true;
}
