/** How people get connections: by consent at the provider, on either road, whoever comes back; and by a key that they type. */
import { pageOrigin, publicUrl } from "../rig.ts";
import { type Callers, houses, roles, type Told, textIn } from "./callers.ts";
import type { Person, Road } from "./commands.ts";
import type { Isolate } from "./isolate.ts";
import type { Knowledge, KnownAttempt } from "./knowledge.ts";

const returnUrl = `${pageOrigin}/integrations`;

export class Consents {
  readonly #isolate: Isolate;
  readonly #callers: Callers;
  readonly #known: Knowledge;
  readonly #cookies = new Map<Person, string>();

  constructor(isolate: Isolate, callers: Callers, known: Knowledge) {
    this.#isolate = isolate;
    this.#callers = callers;
    this.#known = known;
  }

  async connect(who: Person, road: Road, again: number | null): Promise<void> {
    const attempt = await this.setOut(who, road, again);
    if (!attempt) return;
    await this.comeBack({ state: attempt, code: attempt, browser: who, cookie: true, says: "yes" });
    if (road === "redirect") await this.commit(attempt, who, "brought");
  }

  async setOut(who: Person, road: Road, again: number | null): Promise<KnownAttempt | undefined> {
    const attempt = await this.begin(who, again);
    if (attempt) await this.leave({ attempt, browser: who, road, handshake: "right" });
    return attempt;
  }

  async begin(who: Person, again: number | null): Promise<KnownAttempt | undefined> {
    return this.#beginBy(who, again, "hubspot", { method: "oauth2", return_url: returnUrl });
  }

  async leave(deed: {
    attempt: number | KnownAttempt;
    browser: Person;
    road: Road;
    handshake: "right" | "wrong";
  }): Promise<void> {
    const attempt = typeof deed.attempt === "number" ? this.#known.attempt(deed.attempt) : deed.attempt;
    if (!attempt) return;
    // Only the page that began knows the handshake; a link that is sent to somebody carries none.
    const isRight = deed.handshake === "right" && deed.browser === attempt.by;
    const proof =
      deed.road === "popup"
        ? { road: deed.road, handshake: isRight ? attempt.handshake : "A".repeat(43) }
        : { road: deed.road };
    const told = await this.#callers.ask("/api/integrations/hubspot/start", {
      method: "POST",
      headers: { "content-type": "application/json", origin: publicUrl },
      body: JSON.stringify({ attempt: attempt.id, ...proof }),
    });
    if (deed.road === "popup" && !isRight)
      this.#callers.expect(told, [403, 404], "somebody leaves without the handshake");
    if (told.status !== 200) return;
    const authorization = new URL(textIn(told.body, "authorization_url") ?? "");
    const cookie = (told.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const state = authorization.searchParams.get("state") ?? "";
    this.#callers.secrets.push(state, cookie.split("=")[1] ?? state);
    this.#cookies.set(deed.browser, cookie);
    attempt.left = { authorization, state, codes: new Map() };
  }

  async comeBack(deed: {
    state: number | KnownAttempt;
    code: number | KnownAttempt;
    browser: Person;
    cookie: boolean;
    says: "yes" | "no" | "other issuer";
  }): Promise<void> {
    const attempt = typeof deed.state === "number" ? this.#known.attempt(deed.state) : deed.state;
    const source = (typeof deed.code === "number" ? this.#known.attempt(deed.code) : deed.code)?.left;
    if (!attempt?.left || !source) return;
    const { provider } = this.#isolate.now;
    const code = source.codes.get(deed.browser) ?? provider.consent(source.authorization, deed.browser);
    source.codes.set(deed.browser, code);
    const said = {
      yes: { code },
      no: { error: "access_denied" },
      "other issuer": { code, iss: "https://evil.example" },
    }[deed.says];
    const cookie = deed.cookie ? this.#cookies.get(deed.browser) : undefined;
    const told = await this.#callers.ask(
      `/api/integrations/hubspot/callback?${new URLSearchParams({ ...said, state: attempt.left.state })}`,
      { headers: cookie === undefined ? {} : { cookie } },
    );
    if (told.status !== 303) return;
    const brought = new URLSearchParams(new URL(told.headers.get("location") ?? "").hash.slice(1)).get(
      "speedai_completion",
    );
    if (brought === null) return;
    this.#callers.secrets.push(brought);
    attempt.brought = { code: brought, to: deed.browser };
  }

  async commit(attempt: KnownAttempt | undefined, who: Person, code: "brought" | "guessed"): Promise<void> {
    if (!attempt) return;
    const known = code === "brought" && attempt.brought?.to === who ? attempt.brought.code : undefined;
    const told = await this.#callers.page(who, "POST", `/api/attempts/${attempt.id}/steps`, {
      values: { completion_code: known ?? "A".repeat(43) },
    });
    this.#expectOwn(told, attempt, who, "commits");
    if (known === undefined && attempt.by === who)
      this.#callers.expect(told, [403, 404, 409, 422], "somebody commits without the code");
  }

  async answer(attempt: KnownAttempt | undefined, who: Person, choice: "accept" | "cancel"): Promise<void> {
    if (!attempt) return;
    const values = { different_account: choice };
    const told = await this.#callers.page(who, "POST", `/api/attempts/${attempt.id}/steps`, { values });
    this.#expectOwn(told, attempt, who, "answers");
  }

  async giveUp(attempt: KnownAttempt | undefined, who: Person): Promise<void> {
    if (!attempt) return;
    this.#expectOwn(await this.#callers.page(who, "DELETE", `/api/attempts/${attempt.id}`), attempt, who, "gives up");
  }

  async typeKey(who: Person, worth: "good" | "bad", again: number | null): Promise<void> {
    await this.#beginBy(who, again, "pipedrive", {
      method: "credentials",
      values: { api_token: this.#callers.key(who, worth) },
    });
  }

  async #beginBy(
    who: Person,
    again: number | null,
    provider: "hubspot" | "pipedrive",
    body: Record<string, unknown>,
  ): Promise<KnownAttempt | undefined> {
    const renewed = again === null ? undefined : this.#known.connection(again);
    const told = await this.#callers.page(who, "POST", `/api/integrations/${provider}/attempts`, {
      ...body,
      ...(renewed !== undefined && { connection_id: renewed }),
    });
    if (roles[who] === "viewer") this.#callers.expect(told, [403], "a viewer begins");
    if (renewed !== undefined && this.#known.houseOf(renewed) !== houses[who]) {
      this.#callers.expect(told, [403, 404], "somebody begins to renew a connection of another house");
    }
    const id = textIn(told.body, "id");
    if (told.status !== 201 || id === undefined) return undefined;
    const { rows } = this.#isolate.now.database.client.execute({
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
    this.#known.attempts.push(attempt);
    return attempt;
  }

  #expectOwn(told: Told, attempt: KnownAttempt, who: Person, does: string): void {
    if (roles[who] === "viewer") this.#callers.expect(told, [403], `a viewer ${does}`);
    else if (who !== attempt.by) this.#callers.expect(told, [404], `${who} ${does} what ${attempt.by} began`);
  }
}
