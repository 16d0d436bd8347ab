/** What there is in a moment of a life: rows, who holds which grant, and what the audit trail has told since the moment before. */
import { isNotNull } from "drizzle-orm";
import { attempts, connections } from "../../../schema/tables/index.ts";
import type { ConnectionRow } from "../../platform/store/connection-parts.ts";
import { keyOf, openDraft } from "../../services/secrets.ts";
import { hold } from "./callers.ts";
import { people } from "./commands.ts";
import type { Life } from "./life.ts";
import { canary, type Grant } from "./strict-provider.ts";

/** Who has a grant: a connection, or an attempt that waits. */
interface Held {
  readonly grant: Grant;
  readonly by: string;
  readonly token: string;
  /** By an attempt that has ended: until the provider has said that it took the grant back. */
  readonly isOver: boolean;
}

export interface AuditLine {
  readonly actor: string;
  readonly action: string;
  readonly connectionId: string | null;
  readonly outcome: string;
}

export interface Moment {
  readonly rows: ReadonlyMap<string, ConnectionRow>;
  readonly held: readonly Held[];
  readonly grants: number;
  readonly refusedRevocations: number;
  readonly statedRevocations: number;
  readonly uses: number;
}

export class Observer {
  readonly #life: Life;
  readonly #opened = new Map<string, string | undefined>();
  #auditRow = 0;

  constructor(life: Life) {
    this.#life = life;
    // The trail of earlier lives is judged.
    this.readAudit();
  }

  async look(): Promise<Moment> {
    const { isolate, known } = this.#life;
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
      uses: known.uses.length,
    };
  }

  #keyIsOf(key: string | undefined, tenant: string): boolean {
    const by = new RegExp(`^pk-${canary}-(\\w+)-good-`).exec(key ?? "")?.[1];
    return people.some((person) => person === by && this.#life.callers.tenantOf(person) === tenant);
  }

  /** Each ciphertext is opened once. */
  async #open(key: string, open: () => Promise<string | undefined>): Promise<string | undefined> {
    if (!this.#opened.has(key)) this.#opened.set(key, await open());
    return this.#opened.get(key);
  }

  /** What came since the last call. */
  readAudit(): AuditLine[] {
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
}
