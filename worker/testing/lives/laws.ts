/** What must hold in every moment of a life, and at its end. */
import { isNotNull } from "drizzle-orm";
import { attempts, connections } from "../../../schema/tables/index.ts";
import type { ConnectionRow } from "../../platform/store/connection-parts.ts";
import { verifyAudit } from "../../services/audit-trail.ts";
import { runDueWork } from "../../services/background.ts";
import { keyOf, openDraft } from "../../services/secrets.ts";
import { people } from "./commands.ts";
import { hold, type Life } from "./life.ts";
import { canary, type Grant } from "./strict-provider.ts";

/** Who has a grant: a connection, or an attempt that waits. */
interface Held {
  readonly grant: Grant;
  readonly by: string;
  readonly token: string;
  /** By an attempt that has ended: until the provider has said that it took the grant back. */
  readonly isOver: boolean;
}

interface AuditLine {
  readonly actor: string;
  readonly action: string;
  readonly connectionId: string | null;
  readonly outcome: string;
}

interface Moment {
  readonly rows: ReadonlyMap<string, ConnectionRow>;
  readonly held: readonly Held[];
  readonly grants: number;
  readonly refusedRevocations: number;
  readonly statedRevocations: number;
  readonly uses: number;
}

const statuses = ["connected", "expired", "error", "action_required"];
/** A clear text also hides in other alphabets. */
const disguises = [canary, Buffer.from(canary).toString("hex"), ...base64Cores(canary)];
const disguise = new RegExp(disguises.join("|").replaceAll("+", "\\+"), "i");

export class Judge {
  readonly #life: Life;
  readonly #opened = new Map<string, string | undefined>();
  #before: Moment = {
    rows: new Map(),
    held: [],
    grants: 0,
    refusedRevocations: 0,
    statedRevocations: 0,
    uses: 0,
  };
  #auditRow = 0;
  #wasStruck = false;
  readonly #connects = new Map<string, number>();
  /** Grants that nobody holds and nobody gave back, with the reason that is written down. */
  readonly #excused = new Set<Grant>();

  constructor(life: Life) {
    this.#life = life;
    // The trail of earlier lives is judged.
    this.#readAudit();
  }

  /** After each command. */
  async judge(isStruck: boolean): Promise<void> {
    this.#wasStruck ||= isStruck;
    const before = this.#before;
    const after = await this.#look();
    const audit = this.#readAudit();
    this.#judgeOwners(after);
    this.#judgeGrants(before, after, isStruck);
    for (const row of after.rows.values()) judgeStatus(row);
    this.#judgeTrail(before, after, audit, isStruck);
    if (!isStruck) {
      hold(
        after.refusedRevocations - before.refusedRevocations === after.statedRevocations - before.statedRevocations,
        "a revocation that the provider did not follow is not stated",
      );
    }
    this.#judgeRemains();
    this.#before = after;
    this.#life.connectionIds = [...after.rows.keys()];
  }

  /** The provider works again, time passes, the clock has come: what is left must be true and whole. */
  async judgeEnd(): Promise<void> {
    const { isolate } = this.#life;
    const { provider } = isolate.now;
    provider.weather = "fine";
    isolate.pass(3 * 3_600);
    await runDueWork(isolate.services);
    await this.judge(false);
    for (const id of this.#before.rows.keys()) {
      await this.#life.test(this.#life.houseOf(id) === "one" ? "anna" : "cleo", id);
    }
    await this.judge(false);
    const { rows, held } = this.#before;
    for (const [id, row] of rows) {
      const own = held.find(({ by }) => by === id);
      const isUsable = own
        ? own.grant.state === "alive" && provider.isCurrent(own.token, own.grant)
        : row.provider === "pipedrive";
      hold(
        (row.status === "connected") === isUsable,
        `a connection with ${isUsable ? "a good" : "no good"} grant is ${row.status}`,
      );
    }
    const holders = new Set(held.map(({ by }) => by));
    for (const by of holders) hold(rows.has(by), "a grant waits for nobody");
    const kept = new Set(held.map(({ grant }) => grant));
    for (const grant of provider.grants) {
      const isAccounted =
        kept.has(grant) ||
        grant.state !== "alive" ||
        grant.isUnknown ||
        grant.isRevocationRefused ||
        this.#excused.has(grant);
      hold(isAccounted, `grant ${grant.number} of ${grant.consentedBy} is lost`);
    }
    hold(provider.mostUsesOfACode <= 1, "a code was sent twice");
    await this.#judgeSecrets();
  }

  async #look(): Promise<Moment> {
    const { isolate, uses } = this.#life;
    const { provider, lines } = isolate.now;
    const { db, vault } = isolate.services;
    const rows = await db.select().from(connections).orderBy(connections.createdAt, connections.id);
    const { rows: secrets } = isolate.now.database.client.execute(
      "select connection_id, field, ciphertext from connection_secrets where field in ('refresh_token', 'api_token')",
    );
    const held: Held[] = [];
    const note = (token: string | undefined, by: string, isOver = false) => {
      const grant = provider.find(token);
      if (grant && token !== undefined) held.push({ grant, by, token, isOver });
    };
    for (const row of rows) {
      for (const secret of secrets.filter((one) => one["connection_id"] === row.id)) {
        const ciphertext = String(secret["ciphertext"]);
        const field = String(secret["field"]);
        const { id, tenantId: tenant, generation } = row;
        const context = { tenant, connection: id, field, generation };
        const text = await this.#open(`${ciphertext} ${id} ${tenant} ${generation}`, async () => {
          const opened = await vault.open(keyOf(row), context, ciphertext);
          hold(opened.ok, "a secret does not open");
          return opened.value.reveal();
        });
        if (field === "refresh_token") note(text, id);
        else hold(this.#keyIsOf(text, tenant), "a connection holds a key that another house typed");
      }
    }
    // An attempt that has ended holds a grant until the provider has taken it back.
    for (const attempt of await db.select().from(attempts).where(isNotNull(attempts.sealedDraft))) {
      const token = await this.#open(String(attempt.sealedDraft), async () => {
        const draft = await openDraft(vault, attempt);
        hold(draft.ok, "a draft does not open");
        return draft.value?.secrets["refresh_token"];
      });
      note(token, attempt.id, attempt.state !== "open");
    }
    const stated = lines.filter(
      (line) => /(uncommitted|replaced)_grant_erased/.test(line) && line.includes('"failed"'),
    );
    return {
      rows: new Map(rows.map((row) => [row.id, row])),
      held,
      grants: provider.grants.length,
      refusedRevocations: provider.refusedRevocations,
      statedRevocations: stated.length,
      uses: uses.length,
    };
  }

  #keyIsOf(key: string | undefined, tenant: string): boolean {
    const by = new RegExp(`^pk-${canary}-(\\w+)-good-`).exec(key ?? "")?.[1];
    return people.some((person) => person === by && this.#life.tenantOf(person) === tenant);
  }

  /** Each ciphertext is opened once. */
  async #open(key: string, open: () => Promise<string | undefined>): Promise<string | undefined> {
    if (!this.#opened.has(key)) this.#opened.set(key, await open());
    return this.#opened.get(key);
  }

  #judgeOwners({ rows, held }: Moment): void {
    for (const [id, row] of rows) {
      const began = this.#life.attempts.filter(({ connectionId }) => connectionId === id);
      const first = began.find(({ renews }) => !renews);
      // A beginning whose answer reached nobody is known to nobody.
      if (!first) continue;
      hold(row.createdBy === first.by, `${row.createdBy} owns what ${first.by} began`);
      hold(row.tenantId === this.#life.tenantOf(first.by), `a connection of ${first.by} is in ${row.tenantId}`);
      hold(!this.#life.disconnected.has(id), "a disconnected connection is back");
      const own = held.find(({ by }) => by === id);
      if (own) {
        const writers = began.map(({ by }) => String(by));
        hold(
          writers.includes(own.grant.consentedBy),
          `the grant of ${own.grant.consentedBy} is held by what ${writers.join(" and ")} began`,
        );
      }
    }
  }

  #judgeGrants(before: Moment, after: Moment, isStruck: boolean): void {
    const { provider } = this.#life.isolate.now;
    const holders = new Map<Grant, string>();
    for (const { grant, by, isOver } of after.held) {
      hold(!holders.has(grant), `grant ${grant.number} is held twice`);
      holders.set(grant, by);
      // Given back and not yet forgotten: a crash in between is followed by the clock, which asks once more.
      const isReturning = isOver || (this.#wasStruck && !after.rows.has(by));
      hold(grant.state !== "revoked" || isReturning, `grant ${grant.number} is held although it was given back`);
    }
    for (const use of this.#life.uses.slice(before.uses)) {
      if (use.grant === undefined) continue;
      const possible = [...before.held, ...after.held].filter(({ by }) => by === use.connectionId);
      hold(
        possible.some(({ grant }) => grant.number === use.grant),
        "a connection was used with a grant that is not its own",
      );
    }
    for (const { grant, by } of before.held) {
      const next = after.held.find((other) => other.by === by && other.grant !== grant);
      // A provider that revokes a token may end the account's newer grant with it: the replaced one is only erased.
      if (next && next.grant.account === grant.account) this.#excused.add(grant);
    }
    this.#excuseReplacedAtOnce(before, after);
    hold(provider.needlessReuses === 0 || this.#wasStruck, "a refresh token was used twice, which ends its grant");
    if (!isStruck) return;
    const inHand = [...before.held.map(({ grant }) => grant), ...provider.grants.slice(before.grants)];
    const dropped = inHand.filter(
      (grant) => grant.state === "alive" && !holders.has(grant) && !this.#excused.has(grant),
    );
    hold(dropped.length <= 1, "a crash lost more than the grant in its hand");
    for (const grant of dropped) this.#excused.add(grant);
  }

  /** Of several renewals at the same time by one account the last is held; the ones that it replaced are only erased, too. */
  #excuseReplacedAtOnce(before: Moment, after: Moment): void {
    const { provider } = this.#life.isolate.now;
    for (const [id, is] of after.rows) {
      const own = after.held.find(({ by }) => by === id);
      const writes = is.generation - (before.rows.get(id)?.generation ?? 0);
      const replaced = provider.grants
        .slice(before.grants)
        .filter((grant) => grant.account === own?.grant.account && after.held.every((one) => one.grant !== grant));
      for (const grant of replaced.slice(0, Math.max(0, writes - 1))) this.#excused.add(grant);
    }
  }

  #judgeTrail(before: Moment, after: Moment, audit: readonly AuditLine[], isStruck: boolean): void {
    const tells = (id: string, ...actions: string[]) =>
      audit.filter((line) => line.connectionId === id && actions.includes(line.action)).length;
    for (const id of new Set([...before.rows.keys(), ...after.rows.keys()])) {
      const was = before.rows.get(id);
      const is = after.rows.get(id);
      const connected = (this.#connects.get(id) ?? 0) + tells(id, "connection.connect");
      this.#connects.set(id, connected);
      hold(connected === 1, `a connection was made once, the trail tells of ${connected} times`);
      const disconnected = tells(id, "connection.disconnect");
      hold(disconnected === (is ? 0 : 1), `the trail tells of ${disconnected} disconnections`);
      if (!was || !is) continue;
      const changed = was.generation !== is.generation || was.status !== is.status || was.reason !== is.reason;
      const told = tells(id, "connection.reconnect", "connection.update", "token.refresh", "connection.check");
      hold(!changed || told > 0, "a connection changed and the trail does not tell");
      hold(
        was.label === is.label || told + tells(id, "connection.rename") > 0,
        "a name changed and the trail does not tell",
      );
      hold(is.generation >= was.generation, "a generation went back");
      const written = audit.filter(
        (line) =>
          line.connectionId === id &&
          (line.action === "connection.reconnect" ||
            line.action === "connection.update" ||
            (line.action === "token.refresh" && line.outcome === "ok")),
      ).length;
      hold(
        is.generation - was.generation === written,
        "sealed values were written without a record, or recorded without being written",
      );
    }
    if (isStruck) return;
    const uses = this.#life.uses.slice(before.uses);
    for (const id of after.rows.keys()) {
      const used = uses.filter(({ connectionId }) => connectionId === id).length;
      const recorded = tells(id, "connection.use");
      hold(used === recorded, `${used} uses, ${recorded} records of uses`);
    }
  }

  #readAudit(): AuditLine[] {
    const { rows } = this.#life.isolate.now.database.client.execute({
      sql: "select rowid, actor, action, connection_id, outcome from audit where rowid > ? order by rowid",
      args: [this.#auditRow],
    });
    this.#auditRow = Number(rows.at(-1)?.[0] ?? this.#auditRow);
    return rows.map((row) => ({
      actor: String(row[1]),
      action: String(row[2]),
      connectionId: row[3] === null ? null : String(row[3]),
      outcome: String(row[4]),
    }));
  }

  /** Nothing of a connection stays without it. */
  #judgeRemains(): void {
    const orphans = ["connection_secrets", "checks", "journal"].map(
      (table) =>
        `select 1 from ${table} p left join connections c on c.id = p.connection_id and c.tenant_id = p.tenant_id where c.id is null`,
    );
    const { rows } = this.#life.isolate.now.database.client.execute(orphans.join(" union all "));
    hold(rows.length === 0, "something of a connection outlives it, or is another house's");
  }

  async #judgeSecrets(): Promise<void> {
    const { services, now } = this.#life.isolate;
    for (const house of new Set(people.map((person) => this.#life.tenantOf(person)))) {
      const { problem } = await verifyAudit(services, house);
      hold(problem === null, `the trail of ${house} does not verify: ${problem}`);
    }
    const logged = now.lines.join("\n");
    hold(!disguise.test(logged), "a log line shows a secret");
    const written = now.written.join("\n");
    hold(!disguise.test(written), "the database was given a secret in clear");
    for (const secret of this.#life.secrets) {
      hold(!logged.includes(secret), "a log line shows a token, a state or a code");
      hold(!written.includes(secret), "the database was given a token, a state or a code in clear");
    }
  }
}

function judgeStatus({ status, reason }: ConnectionRow): void {
  hold(statuses.includes(status), `${status} is no status`);
  hold((status === "connected") === (reason === null), `${status} because of ${reason}`);
}

/** The characters that Base64 has for a text wherever it begins, without those that its neighbours share. */
function base64Cores(text: string): string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${"\0".repeat(offset)}${text}`)
      .toString("base64")
      .replace(/=+$/, "");
    const core = encoded.slice(Math.ceil((offset * 4) / 3));
    return core.slice(0, Math.floor(((offset + text.length) * 8) / 6) - Math.ceil((offset * 8) / 6));
  });
}
