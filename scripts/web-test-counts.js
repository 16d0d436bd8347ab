/** Reporter for web-test-runner.config.js: tells scripts/test.ts how many tests ran. */
import { writeFileSync } from "node:fs";

/**
 * Writes `{passed, failed}` to the file that WEB_TEST_COUNTS_FILE names, and `[{file, title, passed}]` to the one that
 * WEB_TEST_TITLES_FILE names; does nothing without them.
 * @returns {import("@web/test-runner").Reporter}
 */
export function webTestCounts() {
  return {
    onTestRunFinished({ sessions }) {
      const file = process.env["WEB_TEST_COUNTS_FILE"];
      if (file) writeFileSync(file, JSON.stringify(countSessions(sessions)));
      const titles = process.env["WEB_TEST_TITLES_FILE"];
      if (titles) writeFileSync(titles, JSON.stringify([...sessions].flatMap(listTests)));
    },
  };
}

/**
 * A page that failed without a failed test (it could not be loaded, or logged an uncaught error) counts as one.
 * @param {readonly Pick<import("@web/test-runner").TestSession, "passed" | "testResults">[]} sessions
 */
export function countSessions(sessions) {
  let passed = 0;
  let failed = 0;
  for (const session of sessions) {
    const tests = session.testResults ? testsOf(session.testResults) : [];
    const failures = tests.filter((test) => !test.passed && !test.skipped).length;
    passed += tests.filter((test) => test.passed).length;
    failed += session.passed === true ? failures : Math.max(failures, 1);
  }
  return { passed, failed };
}

/**
 * @param {Pick<import("@web/test-runner").TestSession, "testFile" | "testResults">} session
 * @returns {{ file: string, title: string, passed: boolean, skipped: boolean }[]}
 */
export function listTests({ testFile, testResults }) {
  return testResults ? titlesOf(testResults, []).map((test) => ({ file: testFile, ...test })) : [];
}

/**
 * @param {import("@web/test-runner").TestSuiteResult} suite
 * @param {readonly string[]} above
 * @returns {{ title: string, passed: boolean, skipped: boolean }[]}
 */
function titlesOf(suite, above) {
  const path = suite.name ? [...above, suite.name] : above;
  const own = suite.tests.map(({ name, passed, skipped }) => ({
    title: [...path, name].join(" > "),
    passed,
    skipped: skipped === true,
  }));
  return [...own, ...suite.suites.flatMap((inner) => titlesOf(inner, path))];
}

/**
 * @param {import("@web/test-runner").TestSuiteResult} suite
 * @returns {import("@web/test-runner").TestResult[]}
 */
function testsOf(suite) {
  return [...suite.tests, ...suite.suites.flatMap(testsOf)];
}
