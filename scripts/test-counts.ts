/** How many tests passed and failed, from what the test programs report. */
import { z } from "zod";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const countsSchema = z.object({ passed: z.int().nonnegative(), failed: z.int().nonnegative() });

/** The part of Vitest's JSON report that is read here (its format is Jest's). */
const vitestSchema = z.object({
  numPassedTests: z.int().nonnegative(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

/** A file that failed without a failed test (it could not be loaded, or a hook threw) counts as one failed test. */
export function countVitest(report: unknown): Counts {
  const { numPassedTests, testResults } = vitestSchema.parse(report);
  const failed = testResults.map(({ status, assertionResults }) => {
    const tests = assertionResults.filter((result) => result.status === "failed").length;
    return status === "failed" ? Math.max(tests, 1) : tests;
  });
  return { passed: numPassedTests, failed: sum(failed) };
}

/** What scripts/web-test-counts.js wrote. */
export function countWebTests(report: unknown): Counts {
  return countsSchema.parse(report);
}

/** A program that ended with an error, or ran nothing, has failed once, whatever it counted. */
export function judgeRun({ exitCode, counts }: { readonly exitCode: number; readonly counts: Counts }): Counts {
  const isSilent = counts.failed === 0 && (exitCode !== 0 || counts.passed === 0);
  return isSilent ? { ...counts, failed: 1 } : counts;
}

export function addCounts(all: readonly Counts[]): Counts {
  return { passed: sum(all.map(({ passed }) => passed)), failed: sum(all.map(({ failed }) => failed)) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
