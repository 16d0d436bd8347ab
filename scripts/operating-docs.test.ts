/** The pages for operators and reviewers name what there is: every table, scope, setting, limit, alarm and time. */
import { readdir, readFile } from "node:fs/promises";
import { getTableName } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import * as tables from "../schema/tables/index.ts";
import { internalScope } from "../schema/wire/index.ts";
import { limits, targetLimit } from "../worker/domain/rate-limit.ts";

const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url), "utf8");
const operating = await read("docs/operating.md");
const storage = await read("docs/storage.md");

/** Cells of the rows of a table under a heading. */
function rowsUnder(page: string, heading: string): string[][] {
  const [, section = ""] = page.split(`\n## ${heading}\n`);
  const [text = ""] = section.split("\n## ");
  const lines = text.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe("docs/storage.md", () => {
  it("tells of every table, and of no other", () => {
    const named = rowsUnder(storage, "Tables").flatMap(([name = ""]) =>
      [...name.matchAll(/`(\w+)`/g)].map(([, one]) => one),
    );
    expect(named.toSorted()).toEqual(Object.values(tables).map(getTableName).toSorted());
  });
});

describe("docs/operating.md", () => {
  it("names every scope of an internal key", () => {
    for (const scope of internalScope.options) expect(operating).toContain(`\`${scope}\``);
  });

  it("names every setting that the Worker reads", async () => {
    const source = await read("worker/env.ts");
    const settings = [...source.matchAll(/read\("([A-Z_]+)"/g)].map(([, name]) => name);
    expect(settings.length).toBeGreaterThan(10);
    for (const setting of settings) expect(operating).toContain(`| \`${setting}\``);
  });

  it("tells the rate limits in force", () => {
    let routeClass = "";
    const told = rowsUnder(operating, "Rate limits").map(([name = "", , requests = "", seconds = "", scope = ""]) => {
      routeClass = name.replaceAll("`", "") || routeClass;
      return `${routeClass} ${scope} ${requests.replaceAll(/\s/g, "")}/${seconds}`;
    });
    const inForce = Object.entries(limits).flatMap(([name, scopes]) =>
      Object.entries(scopes).map(([scope, { requests, perSeconds }]) => `${name} ${scope} ${requests}/${perSeconds}`),
    );
    expect(told.toSorted()).toEqual(inForce.toSorted());
    expect(operating).toContain(`${targetLimit.requests} different servers that people typed, an hour`);
  });

  it("names no line of the log that nobody writes, and every one that is an error", async () => {
    const sources = (await readdir(new URL("../worker/", import.meta.url), { recursive: true })).filter(
      (name) => name.endsWith(".ts") && !name.includes("test"),
    );
    const text = (await Promise.all(sources.map((name) => read(`worker/${name}`)))).join("\n");
    const written = new Set([...text.matchAll(/\.(?:info|warn|error)\("([a-z_]+)"/g)].map(([, event = ""]) => event));
    const alarms = rowsUnder(operating, "Alarms worth having")
      .flatMap(([line = ""]) => [...line.matchAll(/`([a-z_]+)`/g)].map(([, word = ""]) => word))
      .filter((word) => !["code", "status"].includes(word));
    for (const alarm of alarms) expect(written, alarm).toContain(alarm);
    const errors = [...text.matchAll(/\.error\("([a-z_]+)"/g)].map(([, event = ""]) => event);
    expect(alarms).toEqual(expect.arrayContaining([...new Set(errors)]));
  });
});
