/** Counting requests and the servers that people have us call: one statement each, which is atomic in SQLite. */
import { and, eq, gt, inArray, lt, ne, type SQL, sql } from "drizzle-orm";
import { rateLimits, reachedTargets } from "../../../schema/tables/index.ts";
import {
  type Limit,
  paceOf,
  type RouteClass,
  retryAfterSeconds,
  type Scope,
  targetLimit,
} from "../../domain/rate-limit.ts";
import type { Database } from "../database.ts";

/** One bucket of a request. */
export interface Bucket {
  readonly scope: Scope;
  readonly routeClass: RouteClass;
  readonly limit: Limit;
  /**
   * Whose: a value, or a query of one column named `whose`. Where the query finds nobody, nothing is counted, so that made-up
   * ids fill no table.
   */
  readonly whose: string | SQL;
}

interface CountedRow {
  readonly key: string;
  readonly freeAt: number;
  readonly allowed: number;
}

/**
 * Takes one request from every bucket; give it to a batch together with the first query of the request, before it: a batch
 * that begins by writing never has to wait half-way. `judgeCount` reads its rows.
 */
export function countStatement(db: Database, buckets: readonly Bucket[], now: Date) {
  const nowMs = now.getTime();
  const entries = buckets.map(({ scope, routeClass, limit, whose }) => {
    const { intervalMs, spanMs } = paceOf(limit);
    const owner = typeof whose === "string" ? sql`select ${whose} as whose` : whose;
    return sql`select ${`${scope}:${routeClass}:`} || whose as "key", ${intervalMs} as "step", ${nowMs + spanMs} as "most" from (${owner})`;
  });
  // When the bucket would be full again if the request is taken.
  const next = sql`max(coalesce("held"."free_at", 0), ${nowMs}) + "entry"."step"`;
  return db.all<CountedRow>(sql`
    insert into ${rateLimits} ("key", "free_at", "allowed")
    select "entry"."key",
      case when ${next} <= "entry"."most" then ${next} else "held"."free_at" end,
      ${next} <= "entry"."most"
    from (${sql.join(entries, sql` union all `)}) as "entry"
    left join ${rateLimits} as "held" on "held"."key" = "entry"."key"
    where true
    on conflict ("key") do update set "free_at" = excluded."free_at", "allowed" = excluded."allowed"
    returning "key", "free_at" as "freeAt", "allowed"
  `);
}

/** Seconds to wait, or undefined when every bucket took the request. */
export function judgeCount(rows: readonly CountedRow[], buckets: readonly Bucket[], now: Date): number | undefined {
  const waits = rows.flatMap((row) => {
    const bucket = buckets.find(({ scope, routeClass }) => row.key.startsWith(`${scope}:${routeClass}:`));
    return row.allowed || !bucket ? [] : [retryAfterSeconds(bucket.limit, row.freeAt, now.getTime())];
  });
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/**
 * Notes that a tenant has us call a server, if it is one of the last hour's or there is room for another. Undefined: noted;
 * else seconds until there is room.
 */
export async function noteTarget(
  db: Database,
  { tenantId, target, limit, now }: { tenantId: string; target: string; limit: Limit; now: Date },
): Promise<number | undefined> {
  const since = new Date(now.getTime() - limit.perSeconds * 1_000);
  const others = and(
    eq(reachedTargets.tenantId, tenantId),
    ne(reachedTargets.target, target),
    gt(reachedTargets.at, since),
  );
  const noted = await db.all(sql`
    insert into ${reachedTargets} ("tenant_id", "target", "at")
    select ${tenantId}, ${target}, ${now.getTime()}
    where (select count(*) from ${reachedTargets} where ${others}) < ${limit.requests}
    on conflict ("tenant_id", "target") do update set "at" = excluded."at"
    returning "at"
  `);
  if (noted.length > 0) return undefined;
  const oldest = await db
    .select({ at: reachedTargets.at })
    .from(reachedTargets)
    .where(others)
    .orderBy(reachedTargets.at)
    .limit(1)
    .get();
  const freeAt = (oldest?.at ?? now).getTime() + limit.perSeconds * 1_000;
  return Math.max(1, Math.ceil((freeAt - now.getTime()) / 1_000));
}

/** Forgets full buckets and targets of more than an hour ago. */
export async function deleteIdleLimits(db: Database, now: Date, most: number): Promise<void> {
  const targetsBefore = new Date(now.getTime() - targetLimit.perSeconds * 1_000);
  const idle = db
    .select({ key: rateLimits.key })
    .from(rateLimits)
    .where(lt(rateLimits.freeAt, now.getTime()))
    .limit(most);
  await db.batch([
    db.delete(rateLimits).where(inArray(rateLimits.key, idle)),
    db.delete(reachedTargets).where(lt(reachedTargets.at, targetsBefore)),
  ]);
}
