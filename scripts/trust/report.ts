/**
 * `npm run trust`: runs every test that speaks for a requirement, and prints promise, requirement, cases, passed. The exit code
 * is 0 only when every requirement holds. `--write` makes docs/threats.md anew and runs nothing.
 */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { holds, judge, readVitestCases, readWebCases, type TestCase } from "./count.ts";
import { renderThreats } from "./page.ts";
import { promises, requirements } from "./requirements.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** The dictionaries' tests read source files and run in Node. */
const isOfBrowser = (file: string) => file.startsWith("widget/") && !file.startsWith("widget/i18n/");

if (process.argv.includes("--write")) await writeFile(join(root, "docs/threats.md"), renderThreats());
else process.exitCode = (await report()) ? 0 : 1;

async function report(): Promise<boolean> {
  const files = [...new Set(requirements.flatMap(({ tests }) => tests.map(({ file }) => file)))];
  const folder = await mkdtemp(join(tmpdir(), "trust-"));
  try {
    const cases = [
      ...(await runVitest(
        files.filter((file) => !isOfBrowser(file)),
        join(folder, "vitest.json"),
      )),
      ...(await runBrowser(files.filter(isOfBrowser), join(folder, "web.json"))),
    ];
    return print(cases);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runVitest(files: readonly string[], reportFile: string): Promise<TestCase[]> {
  await run("vitest", ["run", "--reporter=dot", "--reporter=json", `--outputFile.json=${reportFile}`, ...files]);
  return readVitestCases(JSON.parse(await readFile(reportFile, "utf8")), root);
}

async function runBrowser(files: readonly string[], reportFile: string): Promise<TestCase[]> {
  const named = files.flatMap((file) => ["--files", file]);
  await run("web-test-runner", ["--config", "web-test-runner.config.js", ...named], {
    WEB_TEST_TITLES_FILE: reportFile,
  });
  return readWebCases(JSON.parse(await readFile(reportFile, "utf8")), root);
}

/** Its failures are counted from the report; without a report the reading fails. */
function run(
  program: string,
  parameters: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const path = `${join(root, "node_modules/.bin")}${delimiter}${process.env["PATH"] ?? ""}`;
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd: root,
      env: { ...process.env, ...more, PATH: path },
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.once("error", reject);
    child.once("close", () => resolve());
  });
}

function print(cases: readonly TestCase[]): boolean {
  const verdicts = requirements.map((requirement) => ({ requirement, verdict: judge(requirement, cases) }));
  for (const [promise, text] of Object.entries(promises)) {
    console.log(`\n${promise}  ${text}`);
    for (const { requirement, verdict } of verdicts.filter((one) => one.requirement.promise === promise)) {
      const mark = holds(verdict) ? "✓" : "✗";
      const counts = `${String(verdict.passed).padStart(4)} of ${String(verdict.cases).padStart(4)}`;
      const gap = requirement.gap === undefined ? "" : " (partly: docs/threats.md)";
      console.log(`  ${mark} ${requirement.id.padEnd(4)}${counts}  ${requirement.says}${gap}`);
      for (const missing of verdict.missing) console.log(`           no test in this run: ${missing}`);
    }
  }
  const met = verdicts.filter(({ verdict }) => holds(verdict)).length;
  const distinct = verdicts.reduce((sum, { verdict }) => sum + verdict.cases, 0);
  console.log(
    `\n${met} of ${verdicts.length} requirements hold, ${distinct} cases (a case may speak for several requirements)`,
  );
  return met === verdicts.length;
}
