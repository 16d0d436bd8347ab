/** What must hold in every moment of a life, and at its end. */
import type { ConnectionRow } from "../../platform/store/connection-parts.ts";
import { verifyAudit } from "../../services/audit-trail.ts";
import { runDueWork } from "../../services/background.ts";
import { hold } from "./callers.ts";
import { people } from "./commands.ts";
import type { Life } from "./life.ts";
import { type AuditLine, type Moment, Observer } from "./moment.ts";
import { canary, type Grant } from "./strict-provider.ts";

const statuses = ["connected", "expired", "error", "action_required"];
/** A clear text also hides in other alphabets. */
const disguises = [canary, Buffer.from(canary).toString("hex"), ...base64Cores(canary)];
const disguise = new RegExp(disguises.join("|").replaceAll("+", "\\+"), "i");

export class Judge {
  readonly #life: Life;
  readonly #observer: Observer;
  #before: Moment = {
    rows: new Map(),
    held: [],
    grants: 0,
    refusedRevocations: 0,
    statedRevocations: 0,
    uses: 0,
  };
  #wasStruck = false;
  readonly #connects = new Map<string, number>();
  /** Grants that nobody holds and nobody gave back, with the reason that is written down. */
  readonly #excused = new Set<Grant>();

  constructor(life: Life) {
    this.#life = life;
    this.#observer = new Observer(life);
  }

  /** After each command. */
  async judge(isStruck: boolean): Promise<void> {
    this.#wasStruck ||= isStruck;
    const before = this.#before;
    const after = await this.#observer.look();
    const audit = this.#observer.readAudit();
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
    this.#life.known.connectionIds = [...after.rows.keys()];
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
      await this.#life.test(this.#life.known.houseOf(id) === "one" ? "anna" : "cleo", id);
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

  #judgeOwners({ rows, held }: Moment): void {
    for (const [id, row] of rows) {
      const began = this.#life.known.attempts.filter(({ connectionId }) => connectionId === id);
      const first = began.find(({ renews }) => !renews);
      // A beginning whose answer reached nobody is known to nobody.
      if (!first) continue;
      hold(row.createdBy === first.by, `${row.createdBy} owns what ${first.by} began`);
      hold(row.tenantId === this.#life.callers.tenantOf(first.by), `a connection of ${first.by} is in ${row.tenantId}`);
      hold(!this.#life.known.disconnected.has(id), "a disconnected connection is back");
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
    for (const use of this.#life.known.uses.slice(before.uses)) {
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
    const uses = this.#life.known.uses.slice(before.uses);
    for (const id of after.rows.keys()) {
      const used = uses.filter(({ connectionId }) => connectionId === id).length;
      const recorded = tells(id, "connection.use");
      hold(used === recorded, `${used} uses, ${recorded} records of uses`);
    }
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
    for (const house of new Set(people.map((person) => this.#life.callers.tenantOf(person)))) {
      const { problem } = await verifyAudit(services, house);
      hold(problem === null, `the trail of ${house} does not verify: ${problem}`);
    }
    const logged = now.lines.join("\n");
    hold(!disguise.test(logged), "a log line shows a secret");
    const written = now.written.join("\n");
    hold(!disguise.test(written), "the database was given a secret in clear");
    for (const secret of this.#life.callers.secrets) {
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
