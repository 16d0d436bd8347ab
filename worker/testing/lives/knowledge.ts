/** What whoever watches a life knows: attempts and how far they came, connections and whose they are. */
import { type Callers, type House, houses } from "./callers.ts";
import type { Person } from "./commands.ts";
import type { Isolate } from "./isolate.ts";

/** An attempt as whoever watches knows it. */
export interface KnownAttempt {
  readonly id: string;
  readonly by: Person;
  readonly connectionId: string;
  readonly renews: boolean;
  /** What the page that began has for its popup. */
  readonly handshake: string;
  left: Left | undefined;
  /** The one-time code that came back, and into whose browser. */
  brought: { readonly code: string; readonly to: Person } | undefined;
}

interface Left {
  readonly authorization: URL;
  readonly state: string;
  /** By who said yes. */
  readonly codes: Map<Person, string>;
}

export class Knowledge {
  readonly attempts: KnownAttempt[] = [];
  readonly disconnected = new Set<string>();
  /** Uses that were answered, by connection, and with whose grant. */
  readonly uses: { readonly connectionId: string; readonly grant: number | undefined }[] = [];
  /** Connections, the oldest first; renewed by whoever watches. */
  connectionIds: readonly string[] = [];
  readonly #isolate: Isolate;
  readonly #callers: Callers;
  /** By connection. */
  readonly #houses = new Map<string, House>();

  constructor(isolate: Isolate, callers: Callers) {
    this.#isolate = isolate;
    this.#callers = callers;
  }

  attempt(which: number): KnownAttempt | undefined {
    return this.attempts[this.attempts.length - 1 - which];
  }

  connection(which: number): string | undefined {
    const id = this.connectionIds[this.connectionIds.length - 1 - which];
    // As long as it is there: who disconnects it is judged afterwards.
    if (id !== undefined) this.houseOf(id);
    return id;
  }

  houseOf(id: string): House | undefined {
    const house = this.#houses.get(id) ?? this.#findHouse(id);
    if (house) this.#houses.set(id, house);
    return house;
  }

  #findHouse(id: string): House | undefined {
    const first = this.attempts.find(({ connectionId, renews }) => connectionId === id && !renews);
    if (first) return houses[first.by];
    // Whoever began it died before the answer came.
    const { rows } = this.#isolate.now.database.client.execute({
      sql: "select tenant_id from connections where id = ?",
      args: [id],
    });
    return rows[0] && (String(rows[0][0]) === this.#callers.tenantOf("cleo") ? "two" : "one");
  }
}
