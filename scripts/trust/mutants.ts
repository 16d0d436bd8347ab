/**
 * `npm run trust:mutants [word] [--jobs=2]`: takes one guard after the other away in a copy of the repository, runs the tests
 * that must notice, and prints killed or survived. With a word, only guards and files that contain it. The exit code is
 * 0 only when every removal was noticed. The checkout is not touched.
 */
import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ensureChromium } from "../chromium.ts";
import { ensureMariaDb, ensurePostgres } from "../databases.ts";
import { readVitestCases, readWebCases, type TestCase } from "./count.ts";
import { type Mutation, mutations } from "./mutations.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const left = new Set(["node_modules", "dist", ".git", ".data", ".wrangler", ".dev.vars", "coverage", "screenshots"]);
/** The untouched tests, all together. */
const baselineLimitMs = 15 * 60_000;
/** A removal that makes the tests hang has been noticed as well. */
const mutantLimitMs = 180_000;
/** Each run starts a server or two beside workerd: one core is not enough for it. */
const coresOfOneJob = 4;

/**
 * `SURVIVED`: no test noticed. `BROKEN`: the replacement fits no more, or no test ran with it. `UNPROVEN`: the tests were not
 * green before.
 */
type Outcome = "killed" | "SURVIVED" | "BROKEN" | "UNPROVEN";

const { values, positionals } = parseArgs({ options: { jobs: { type: "string" } }, allowPositionals: true });
const words = positionals.map((word) => word.toLowerCase());
const chosen = mutations.filter(({ guard, file }) =>
  words.every((word) => `${guard} ${file}`.toLowerCase().includes(word)),
);
const jobs = Number(values.jobs ?? Math.max(1, Math.floor(availableParallelism() / coresOfOneJob)));

await Promise.all([ensureChromium(), ensurePostgres(), ensureMariaDb()]);
const copies = await Promise.all(Array.from({ length: Math.max(1, Math.min(jobs, chosen.length)) }, copyRepository));
try {
  process.exitCode = (await tryAll(chosen)) ? 0 : 1;
} finally {
  await Promise.all(copies.map((copy) => rm(copy, { recursive: true, force: true })));
}

async function copyRepository(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "trust-mutants-"));
  await cp(root, copy, { recursive: true, filter: (path) => path === root || !left.has(basename(path)) });
  await symlink(join(root, "node_modules"), join(copy, "node_modules"));
  return copy;
}

async function tryAll(all: readonly Mutation[]): Promise<boolean> {
  const [first = ""] = copies;
  console.log(`${all.length} guards. First their tests with every guard in place: one run, a few minutes …`);
  const cases = await runUntouched(first, all);
  const waiting = [...all];
  const unnoticed: string[] = [];
  let done = 0;
  await Promise.all(
    copies.map(async (copy) => {
      for (let mutation = waiting.shift(); mutation !== undefined; mutation = waiting.shift()) {
        const startedAt = performance.now();
        const outcome = isGreen(mutation, cases) ? await tryOne(copy, mutation) : "UNPROVEN";
        done += 1;
        const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4);
        const place = `${String(done).padStart(3)} of ${all.length}`;
        console.log(`${place}${seconds} s  ${outcome.padEnd(8)}  ${mutation.guard}`);
        if (outcome !== "killed") unnoticed.push(`${outcome}  ${mutation.guard}: ${mutation.file}, ${mutation.tests}`);
      }
    }),
  );
  console.log(`\n${all.length} guards taken away: ${all.length - unnoticed.length} killed, ${unnoticed.length} not`);
  for (const one of unnoticed) console.log(`  ${one}`);
  return unnoticed.length === 0 && all.length > 0;
}

/** A test that is red already would prove nothing. */
function isGreen({ tests, only = "" }: Mutation, cases: readonly TestCase[]): boolean {
  const own = cases.filter(({ file, title }) => file === tests && title.includes(only));
  return own.length > 0 && own.every(({ passed }) => passed);
}

/** One start for all of Vitest, one for the browser. */
async function runUntouched(copy: string, all: readonly Mutation[]): Promise<TestCase[]> {
  const filesOf = (inBrowser: boolean) => [
    ...new Set(all.filter(({ project }) => (project === "elements") === inBrowser).map(({ tests }) => tests)),
  ];
  const report = await runTests(copy, "vitest", filesOf(false), [], baselineLimitMs);
  const webReport = await runTests(copy, "elements", filesOf(true), [], baselineLimitMs);
  return [
    ...(typeof report === "object" ? readVitestCases(report, copy) : []),
    ...(typeof webReport === "object" ? readWebCases(webReport, copy) : []),
  ];
}

async function tryOne(copy: string, { file, text, replacement, project, tests, only }: Mutation): Promise<Outcome> {
  const path = join(copy, file);
  const source = await readFile(path, "utf8");
  const parts = source.split(text);
  if (parts.length !== 2) return "BROKEN";
  await writeFile(path, parts.join(replacement));
  try {
    // The first failure is enough.
    const more = project === "elements" ? [] : ["--project", project, "--bail=1", ...titleFilter(only)];
    const report = await runTests(copy, project === "elements" ? "elements" : "vitest", [tests], more, mutantLimitMs);
    if (report === "too late") return "killed";
    if (report === "nothing") return "BROKEN";
    const statuses = Array.isArray(report)
      ? readWebCases(report, copy).map(({ passed }) => passed)
      : readVitestCases(report, copy).flatMap(({ passed, skipped }) => (skipped ? [] : [passed]));
    if (statuses.length === 0) return "BROKEN";
    return statuses.includes(false) ? "killed" : "SURVIVED";
  } finally {
    await writeFile(path, source);
  }
}

function titleFilter(only: string | undefined): string[] {
  return only === undefined ? [] : ["-t", only.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")];
}

/** The report as it was written; `nothing` when there is none. */
async function runTests(
  copy: string,
  runner: "vitest" | "elements",
  files: readonly string[],
  more: readonly string[],
  limitMs: number,
): Promise<object | "too late" | "nothing"> {
  if (files.length === 0) return "nothing";
  const report = join(copy, "report.json");
  await rm(report, { force: true });
  const ended =
    runner === "vitest"
      ? await run(copy, "vitest", ["run", ...files, ...more, "--reporter=json", `--outputFile.json=${report}`], limitMs)
      : await run(
          copy,
          "web-test-runner",
          ["--config", "web-test-runner.config.js", ...files.flatMap((file) => ["--files", file])],
          limitMs,
          { WEB_TEST_TITLES_FILE: report },
        );
  if (ended === "too late") return "too late";
  const written: unknown = JSON.parse(await readFile(report, "utf8").catch(() => "null"));
  return typeof written === "object" && written !== null ? written : "nothing";
}

function run(
  copy: string,
  program: string,
  parameters: readonly string[],
  limitMs: number,
  more: Readonly<Record<string, string>> = {},
): Promise<"in time" | "too late"> {
  const path = `${join(root, "node_modules/.bin")}${delimiter}${process.env["PATH"] ?? ""}`;
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd: copy,
      env: { ...process.env, ...more, PATH: path },
      stdio: "ignore",
      detached: true,
    });
    const timer = setTimeout(() => {
      resolve("too late");
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, limitMs);
    child.once("error", reject);
    child.once("close", () => {
      clearTimeout(timer);
      resolve("in time");
    });
  });
}
