/** One life: what people, strangers, services and the clock do with the real application, and what they learn from it. */
import { runDueWork } from "../../services/background.ts";
import { pageOrigin, partnerKey, publicUrl, serviceKey, strangeServiceKey } from "../rig.ts";
import { type Command, type Deed, type Person, people, type Road } from "./commands.ts";
import type { Isolate } from "./isolate.ts";
import { Struck } from "./stage.ts";
import { canary } from "./strict-provider.ts";

const returnUrl = `${pageOrigin}/integrations`;
const roles = { anna: "admin", bela: "manager", vera: "viewer", cleo: "manager" } as const;
const houses = { anna: "one", bela: "one", vera: "one", cleo: "two" } as const;
type House = (typeof houses)[Person];
/** Reads connections only, and of another tenant than these two. */
const reportsKey = "narrow-service-key-0123456789abcdef0123";

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

interface Told {
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

export class Life {
  readonly isolate: Isolate;
  readonly attempts: KnownAttempt[] = [];
  readonly disconnected = new Set<string>();
  /** Uses that were answered, by connection, and with whose grant. */
  readonly uses: { readonly connectionId: string; readonly grant: number | undefined }[] = [];
  /** Tokens, states and codes that nobody may find anywhere. */
  readonly secrets: string[] = [];
  /** Connections, the oldest first; renewed by whoever watches. */
  connectionIds: readonly string[] = [];
  #keys = 0;
  readonly #tokens = new Map<Person, { readonly token: string; readonly until: number }>();
  readonly #cookies = new Map<Person, string>();
  /** By connection. */
  readonly #houses = new Map<string, House>();

  constructor(isolate: Isolate) {
    this.isolate = isolate;
  }

  /** The tenant that a person belongs to. */
  tenantOf(person: Person): string {
    return `house-${houses[person]}-${this.isolate.now.number}`;
  }

  /** True: somebody was struck in the middle. */
  async live(command: Command): Promise<boolean> {
    const { stage, now } = this.isolate;
    for (const person of actorsOf(command)) await this.#signIn(person);
    switch (command.do) {
      case "pass":
        this.isolate.pass(command.minutes * 60);
        return false;
      case "weather":
        now.provider.weather = command.weather;
        return false;
      case "sign in":
        now.provider.account = command.account;
        return false;
      case "keep refresh tokens":
        now.provider.rotates = command.rotates;
        return false;
      case "withdraw":
        now.provider.withdraw(command.grant);
        return false;
      case "strike":
        return stage.play(this.#worksOf(command.deed), [], command.strike);
      case "together":
        return stage.play(this.#worksOf(...command.deeds), command.turns);
      default:
        return stage.play(this.#worksOf(command));
    }
  }

  /** What is done several times is done at once: by services that use a connection, or by a browser's request repeated. */
  #worksOf(...deeds: readonly Deed[]): (() => Promise<void>)[] {
    return deeds.flatMap((deed) =>
      Array.from({ length: "times" in deed ? deed.times : 1 }, () => () => this.#act(deed)),
    );
  }

  async #act(deed: Deed): Promise<void> {
    switch (deed.do) {
      case "connect":
        return this.#connect(deed.who, deed.road, deed.again);
      case "begin":
        await this.#begin(deed.who, deed.again);
        return;
      case "set out":
        await this.#setOut(deed.who, deed.road, deed.again);
        return;
      case "leave":
        return this.#leave(deed);
      case "return":
        return this.#comeBack(deed);
      case "commit":
        return this.#commit(this.#attempt(deed.attempt), deed.who, deed.code);
      case "answer":
        return this.#answer(this.#attempt(deed.attempt), deed.who, deed.choice);
      case "give up":
        return this.#giveUp(this.#attempt(deed.attempt), deed.who);
      case "type key":
        return this.#typeKey(deed.who, deed.worth, deed.again);
      case "patch":
        return this.#patch(deed);
      case "test":
        return this.#test(deed);
      case "use":
        return this.#use(deed);
      case "disconnect":
        return this.#disconnect(deed);
      case "trespass":
        return this.#trespass(deed);
      case "clock":
        return this.#work();
      case "rotate":
        return this.#rotate();
      default:
        return deed satisfies never;
    }
  }

  #attempt(which: number): KnownAttempt | undefined {
    return this.attempts[this.attempts.length - 1 - which];
  }

  #connection(which: number): string | undefined {
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
    const { rows } = this.isolate.now.database.client.execute({
      sql: "select tenant_id from connections where id = ?",
      args: [id],
    });
    return rows[0] && (String(rows[0][0]) === this.tenantOf("cleo") ? "two" : "one");
  }

  async #connect(who: Person, road: Road, again: number | null): Promise<void> {
    const attempt = await this.#setOut(who, road, again);
    if (!attempt) return;
    await this.#comeBack({ state: attempt, code: attempt, browser: who, cookie: true, says: "yes" });
    if (road === "redirect") await this.#commit(attempt, who, "brought");
  }

  async #setOut(who: Person, road: Road, again: number | null): Promise<KnownAttempt | undefined> {
    const attempt = await this.#begin(who, again);
    if (attempt) await this.#leave({ attempt, browser: who, road, handshake: "right" });
    return attempt;
  }

  async #begin(who: Person, again: number | null): Promise<KnownAttempt | undefined> {
    return this.#beginBy(who, again, "hubspot", { method: "oauth2", return_url: returnUrl });
  }

  async #beginBy(
    who: Person,
    again: number | null,
    provider: "hubspot" | "pipedrive",
    body: Record<string, unknown>,
  ): Promise<KnownAttempt | undefined> {
    const renewed = again === null ? undefined : this.#connection(again);
    const told = await this.#page(who, "POST", `/api/integrations/${provider}/attempts`, {
      ...body,
      ...(renewed !== undefined && { connection_id: renewed }),
    });
    if (roles[who] === "viewer") this.#expect(told, [403], "a viewer begins");
    if (renewed !== undefined && this.houseOf(renewed) !== houses[who]) {
      this.#expect(told, [403, 404], "somebody begins to renew a connection of another house");
    }
    const id = textIn(told.body, "id");
    if (told.status !== 201 || id === undefined) return undefined;
    const { rows } = this.isolate.now.database.client.execute({
      sql: "select connection_id, reconnects from attempts where id = ?",
      args: [id],
    });
    const attempt: KnownAttempt = {
      id,
      by: who,
      connectionId: String(rows[0]?.["connection_id"]),
      renews: Number(rows[0]?.["reconnects"]) === 1,
      handshake: textIn(told.body, "step", "handshake") ?? "",
      left: undefined,
      brought: undefined,
    };
    this.attempts.push(attempt);
    return attempt;
  }

  async #leave(deed: {
    attempt: number | KnownAttempt;
    browser: Person;
    road: Road;
    handshake: "right" | "wrong";
  }): Promise<void> {
    const attempt = typeof deed.attempt === "number" ? this.#attempt(deed.attempt) : deed.attempt;
    if (!attempt) return;
    // Only the page that began knows the handshake; a link that is sent to somebody carries none.
    const isRight = deed.handshake === "right" && deed.browser === attempt.by;
    const proof =
      deed.road === "popup"
        ? { road: deed.road, handshake: isRight ? attempt.handshake : "A".repeat(43) }
        : { road: deed.road };
    const told = await this.#ask("/api/integrations/hubspot/start", {
      method: "POST",
      headers: { "content-type": "application/json", origin: publicUrl },
      body: JSON.stringify({ attempt: attempt.id, ...proof }),
    });
    if (deed.road === "popup" && !isRight) this.#expect(told, [403, 404], "somebody leaves without the handshake");
    if (told.status !== 200) return;
    const authorization = new URL(textIn(told.body, "authorization_url") ?? "");
    const cookie = (told.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const state = authorization.searchParams.get("state") ?? "";
    this.secrets.push(state, cookie.split("=")[1] ?? state);
    this.#cookies.set(deed.browser, cookie);
    attempt.left = { authorization, state, codes: new Map() };
  }

  async #comeBack(deed: {
    state: number | KnownAttempt;
    code: number | KnownAttempt;
    browser: Person;
    cookie: boolean;
    says: "yes" | "no" | "other issuer";
  }): Promise<void> {
    const attempt = typeof deed.state === "number" ? this.#attempt(deed.state) : deed.state;
    const source = (typeof deed.code === "number" ? this.#attempt(deed.code) : deed.code)?.left;
    if (!attempt?.left || !source) return;
    const { provider } = this.isolate.now;
    const code = source.codes.get(deed.browser) ?? provider.consent(source.authorization, deed.browser);
    source.codes.set(deed.browser, code);
    const said = {
      yes: { code },
      no: { error: "access_denied" },
      "other issuer": { code, iss: "https://evil.example" },
    }[deed.says];
    const cookie = deed.cookie ? this.#cookies.get(deed.browser) : undefined;
    const told = await this.#ask(
      `/api/integrations/hubspot/callback?${new URLSearchParams({ ...said, state: attempt.left.state })}`,
      { headers: cookie === undefined ? {} : { cookie } },
    );
    if (told.status !== 303) return;
    const brought = new URLSearchParams(new URL(told.headers.get("location") ?? "").hash.slice(1)).get(
      "speedai_completion",
    );
    if (brought === null) return;
    this.secrets.push(brought);
    attempt.brought = { code: brought, to: deed.browser };
  }

  async #commit(attempt: KnownAttempt | undefined, who: Person, code: "brought" | "guessed"): Promise<void> {
    if (!attempt) return;
    const known = code === "brought" && attempt.brought?.to === who ? attempt.brought.code : undefined;
    const told = await this.#page(who, "POST", `/api/attempts/${attempt.id}/steps`, {
      values: { completion_code: known ?? "A".repeat(43) },
    });
    this.#expectOwn(told, attempt, who, "commits");
    if (known === undefined && attempt.by === who)
      this.#expect(told, [403, 404, 409, 422], "somebody commits without the code");
  }

  async #answer(attempt: KnownAttempt | undefined, who: Person, choice: "accept" | "cancel"): Promise<void> {
    if (!attempt) return;
    const values = { different_account: choice };
    const told = await this.#page(who, "POST", `/api/attempts/${attempt.id}/steps`, { values });
    this.#expectOwn(told, attempt, who, "answers");
  }

  async #giveUp(attempt: KnownAttempt | undefined, who: Person): Promise<void> {
    if (!attempt) return;
    this.#expectOwn(await this.#page(who, "DELETE", `/api/attempts/${attempt.id}`), attempt, who, "gives up");
  }

  async #typeKey(who: Person, worth: "good" | "bad", again: number | null): Promise<void> {
    await this.#beginBy(who, again, "pipedrive", {
      method: "credentials",
      values: { api_token: this.#key(who, worth) },
    });
  }

  #key(who: Person, worth: "good" | "bad"): string {
    this.#keys += 1;
    return `pk-${canary}-${who}-${worth}-${this.#keys}`;
  }

  async #patch(deed: Extract<Deed, { do: "patch" }>): Promise<void> {
    const id = this.#connection(deed.connection);
    if (id === undefined) return;
    const key = this.#key(deed.who, deed.change === "good key" ? "good" : "bad");
    const body = deed.change === "label" ? { label: `Name ${key.slice(-1)}` } : { values: { api_token: key } };
    const told = await this.#page(deed.who, "PATCH", `/api/connections/${id}`, body);
    this.#expectManager(told, id, deed.who, "changes a connection");
    if (deed.change === "bad key") this.#expect(told, [403, 404, 409, 422], "a key that nobody knows is taken");
  }

  async #test(deed: Extract<Deed, { do: "test" }>): Promise<void> {
    const id = this.#connection(deed.connection);
    if (id === undefined) return;
    const told = await this.#page(deed.who, "POST", `/api/connections/${id}/test`);
    this.#expectManager(told, id, deed.who, "tests a connection");
  }

  async test(who: Person, id: string): Promise<void> {
    await this.#signIn(who);
    await this.#page(who, "POST", `/api/connections/${id}/test`);
  }

  async #use({ connection, by }: Extract<Deed, { do: "use" }>): Promise<void> {
    const id = this.#connection(connection);
    if (id === undefined) return;
    const key = { agent: serviceKey, stranger: strangeServiceKey, reports: reportsKey }[by];
    const path = `/internal/connections/${id}/proxy/who`;
    const told = await this.#ask(path, { headers: { authorization: `Bearer ${key}` } });
    if (by === "stranger") this.#expect(told, [404], "another tenant's service uses a connection");
    if (by === "reports") this.#expect(told, [403], "a service without the right uses a connection");
    if (by !== "agent" || told.status === 404) return;
    const grant = numberIn(told.body, "grant");
    this.uses.push({ connectionId: id, grant: told.status === 200 ? grant : undefined });
  }

  async #disconnect({ connection, who }: Extract<Deed, { do: "disconnect" }>): Promise<void> {
    const id = this.#connection(connection);
    if (id === undefined) return;
    const told = await this.#page(who, "DELETE", `/api/connections/${id}`);
    this.#expectManager(told, id, who, "disconnects a connection");
    if (told.status !== 200) return;
    this.disconnected.add(id);
  }

  /** Whoever knows an id of another house learns nothing and changes nothing. */
  async #trespass(deed: Extract<Deed, { do: "trespass" }>): Promise<void> {
    const id = this.#connection(deed.connection);
    const attempt = this.#attempt(deed.attempt);
    const calls: [Person, string, string, unknown?][] = [];
    if (id !== undefined) {
      const stranger = this.houseOf(id) === "one" ? "cleo" : "anna";
      const path = `/api/connections/${id}`;
      calls.push(
        [stranger, "GET", path],
        [stranger, "GET", `${path}/logs`],
        [stranger, "POST", `${path}/test`],
        [stranger, "PATCH", path, { label: "Mine" }],
        [stranger, "PATCH", path, { values: { api_token: this.#key(stranger, "good") } }],
        [stranger, "POST", `${path}/webhook-secret`],
        [stranger, "DELETE", path],
        [stranger, "POST", "/api/integrations/hubspot/attempts", { method: "oauth2", connection_id: id }],
      );
    }
    if (attempt) {
      const path = `/api/attempts/${attempt.id}`;
      const code = attempt.brought?.code ?? "A".repeat(43);
      // Also the code that was seen helps nobody else, not even a colleague.
      for (const other of people.filter((person) => person !== attempt.by && person !== "vera")) {
        calls.push(
          [other, "GET", path],
          [other, "POST", `${path}/steps`, { values: { completion_code: code } }],
          [other, "POST", `${path}/steps`, { values: { different_account: "accept" } }],
          [other, "DELETE", path],
        );
      }
    }
    for (const [who, method, path, body] of calls) {
      this.#expect(await this.#page(who, method, path, body), [404], `${who} may ${method} what is another's`);
    }
    if (id === undefined) return;
    const stranger = this.houseOf(id) === "one" ? "cleo" : "anna";
    const list = await this.#page(stranger, "GET", "/api/connections");
    hold(!JSON.stringify(list.body).includes(id), "a list shows a connection of another house");
  }

  async #work(): Promise<void> {
    await this.#wrapped(() => runDueWork(this.isolate.services));
  }

  async #rotate(): Promise<void> {
    await this.#wrapped(async () => {
      if (!(await this.isolate.replaceVaultKey())) return;
      const told = await this.#ask("/internal/vault/rotate", {
        method: "POST",
        headers: { authorization: `Bearer ${serviceKey}` },
      });
      if (told.status === 200 && !this.isolate.stage.isCrowded) {
        hold(numberIn(told.body, "remaining") === 0, "a row is left with the old key of the vault");
      }
    });
  }

  /** Work without an answer: what it ends with when a call fails is the clock's business, which comes again. */
  async #wrapped(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!this.isolate.stage.isStruck) throw error;
    }
    this.#checkAlive();
  }

  /** Somebody who is no longer there learns nothing. */
  #checkAlive(): void {
    if (this.isolate.stage.isDead) throw new Struck("the answer reached nobody");
  }

  async #signIn(person: Person): Promise<void> {
    const nowMs = this.isolate.now.nowMs;
    const known = this.#tokens.get(person);
    if (known && known.until > nowMs) return;
    const told = await this.#ask("/api/sessions", {
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

  #page(who: Person, method: string, path: string, body?: unknown): Promise<Told> {
    return this.#ask(path, {
      method,
      headers: {
        authorization: `Bearer ${this.#tokens.get(who)?.token}`,
        origin: pageOrigin,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  async #ask(path: string, init: RequestInit): Promise<Told> {
    const { isolate } = this;
    const response = await isolate.request(path, init);
    const text = await response.text();
    await isolate.stage.finishLater();
    this.#checkAlive();
    hold(!text.includes(canary), `an answer to ${init.method ?? "GET"} ${pattern(path)} shows a secret`);
    // A new start first gives back what an earlier one left: that needs the provider, too.
    const mayLackProvider = path.startsWith("/internal/connections/") || path.endsWith("/start");
    const isWell = response.status < 500 || (mayLackProvider && response.status === 503);
    hold(isWell || isolate.stage.isStruck, `${init.method ?? "GET"} ${pattern(path)} answers ${response.status}`);
    hold(response.status !== 401 || !path.startsWith("/api/"), `${pattern(path)} answers 401`);
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return { status: response.status, body: isJson && text !== "" ? JSON.parse(text) : {}, headers: response.headers };
  }

  #expect({ status }: Told, allowed: readonly number[], law: string): void {
    hold(allowed.includes(status) || this.isolate.stage.isStruck, `${law}: answered ${status}`);
  }

  #expectOwn(told: Told, attempt: KnownAttempt, who: Person, does: string): void {
    if (roles[who] === "viewer") this.#expect(told, [403], `a viewer ${does}`);
    else if (who !== attempt.by) this.#expect(told, [404], `${who} ${does} what ${attempt.by} began`);
  }

  #expectManager(told: Told, id: string, who: Person, does: string): void {
    if (this.houseOf(id) !== houses[who]) {
      this.#expect(told, roles[who] === "viewer" ? [403, 404] : [404], `${who}, a stranger, ${does}`);
    } else if (roles[who] === "viewer") this.#expect(told, [403, 404], `a viewer ${does}`);
  }
}

function actorsOf(command: Command): readonly Person[] {
  if (command.do === "together") return command.deeds.flatMap(actorsOf);
  if (command.do === "strike") return actorsOf(command.deed);
  if (command.do === "trespass") return ["anna", "bela", "cleo"];
  return "who" in command ? [command.who] : [];
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

function textIn(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueIn(value, ...path);
  return typeof found === "string" ? found : undefined;
}

function numberIn(value: unknown, ...path: readonly string[]): number | undefined {
  const found = valueIn(value, ...path);
  return typeof found === "number" ? found : undefined;
}
