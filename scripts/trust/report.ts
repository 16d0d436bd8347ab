/**
 * `npm run trust [P3] [A] [E2]`: runs every test that speaks for a requirement, as `npm test` runs it, and prints promise,
 * requirement, cases, passed. With words, only those promises, parts or requirements. The exit code is 0 only when every
 * requirement of the run has cases and all of them passed. `--write` makes docs/threats.md anew and runs nothing.
 */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ensureChromium } from "../chromium.ts";
import { ensureMariaDb, ensurePostgres } from "../databases.ts";
import { readVitestCases, readWebCases, type TestCase } from "./count.ts";
import { renderThreats } from "./page.ts";
import { type Requirement, requirements } from "./requirements.ts";
import { isWhole, renderTable } from "./table.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** A run that hangs is ended and has failed. */
const limitMs = 30 * 60_000;
/** The dictionaries' tests read source files and run in Node. */
const isOfBrowser = (file: string) => file.startsWith("widget/") && !file.startsWith("widget/i18n/");

const { values, positionals } = parseArgs({ options: { write: { type: "boolean" } }, allowPositionals: true });
const chosen = requirements.filter(
  ({ id, promise }) =>
    positionals.length === 0 || positionals.some((word) => [id, promise, id.slice(0, 1)].includes(word.toUpperCase())),
);
if (values.write) await writeFile(join(root, "docs/threats.md"), renderThreats());
else process.exitCode = (await report(chosen)) ? 0 : 1;

async function report(wanted: readonly Requirement[]): Promise<boolean> {
  if (wanted.length === 0) {
    console.error(`No promise, part or requirement is called ${positionals.join(" or ")}.`);
    return false;
  }
  const files = [...new Set(wanted.flatMap(({ tests }) => tests.map(({ file }) => file)))];
  const folder = await mkdtemp(join(tmpdir(), "trust-"));
  try {
    await prepare(files);
    const cases = [
      ...(await runVitest(
        files.filter((file) => !isOfBrowser(file)),
        join(folder, "vitest.json"),
      )),
      ...(await runBrowser(files.filter(isOfBrowser), join(folder, "web.json"))),
    ];
    console.log(`\n${renderTable(wanted, cases)}`);
    return isWhole(wanted, cases);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As `npm test` does: a machine may lack the browser and the databases. */
async function prepare(files: readonly string[]): Promise<void> {
  if (files.some((file) => isOfBrowser(file) || file.startsWith("demo/"))) await ensureChromium();
  if (files.some((file) => /^(?:sidecar|demo)\//.test(file))) await Promise.all([ensurePostgres(), ensureMariaDb()]);
}

async function runVitest(files: readonly string[], reportFile: string): Promise<TestCase[]> {
  if (files.length === 0) return [];
  console.log(`${files.length} files of tests in Node and workerd: a line when one has ended …`);
  await run("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`, ...files]);
  return readVitestCases(await readReport(reportFile), root);
}

async function runBrowser(files: readonly string[], reportFile: string): Promise<TestCase[]> {
  if (files.length === 0) return [];
  console.log(`\n${files.length} files of tests in a browser …`);
  const named = files.flatMap((file) => ["--files", file]);
  await run("web-test-runner", ["--config", "web-test-runner.config.js", ...named], {
    WEB_TEST_TITLES_FILE: reportFile,
  });
  return readWebCases(await readReport(reportFile), root);
}

/** Throws when the run was ended before it could report. */
async function readReport(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new Error("the tests ended without a report", { cause });
  }
}

/** Failures are counted from the report. */
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
      timeout: limitMs,
      killSignal: "SIGKILL",
    });
    child.once("error", reject);
    child.once("close", () => resolve());
  });
}
