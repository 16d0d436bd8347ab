import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { holds, judge, readVitestCases } from "./count.ts";
import { renderThreats } from "./page.ts";
import { promises, type Requirement, requirements } from "./requirements.ts";
import { isWhole, renderTable } from "./table.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** How many requirements each part has. */
const parts = { A: 14, B: 10, C: 8, D: 8, E: 6, F: 6, G: 4, H: 5, I: 10, J: 3 };

describe("the requirements", () => {
  it("are all there, each once and in order", () => {
    const expected = Object.entries(parts).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
    );
    expect(requirements.map(({ id }) => id)).toEqual(expected);
  });

  it("serve every promise", () => {
    expect(new Set(requirements.map(({ promise }) => promise))).toEqual(new Set(Object.keys(promises)));
  });

  it.each(requirements.map((requirement) => [requirement.id, requirement] as const))(
    "%s is kept by files that are there and has tests that are there",
    async (_id, { where, tests }) => {
      expect(where.length).toBeGreaterThan(0);
      expect(tests.length).toBeGreaterThan(0);
      for (const file of where) expect(existsSync(join(root, file)), file).toBe(true);
      for (const { file, titles = [] } of tests) {
        const source = await readFile(join(root, file), "utf8");
        for (const title of titles) {
          for (const part of title.split(" >")) expect(source, `${file}: ${title}`).toContain(part.trim());
        }
      }
    },
  );

  it("stand in docs/threats.md as they stand here (node scripts/trust/report.ts --write)", async () => {
    expect(await readFile(join(root, "docs/threats.md"), "utf8")).toBe(renderThreats());
  });
});

describe("a run", () => {
  const requirement: Requirement = {
    id: "X1",
    promise: "P1",
    says: "",
    where: [],
    tests: [{ file: "a.test.ts", titles: ["is good"] }, { file: "b.test.ts" }],
  };
  const report = (...statuses: string[]) => ({
    testResults: statuses.map((status, index) => ({
      name: `/project/${index === 0 ? "a" : "b"}.test.ts`,
      assertionResults: [{ ancestorTitles: ["it"], title: "is good", status }],
    })),
  });
  const verdict = (...statuses: string[]) => judge(requirement, readVitestCases(report(...statuses), "/project"));

  it("in which everything passed holds", () => {
    expect(verdict("passed", "passed")).toEqual({ id: "X1", cases: 2, passed: 2, missing: [] });
    expect(holds(verdict("passed", "passed"))).toBe(true);
  });

  it.each([
    ["a test failed", ["passed", "failed"]],
    ["a test was skipped", ["passed", "skipped"]],
    ["a file did not run", ["passed"]],
    ["nothing ran", []],
  ])("in which %s does not", (_name, statuses) => {
    expect(holds(verdict(...statuses))).toBe(false);
  });

  it("is a table of promise, requirement, cases and passed, with sums in which a case counts once", () => {
    const again: Requirement = { ...requirement, id: "X2" };
    const cases = readVitestCases(report("passed", "failed"), "/project");
    const lines = renderTable([requirement, again], cases).split("\n");
    expect(lines).toContain("P1  No secret leaves in clear");
    expect(lines.filter((line) => line.startsWith("✗ X"))).toHaveLength(2);
    expect(
      lines
        .find((line) => line.includes("X1"))
        ?.trim()
        .split(/\s+/),
    ).toEqual(["✗", "X1", "2", "1"]);
    expect(
      lines
        .find((line) => line.includes("sum"))
        ?.trim()
        .split(/\s+/),
    ).toEqual(["sum", "2", "1"]);
    expect(lines.at(-1)).toMatch(/all +2 +1 +0 of 2 requirements hold/);
    expect(lines.join("\n")).toContain("failed: b.test.ts: it > is good");
    expect(isWhole([requirement, again], cases)).toBe(false);
  });

  it("is whole only with requirements that all hold", () => {
    const cases = readVitestCases(report("passed", "passed"), "/project");
    expect(isWhole([requirement], cases)).toBe(true);
    expect(isWhole([requirement, { ...requirement, tests: [{ file: "c.test.ts" }] }], cases)).toBe(false);
    expect(isWhole([], cases)).toBe(false);
  });
});
