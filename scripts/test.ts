/**
 * `npm test`: prepares the machine, then format and lint, types, generated files, all Vitest projects, the elements in a
 * real browser. The last line is `N passed, N failed`; the exit code is 0 only when nothing failed and tests ran.
 */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureChromium } from "./chromium.ts";
import { ensureMariaDb, ensurePostgres } from "./databases.ts";
import { addCounts, type Counts, countVitest, countWebTests, judgeRun } from "./test-counts.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** A step that hangs is ended and has failed. */
const STEP_LIMIT_MS = 20 * 60_000;
const FAILED_ONCE: Counts = { passed: 0, failed: 1 };
const NOTHING: Counts = { passed: 0, failed: 0 };

const folder = await mkdtemp(join(tmpdir(), "test-counts-"));
const vitestReport = join(folder, "vitest.json");
const webReport = join(folder, "web.json");

const results = [
  await prepare("Chromium", ensureChromium),
  await prepare("PostgreSQL", ensurePostgres),
  await prepare("MariaDB", ensureMariaDb),
  await check("Format and lint", "biome", ["check", "--error-on-warnings"]),
  await check("Types", "tsc", ["-b"]),
  await check("Generated files", "node", ["scripts/generate.ts", "--check"]),
  await test("Tests", "vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${vitestReport}`], {
    report: vitestReport,
    count: countVitest,
  }),
  await test("Elements in a browser", "web-test-runner", ["--config", "web-test-runner.config.js"], {
    report: webReport,
    count: countWebTests,
  }),
];
await rm(folder, { recursive: true, force: true });

const { passed, failed } = addCounts(results);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
console.log(`\n${passed} passed, ${failed} failed`);

async function prepare(name: string, ensure: () => Promise<unknown>): Promise<Counts> {
  try {
    await ensure();
    return NOTHING;
  } catch (error) {
    console.error(`\n${name}: ${error instanceof Error ? error.message : error}`);
    return FAILED_ONCE;
  }
}

async function check(title: string, program: string, parameters: readonly string[]): Promise<Counts> {
  return (await run(title, program, parameters)) === 0 ? NOTHING : FAILED_ONCE;
}

async function test(
  title: string,
  program: string,
  parameters: readonly string[],
  results: { readonly report: string; readonly count: (report: unknown) => Counts },
): Promise<Counts> {
  const exitCode = await run(title, program, parameters);
  try {
    return judgeRun({ exitCode, counts: results.count(JSON.parse(await readFile(results.report, "utf8"))) });
  } catch (error) {
    console.error(`${title}: no usable report (${error instanceof Error ? error.message : error})`);
    return FAILED_ONCE;
  }
}

/** Exit code of a program of node_modules/.bin, whose output is shown; 1 when it cannot be started or is killed. */
function run(title: string, program: string, parameters: readonly string[]): Promise<number> {
  console.log(`\n── ${title}: ${program} ${parameters.join(" ")}`);
  return new Promise((resolve) => {
    const child = spawn(program, parameters, {
      cwd: ROOT,
      env: {
        ...process.env,
        PATH: `${join(ROOT, "node_modules/.bin")}${delimiter}${process.env["PATH"] ?? ""}`,
        WEB_TEST_COUNTS_FILE: webReport,
      },
      stdio: ["ignore", "inherit", "inherit"],
      timeout: STEP_LIMIT_MS,
      killSignal: "SIGKILL",
    });
    child.once("error", (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once("close", (code) => resolve(code ?? 1));
  });
}
