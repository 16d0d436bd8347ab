/** Who asks the application: people at their pages, with sessions, and services with keys; and what no answer may ever be. */
import { pageOrigin, partnerKey } from "../rig.ts";
import type { Person } from "./commands.ts";
import type { Isolate } from "./isolate.ts";
import { Struck } from "./stage.ts";
import { canary } from "./strict-provider.ts";

export const roles = { anna: "admin", bela: "manager", vera: "viewer", cleo: "manager" } as const;
export const houses = { anna: "one", bela: "one", vera: "one", cleo: "two" } as const;
export type House = (typeof houses)[Person];

export interface Told {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** What a life shows is wrong. */
export class Broken extends Error {
  override readonly name = "Broken";
}

export function hold(holds: boolean, law: string): asserts holds {
  if (!holds) throw new Broken(law);
}

export class Callers {
  /** Tokens, states and codes that nobody may find anywhere. */
  readonly secrets: string[] = [];
  readonly #isolate: Isolate;
  readonly #tokens = new Map<Person, { readonly token: string; readonly until: number }>();
  #keys = 0;

  constructor(isolate: Isolate) {
    this.#isolate = isolate;
  }

  /** The tenant that a person belongs to. */
  tenantOf(person: Person): string {
    return `house-${houses[person]}-${this.#isolate.now.number}`;
  }

  async signIn(person: Person): Promise<void> {
    const nowMs = this.#isolate.now.nowMs;
    const known = this.#tokens.get(person);
    if (known && known.until > nowMs) return;
    const told = await this.ask("/api/sessions", {
      method: "POST",
      headers: { authorization: `Bearer ${partnerKey}`, "content-type": "application/json" },
      body: JSON.stringify({
        tenant: { id: this.tenantOf(person), name: "Auberge" },
        user: { id: person, role: roles[person] },
        origins: [pageOrigin],
        // What a stolen token is worth is judged elsewhere (routes/proof.test.ts).
        proof: "optional",
      }),
    });
    hold(told.status === 201, `a session is refused with ${told.status}`);
    const token = textIn(told.body, "token") ?? "";
    this.secrets.push(token);
    this.#tokens.set(person, { token, until: nowMs + 850_000 });
  }

  page(who: Person, method: string, path: string, body?: unknown): Promise<Told> {
    return this.ask(path, {
      method,
      headers: {
        authorization: `Bearer ${this.#tokens.get(who)?.token}`,
        origin: pageOrigin,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  async ask(path: string, init: RequestInit): Promise<Told> {
    const isolate = this.#isolate;
    const response = await isolate.request(path, init);
    const text = await response.text();
    await isolate.stage.finishLater();
    this.checkAlive();
    hold(!text.includes(canary), `an answer to ${init.method ?? "GET"} ${pattern(path)} shows a secret`);
    // A new start first gives back what an earlier one left: that needs the provider, too.
    const mayLackProvider = path.startsWith("/internal/connections/") || path.endsWith("/start");
    const isWell = response.status < 500 || (mayLackProvider && response.status === 503);
    hold(isWell || isolate.stage.isStruck, `${init.method ?? "GET"} ${pattern(path)} answers ${response.status}`);
    hold(response.status !== 401 || !path.startsWith("/api/"), `${pattern(path)} answers 401`);
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return { status: response.status, body: isJson && text !== "" ? JSON.parse(text) : {}, headers: response.headers };
  }

  expect({ status }: Told, allowed: readonly number[], law: string): void {
    hold(allowed.includes(status) || this.#isolate.stage.isStruck, `${law}: answered ${status}`);
  }

  /** Each is another one. */
  key(who: Person, worth: "good" | "bad"): string {
    this.#keys += 1;
    return `pk-${canary}-${who}-${worth}-${this.#keys}`;
  }

  /** Somebody who is no longer there learns nothing. */
  checkAlive(): void {
    if (this.#isolate.stage.isDead) throw new Struck("the answer reached nobody");
  }
}

/** Without its ids. */
function pattern(path: string): string {
  return path.replace(/\?.*/, "").replace(/(att|con)_\w+/g, ":id");
}

function valueIn(value: unknown, ...path: readonly string[]): unknown {
  let found: unknown = value;
  for (const name of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = Object.entries(found).find(([key]) => key === name)?.[1];
  }
  return found;
}

export function textIn(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueIn(value, ...path);
  return typeof found === "string" ? found : undefined;
}

export function numberIn(value: unknown, ...path: readonly string[]): number | undefined {
  const found = valueIn(value, ...path);
  return typeof found === "number" ? found : undefined;
}
