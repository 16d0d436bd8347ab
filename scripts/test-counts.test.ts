import { describe, expect, it } from "vitest";
import { addCounts, countVitest, countWebTests, judgeRun } from "./test-counts.ts";
import { countSessions } from "./web-test-counts.js";

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});

describe("Vitest's report", () => {
  it("counts passed and failed tests", () => {
    const report = {
      numPassedTests: 3,
      testResults: [file("passed", "passed", "passed"), file("failed", "passed", "failed")],
    };
    expect(countVitest(report)).toEqual({ passed: 3, failed: 1 });
  });

  it.each([
    ["could not be loaded", file("failed")],
    ["had a hook that threw", file("failed", "skipped", "skipped")],
  ])("counts a file that %s as one failure", (_, broken) => {
    expect(countVitest({ numPassedTests: 0, testResults: [broken] })).toEqual({ passed: 0, failed: 1 });
  });

  it.each([[{}], [null], [{ numPassedTests: "3", testResults: [] }]])("that is none is refused: %j", (report) => {
    expect(() => countVitest(report)).toThrow();
  });
});

describe("the browser's sessions", () => {
  const test = (passed: boolean, skipped = false) => ({ name: "t", passed, skipped });
  const suite = (...tests: ReturnType<typeof test>[]) => ({ name: "s", suites: [], tests });

  it("are counted with the suites inside suites", () => {
    const testResults = { ...suite(test(true)), suites: [suite(test(true), test(false)), suite(test(false, true))] };
    expect(countSessions([{ passed: false, testResults }])).toEqual({ passed: 2, failed: 1 });
  });

  it("that failed without a test count as one failure each", () => {
    expect(countSessions([{ passed: false }, { passed: false, testResults: suite(test(true)) }, {}])).toEqual({
      passed: 1,
      failed: 3,
    });
  });

  it("give a report that is read back", () => {
    const counts = countSessions([{ passed: true, testResults: suite(test(true)) }]);
    expect(countWebTests(JSON.parse(JSON.stringify(counts)))).toEqual({ passed: 1, failed: 0 });
    expect(() => countWebTests({ passed: -1, failed: 0 })).toThrow();
  });
});

describe("a run", () => {
  it.each([
    ["with failures keeps them", 1, { passed: 5, failed: 2 }, { passed: 5, failed: 2 }],
    ["that ended well is as counted", 0, { passed: 5, failed: 0 }, { passed: 5, failed: 0 }],
    ["that ended badly without a failure has failed once", 1, { passed: 5, failed: 0 }, { passed: 5, failed: 1 }],
    ["of nothing has failed once", 0, { passed: 0, failed: 0 }, { passed: 0, failed: 1 }],
  ])("%s", (_, exitCode, counts, judged) => {
    expect(judgeRun({ exitCode, counts })).toEqual(judged);
  });

  it("is summed with the others", () => {
    expect(
      addCounts([
        { passed: 1, failed: 2 },
        { passed: 3, failed: 4 },
      ]),
    ).toEqual({ passed: 4, failed: 6 });
  });
});
