/**
 * Who acts, one after another or side by side. Where several act at once, each call to the database or to a provider waits for
 * its turn, and a list of numbers decides whose it is: the same list gives the same order. One actor may be struck: it dies, as
 * an isolate does that is cut off, before or after a certain call; or that one call fails.
 */
import { AsyncLocalStorage } from "node:async_hooks";

export type Place = "database" | "provider";

export interface Strike {
  readonly place: Place;
  /** Counted from 1. */
  readonly call: number;
  readonly how: "dies before" | "dies after" | "fails";
}

interface Actor {
  readonly calls: Record<Place, number>;
  readonly strike: Strike | undefined;
  /** What goes on behind its answers. */
  readonly later: (() => Promise<void>)[];
  isStruck: boolean;
  isDead: boolean;
  isDone: boolean;
}

interface Waiting {
  readonly actor: Actor;
  readonly go: () => void;
}

/** What a call of somebody ends with who is dead, or whose call fails. */
export class Struck extends Error {
  override readonly name = "Struck";
}

/** Seconds by which the clock moves when all that is left to do is to wait, and when somebody waits while others work. */
const longNapSeconds = 1.5;
const shortNapSeconds = 0.15;

export class Stage {
  readonly #current = new AsyncLocalStorage<Actor>();
  readonly #pass: (seconds: number) => void;
  readonly #laterOfNobody: Actor["later"] = [];
  #actors: readonly Actor[] = [];
  #turns: number[] = [];
  #parked: Waiting[] = [];
  #asleep: Waiting[] = [];

  /** `pass` moves the clock. */
  constructor(pass: (seconds: number) => void) {
    this.#pass = pass;
  }

  /** True while somebody acts who was struck: what is answered then is not judged. */
  get isStruck(): boolean {
    return this.#current.getStore()?.isStruck ?? false;
  }

  get isDead(): boolean {
    return this.#current.getStore()?.isDead ?? false;
  }

  get isActing(): boolean {
    return this.#current.getStore() !== undefined;
  }

  get isCrowded(): boolean {
    return this.#actors.length > 1;
  }

  /** Ends when all have ended; rejects with the first error that is none of a strike. True: the strike happened. */
  async play(
    works: readonly (() => Promise<void>)[],
    turns: readonly number[] = [],
    strike?: Strike,
  ): Promise<boolean> {
    const actors = works.map((_, index): Actor => {
      const calls = { database: 0, provider: 0 };
      return {
        calls,
        strike: index === 0 ? strike : undefined,
        later: [],
        isStruck: false,
        isDead: false,
        isDone: false,
      };
    });
    this.#actors = actors;
    this.#turns = [...turns];
    const results = await Promise.allSettled(
      works.map(async (work, index) => {
        const actor = actors[index];
        if (!actor) return;
        try {
          await this.#current.run(actor, async () => {
            await work();
            await this.finishLater();
          });
        } catch (error) {
          if (!(actor.isDead && error instanceof Struck)) throw error;
        } finally {
          actor.isDone = true;
          this.#settle();
        }
      }),
    );
    this.#actors = [];
    for (const result of results) if (result.status === "rejected") throw result.reason;
    return actors.some(({ isStruck }) => isStruck);
  }

  /** Work that goes on behind an answer: its own actor does it, one after the other, so that nobody waits for another's. */
  later(work: () => Promise<void>): void {
    this.#later().push(work);
  }

  async finishLater(): Promise<void> {
    for (let work = this.#later().shift(); work; work = this.#later().shift()) await work();
  }

  #later(): Actor["later"] {
    return this.#current.getStore()?.later ?? this.#laterOfNobody;
  }

  /** One call. `undo` takes back what was opened for somebody who died of it. Nobody waits for a turn within a transaction. */
  async call<Value>(
    place: Place,
    work: () => Promise<Value>,
    { inTransaction = false, undo }: { inTransaction?: boolean; undo?: (value: Value) => Promise<void> } = {},
  ): Promise<Value> {
    const actor = this.#current.getStore();
    if (!actor) return work();
    this.#checkAlive(actor);
    actor.calls[place] += 1;
    const { strike } = actor;
    const how = strike?.place === place && strike.call === actor.calls[place] ? strike.how : undefined;
    if (!inTransaction) await this.#turn(actor);
    this.#checkAlive(actor);
    if (how === "dies before" || how === "fails") throw hit(actor, how);
    const value = await work();
    if (how !== "dies after") return value;
    await undo?.(value);
    throw hit(actor, how);
  }

  /** Waits for time to pass. */
  async nap(): Promise<void> {
    const actor = this.#current.getStore();
    if (!actor || this.#actors.length < 2) return this.#pass(longNapSeconds);
    await new Promise<void>((go) => {
      this.#asleep.push({ actor, go });
      this.#settle();
    });
  }

  #checkAlive(actor: Actor): void {
    if (actor.isDead) throw new Struck("nobody is there any more");
  }

  async #turn(actor: Actor): Promise<void> {
    if (this.#actors.length < 2) return;
    await new Promise<void>((go) => {
      this.#parked.push({ actor, go });
      this.#settle();
    });
  }

  /** When everybody waits, somebody may go on. */
  #settle(): void {
    const waiting = [...this.#parked, ...this.#asleep];
    const isQuiet = this.#actors.every((actor) => actor.isDone || waiting.some((one) => one.actor === actor));
    if (!isQuiet || waiting.length === 0) return;
    const order = this.#actors.flatMap((actor) => waiting.filter((one) => one.actor === actor));
    const turn = this.#turns.shift();
    const chosen = (turn === undefined ? undefined : order[turn % order.length]) ?? waiting[0];
    if (!chosen) return;
    if (this.#asleep.includes(chosen)) this.#pass(this.#parked.length > 0 ? shortNapSeconds : longNapSeconds);
    // All that this actor does at the same time: one of its calls may be its last and wake nobody.
    this.#parked = this.#parked.filter(({ actor }) => actor !== chosen.actor);
    this.#asleep = this.#asleep.filter(({ actor }) => actor !== chosen.actor);
    for (const { actor, go } of waiting) if (actor === chosen.actor) go();
  }
}

function hit(actor: Actor, how: Strike["how"]): Struck {
  actor.isStruck = true;
  actor.isDead = how !== "fails";
  return new Struck(how);
}
