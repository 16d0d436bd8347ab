/** What is done with connections that are there: by those who may, and by strangers who know an id. */
import { serviceKey, strangeServiceKey } from "../rig.ts";
import { type Callers, hold, houses, numberIn, roles, type Told } from "./callers.ts";
import { type Deed, type Person, people } from "./commands.ts";
import type { Knowledge } from "./knowledge.ts";

/** Reads connections only, and of another tenant than these two. */
const reportsKey = "narrow-service-key-0123456789abcdef0123";

export class Handling {
  readonly #callers: Callers;
  readonly #known: Knowledge;

  constructor(callers: Callers, known: Knowledge) {
    this.#callers = callers;
    this.#known = known;
  }

  async patch(deed: Extract<Deed, { do: "patch" }>): Promise<void> {
    const id = this.#known.connection(deed.connection);
    if (id === undefined) return;
    const key = this.#callers.key(deed.who, deed.change === "good key" ? "good" : "bad");
    const body = deed.change === "label" ? { label: `Name ${key.slice(-1)}` } : { values: { api_token: key } };
    const told = await this.#callers.page(deed.who, "PATCH", `/api/connections/${id}`, body);
    this.#expectManager(told, id, deed.who, "changes a connection");
    if (deed.change === "bad key") this.#callers.expect(told, [403, 404, 409, 422], "a key that nobody knows is taken");
  }

  async test(deed: Extract<Deed, { do: "test" }>): Promise<void> {
    const id = this.#known.connection(deed.connection);
    if (id === undefined) return;
    const told = await this.#callers.page(deed.who, "POST", `/api/connections/${id}/test`);
    this.#expectManager(told, id, deed.who, "tests a connection");
  }

  async use({ connection, by }: Extract<Deed, { do: "use" }>): Promise<void> {
    const id = this.#known.connection(connection);
    if (id === undefined) return;
    const key = { agent: serviceKey, stranger: strangeServiceKey, reports: reportsKey }[by];
    const path = `/internal/connections/${id}/proxy/who`;
    const told = await this.#callers.ask(path, { headers: { authorization: `Bearer ${key}` } });
    if (by === "stranger") this.#callers.expect(told, [404], "another tenant's service uses a connection");
    if (by === "reports") this.#callers.expect(told, [403], "a service without the right uses a connection");
    if (by !== "agent" || told.status === 404) return;
    const grant = numberIn(told.body, "grant");
    this.#known.uses.push({ connectionId: id, grant: told.status === 200 ? grant : undefined });
  }

  async disconnect({ connection, who }: Extract<Deed, { do: "disconnect" }>): Promise<void> {
    const id = this.#known.connection(connection);
    if (id === undefined) return;
    const told = await this.#callers.page(who, "DELETE", `/api/connections/${id}`);
    this.#expectManager(told, id, who, "disconnects a connection");
    if (told.status !== 200) return;
    this.#known.disconnected.add(id);
  }

  /** Whoever knows an id of another house learns nothing and changes nothing. */
  async trespass(deed: Extract<Deed, { do: "trespass" }>): Promise<void> {
    const id = this.#known.connection(deed.connection);
    const attempt = this.#known.attempt(deed.attempt);
    const calls: [Person, string, string, unknown?][] = [];
    if (id !== undefined) {
      const stranger = this.#known.houseOf(id) === "one" ? "cleo" : "anna";
      const path = `/api/connections/${id}`;
      calls.push(
        [stranger, "GET", path],
        [stranger, "GET", `${path}/logs`],
        [stranger, "POST", `${path}/test`],
        [stranger, "PATCH", path, { label: "Mine" }],
        [stranger, "PATCH", path, { values: { api_token: this.#callers.key(stranger, "good") } }],
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
      this.#callers.expect(
        await this.#callers.page(who, method, path, body),
        [404],
        `${who} may ${method} what is another's`,
      );
    }
    if (id === undefined) return;
    const stranger = this.#known.houseOf(id) === "one" ? "cleo" : "anna";
    const list = await this.#callers.page(stranger, "GET", "/api/connections");
    hold(!JSON.stringify(list.body).includes(id), "a list shows a connection of another house");
  }

  #expectManager(told: Told, id: string, who: Person, does: string): void {
    if (this.#known.houseOf(id) !== houses[who]) {
      this.#callers.expect(told, roles[who] === "viewer" ? [403, 404] : [404], `${who}, a stranger, ${does}`);
    } else if (roles[who] === "viewer") this.#callers.expect(told, [403, 404], `a viewer ${does}`);
  }
}
