/** Which tests of a real run speak for which requirement. */
import { z } from "zod";
import type { Requirement } from "./requirements.ts";

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
  const own = [...casesOf(requirement, cases)];
  const missing = entriesOf(requirement)
    .filter((entry) => !cases.some((one) => isOf(entry, one)))
    .map(({ file, text }) => (text === "" ? file : `${file}: ${text}`));
  return { id: requirement.id, cases: own.length, passed: own.filter(({ passed }) => passed).length, missing };
}

/** The cases that speak for a requirement, each once. */
export function casesOf(requirement: Requirement, cases: readonly TestCase[]): TestCase[] {
  const entries = entriesOf(requirement);
  return cases.filter((one) => entries.some((entry) => isOf(entry, one)));
}

interface Entry {
  readonly file: string;
  /** Empty: every test of the file. */
  readonly text: string;
}

function entriesOf({ tests }: Requirement): Entry[] {
  return tests.flatMap(({ file, titles = [""] }) => titles.map((text) => ({ file, text })));
}

function isOf(entry: Entry, { file, title }: TestCase): boolean {
  return file === entry.file && title.includes(entry.text);
}

/** A requirement holds when it has cases, all of them passed, and none that it names was missing. */
export function holds({ cases, passed, missing }: Verdict): boolean {
  return cases > 0 && passed === cases && missing.length === 0;
}
