import { eq, inArray, sql } from "drizzle-orm";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { audit, vaultKeys } from "../../schema/tables/index.ts";
import { openTestDatabase, type TestDatabase } from "../testing/database.ts";
import { countRoundTrips, type Database, databaseErrorCode, openDatabase } from "./database.ts";

const AT = new Date("2026-11-01T10:00:00.123Z");

let opened: TestDatabase;
let db: Database;

beforeAll(async () => {
  opened = await openTestDatabase();
  db = opened.db;
});

function key(keyId: string) {
  return { keyId, checkValue: "v", state: "active" as const, createdAt: AT };
}

async function tripsOf(work: () => Promise<unknown>): Promise<number> {
  const before = countRoundTrips(db);
  await work();
  return countRoundTrips(db) - before;
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.unreachable("the query should have failed"),
    (error: unknown) => error,
  );
}

describe("rows", () => {
  it("come back as they went in, instants to the millisecond", async () => {
    await db.insert(vaultKeys).values(key("k-é😀"));
    expect(await db.select().from(vaultKeys).where(eq(vaultKeys.keyId, "k-é😀"))).toEqual([key("k-é😀")]);
  });

  it("need their parent and go with it", async () => {
    await db.run(sql`create table parents (id text primary key)`);
    await db.run(sql`create table children (parent text not null references parents (id) on delete cascade)`);
    const orphan = await failureOf(db.run(sql`insert into children values ('nobody')`));
    expect(databaseErrorCode(orphan)).toBe("SQLITE_CONSTRAINT");

    await db.run(sql`insert into parents values ('p')`);
    await db.run(sql`insert into children values ('p')`);
    await db.run(sql`delete from parents`);
    expect(await db.all(sql`select * from children`)).toEqual([]);
  });
});

describe("round trips", () => {
  it("is one for a query, a batch and a write with its answer", async () => {
    expect(await tripsOf(() => db.select().from(audit))).toBe(1);
    expect(await tripsOf(() => db.batch([db.select().from(audit), db.select().from(vaultKeys)]))).toBe(1);
    expect(await tripsOf(() => db.insert(vaultKeys).values(key("k-trip")).returning())).toBe(1);
  });

  it("is one per statement of an interactive transaction and one for its end", async () => {
    const work = () =>
      db.transaction(async (tx) => {
        await tx.insert(vaultKeys).values(key("k-tx"));
        await tx.select().from(vaultKeys);
      });
    expect(await tripsOf(work)).toBe(3);
  });

  it("is counted for each database alone", async () => {
    const other = await openTestDatabase();
    const before = countRoundTrips(db);
    await other.db.select().from(audit);
    expect(countRoundTrips(other.db)).toBe(1);
    expect(countRoundTrips(db)).toBe(before);
  });
});

describe("all or nothing", () => {
  it("a transaction that throws leaves nothing", async () => {
    const work = db.transaction(async (tx) => {
      await tx.insert(vaultKeys).values(key("k-lost"));
      throw new RangeError("stop");
    });
    await expect(work).rejects.toThrow(RangeError);
    expect(await db.select().from(vaultKeys).where(eq(vaultKeys.keyId, "k-lost"))).toEqual([]);
  });

  it("a batch with a refused row leaves nothing", async () => {
    const error = await failureOf(
      db.batch([
        db.insert(vaultKeys).values(key("k-batch")),
        db.insert(vaultKeys).values(key("k-twice")),
        db.insert(vaultKeys).values(key("k-twice")),
      ]),
    );
    expect(databaseErrorCode(error)).toBe("SQLITE_CONSTRAINT");
    expect(
      await db
        .select()
        .from(vaultKeys)
        .where(inArray(vaultKeys.keyId, ["k-batch", "k-twice"])),
    ).toEqual([]);
  });

  it("of 40 parallel takers of one row exactly one gets it", async () => {
    await db.insert(vaultKeys).values(key("k-once"));
    const takers = Array.from({ length: 40 }, () =>
      db.delete(vaultKeys).where(eq(vaultKeys.keyId, "k-once")).returning(),
    );
    const taken = await Promise.all(takers);
    expect(taken.filter((rows) => rows.length === 1)).toHaveLength(1);
  });

  it("parallel transactions that count up lose nothing", async () => {
    await db.insert(vaultKeys).values({ ...key("k-count"), checkValue: "0" });
    const countUp = () =>
      db.transaction(async (tx) => {
        const row = await tx.select().from(vaultKeys).where(eq(vaultKeys.keyId, "k-count")).get();
        await tx
          .update(vaultKeys)
          .set({ checkValue: String(Number(row?.checkValue) + 1) })
          .where(eq(vaultKeys.keyId, "k-count"));
      });
    await Promise.all(Array.from({ length: 12 }, countUp));
    expect(await db.select().from(vaultKeys).where(eq(vaultKeys.keyId, "k-count"))).toMatchObject([
      { checkValue: "12" },
    ]);
  });
});

describe("a database that cannot be used", () => {
  it.each([
    ["a wrong token", () => ({ url: opened.url, authToken: "wrong" }), "AUTH_JWT_INVALID"],
    ["no token", () => ({ url: opened.url }), "AUTH_JWT_INVALID"],
    ["nobody there", () => ({ url: inject("hostileServers").closed }), "DATABASE_UNREACHABLE"],
    [
      "a server that never answers",
      () => ({ url: inject("hostileServers").silent, deadlineMs: 100 }),
      "DATABASE_TIMEOUT",
    ],
    ["an answer without an end", () => ({ url: inject("hostileServers").drip, deadlineMs: 100 }), "DATABASE_TIMEOUT"],
    ["an answer that is no database's", () => ({ url: inject("hostileServers").echo }), "HRANA_PROTO_ERROR"],
  ])("%s fails within its deadline with a code", async (_, options, code) => {
    const error = await failureOf(openDatabase(options()).select().from(audit));
    expect(databaseErrorCode(error)).toBe(code);
  });

  it("is refused at once when its address is no HTTP address", () => {
    expect(() => openDatabase({ url: "file:local.db" })).toThrow(/URL/);
  });

  it("gives no code for an error of another kind", () => {
    expect(databaseErrorCode(new TypeError("x", { cause: new Error("y") }))).toBeUndefined();
  });
});

it("no query is logged", async () => {
  const lines: unknown[] = [];
  const original = console.log;
  console.log = (...line) => lines.push(line);
  await db.run(sql`select ${"canary-in-a-parameter"}`).finally(() => {
    console.log = original;
  });
  expect(lines).toEqual([]);
});
