/** Which tests of a real run speak for which requirement. */
import { z } from "zod";
import type { Requirement, TestsOf } from "./requirements.ts";

export interface TestCase {
  /** Relative to the repository. */
  readonly file: string;
  /** `describe > describe > test`. */
  readonly title: string;
  readonly passed: boolean;
  /** Left out of this run, by a filter or because an earlier test failed. */
  readonly skipped: boolean;
}

/** The part of Vitest's JSON report that is read here (its format is Jest's). */
const vitestSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

export function readVitestCases(report: unknown, root: string): TestCase[] {
  return vitestSchema.parse(report).testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ ancestorTitles, title, status }) => ({
      file: relativeTo(root, name),
      title: [...ancestorTitles, title].filter((part) => part !== "").join(" > "),
      passed: status === "passed",
      skipped: status !== "passed" && status !== "failed",
    })),
  );
}

const webSchema = z.array(z.object({ file: z.string(), title: z.string(), passed: z.boolean(), skipped: z.boolean() }));

/** What scripts/web-test-counts.js wrote to WEB_TEST_TITLES_FILE. */
export function readWebCases(report: unknown, root: string): TestCase[] {
  return webSchema.parse(report).map(({ file, ...rest }) => ({ ...rest, file: relativeTo(root, file) }));
}

function relativeTo(root: string, path: string): string {
  return path.startsWith(root) ? path.slice(root.length).replace(/^\//, "") : path;
}

export interface Verdict {
  readonly id: string;
  readonly cases: number;
  readonly passed: number;
  /** Entries for which the run had no test at all. */
  readonly missing: readonly string[];
}

export function judge(requirement: Requirement, cases: readonly TestCase[]): Verdict {
  const found = new Set<TestCase>();
  const missing: string[] = [];
  for (const entry of requirement.tests) {
    for (const wanted of wantedOf(entry)) {
      const matching = cases.filter(({ file, title }) => file === entry.file && title.includes(wanted));
      if (matching.length === 0) missing.push(`${entry.file}${wanted === "" ? "" : `: ${wanted}`}`);
      for (const one of matching) found.add(one);
    }
  }
  const passed = [...found].filter((one) => one.passed).length;
  return { id: requirement.id, cases: found.size, passed, missing };
}

function wantedOf({ titles }: TestsOf): readonly string[] {
  return titles ?? [""];
}

/** A requirement holds when it has cases, all of them passed, and none that it names was missing. */
export function holds({ cases, passed, missing }: Verdict): boolean {
  return cases > 0 && passed === cases && missing.length === 0;
}
