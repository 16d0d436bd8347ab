/** Reporter for web-test-runner.config.js: tells scripts/test.ts how many tests ran. */
import { writeFileSync } from "node:fs";

/**
 * Writes `{passed, failed}` to the file that WEB_TEST_COUNTS_FILE names; does nothing without it.
 * @returns {import("@web/test-runner").Reporter}
 */
export function webTestCounts() {
  return {
    onTestRunFinished({ sessions }) {
      const file = process.env["WEB_TEST_COUNTS_FILE"];
      if (file) writeFileSync(file, JSON.stringify(countSessions(sessions)));
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
 * @param {import("@web/test-runner").TestSuiteResult} suite
 * @returns {import("@web/test-runner").TestResult[]}
 */
function testsOf(suite) {
  return [...suite.tests, ...suite.suites.flatMap(testsOf)];
}
