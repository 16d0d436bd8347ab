import { describe, expect, it } from "vitest";
import { singleStatement, splitStatements } from "./sql-text.ts";

const texts = (sql: string) => splitStatements(sql).map((statement) => statement.sql.trim());

describe("statements end", () => {
  it("at semicolons, and empty ones are left out", () => {
    expect(texts(";; select 1;;\nselect 2 ; ")).toEqual(["select 1", "select 2"]);
  });

  it.each([["'a;''b;'"], [`"a;""b;"`], ["`a;``b;`"], ["[a;b]"], ["1 -- a; b\n"], ["1 /* a; ' b */"]])(
    "not inside %s",
    (part) => {
      expect(texts(`select ${part}; select 2`)).toEqual([`select ${part}`.trim(), "select 2"]);
    },
  );

  it("at the END of a trigger, not in its body nor at the END of a CASE in it", () => {
    const trigger =
      "create temp trigger t after insert on a begin update b set c = case when 1 then 2 end; delete from b; end";
    expect(texts(`${trigger}; select 1`)).toEqual([trigger, "select 1"]);
  });

  it("a comment alone is no statement", () => {
    expect(texts("-- nothing\n/* here */")).toEqual([]);
  });
});

describe("a single statement", () => {
  it.each([
    ["", "SQL_NO_STATEMENT"],
    [" ; -- x", "SQL_NO_STATEMENT"],
    ["select 1; select 2", "SQL_MANY_STATEMENTS"],
  ])("is not %j", (sql, code) => {
    expect(() => singleStatement(sql)).toThrow(expect.objectContaining({ code }));
  });
});

it.each([
  ["select ?, ?", [null, null]],
  ["select :a, @b, $c, :a", [":a", "@b", "$c"]],
  ["select ?3, ?", [null, null, "?3", null]],
  ["select '?', \":a\", '$.b' -- ?\n", []],
  ["select :é_1", [":é_1"]],
])("parameters of %s", (sql, parameters) => {
  expect(singleStatement(sql).parameters).toEqual(parameters);
});

it.each([
  ["select 1", true],
  ["SELECT replace('a', 'b', 'c')", true],
  ["with a as (select 1) select * from a", true],
  ["with a as (select 1) insert into b select * from a", false],
  ["with a as (select 'delete') select * from a", true],
  ["values (1)", true],
  ["explain delete from a", true],
  ["pragma foreign_keys = off", true],
  ["commit", true],
  ["rollback to x", true],
  ["begin", true],
  ["begin deferred", true],
  ["begin immediate", false],
  ["BEGIN EXCLUSIVE TRANSACTION", false],
  ["insert into a values (1)", false],
  ["/* select */ update a set b = 1", false],
  ["create table a (b)", false],
  ["vacuum", false],
])("%s is readonly: %s", (sql, isReadonly) => {
  expect(singleStatement(sql).isReadonly).toBe(isReadonly);
});
