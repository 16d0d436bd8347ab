/**
 * `npm run trust:mutants [word]`: takes one guard after the other away in a copy of the repository, runs the tests that must
 * notice, and prints killed or survived. The exit code is 0 only when all were killed. The checkout is not touched.
 */
import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Mutation, mutations } from "./mutations.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const left = new Set(["node_modules", "dist", ".git", ".data", ".wrangler", ".dev.vars", "coverage", "screenshots"]);
/** A guard whose absence makes its tests hang has been noticed as well. */
const limitMs = 180_000;

/** `green`: nothing noticed. `red`: a test failed. `broken`: no test ran, so the replacement proves nothing. */
type Outcome = "green" | "red" | "broken";

const word = process.argv[2];
const chosen = mutations.filter(({ guard }) => word === undefined || guard.includes(word));
const copy = await mkdtemp(join(tmpdir(), "trust-mutants-"));
try {
  await cp(root, copy, { recursive: true, filter: (path) => path === root || !left.has(basename(path)) });
  await symlink(join(root, "node_modules"), join(copy, "node_modules"));
  process.exitCode = (await tryAll(chosen)) ? 0 : 1;
} finally {
  await rm(copy, { recursive: true, force: true });
}

async function tryAll(all: readonly Mutation[]): Promise<boolean> {
  const survivors: string[] = [];
  // Before anything is taken away every test must be green, or a red one would prove nothing.
  for (const key of new Set(all.map(({ project, tests, only = "" }) => [project, tests, only].join("\n")))) {
    const [project = "", tests = "", only = ""] = key.split("\n");
    const outcome = await runTests(project, tests, only);
    if (outcome !== "green") survivors.push(`${tests} ${only}: ${outcome} before anything was changed`);
  }
  for (const mutation of all) {
    const outcome = await tryOne(mutation);
    console.log(`${outcome === "red" ? "killed  " : outcome === "green" ? "SURVIVED" : "BROKEN  "}  ${mutation.guard}`);
    if (outcome !== "red") survivors.push(mutation.guard);
  }
  console.log(`\n${all.length} guards taken away, ${survivors.length} of them unnoticed`);
  for (const survivor of survivors) console.log(`  ${survivor}`);
  return survivors.length === 0;
}

async function tryOne({ file, text, replacement, project, tests, only }: Mutation): Promise<Outcome> {
  const path = join(copy, file);
  const source = await readFile(path, "utf8");
  const parts = source.split(text);
  if (parts.length !== 2) return "broken";
  await writeFile(path, parts.join(replacement));
  try {
    return await runTests(project, tests, only ?? "");
  } finally {
    await writeFile(path, source);
  }
}

async function runTests(project: string, tests: string, only: string): Promise<Outcome> {
  const report = join(copy, "report.json");
  await rm(report, { force: true });
  const named = only === "" ? [] : ["-t", only.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")];
  const parameters = ["run", "--project", project, tests, ...named, "--reporter=json", `--outputFile.json=${report}`];
  const ended = await run("vitest", parameters);
  if (ended === "too late") return "red";
  const { numPassedTests, numFailedTests } = JSON.parse(await readFile(report, "utf8").catch(() => "{}"));
  if (!(numPassedTests + numFailedTests > 0)) return "broken";
  return numFailedTests > 0 ? "red" : "green";
}

function run(program: string, parameters: readonly string[]): Promise<"in time" | "too late"> {
  const path = `${join(root, "node_modules/.bin")}${delimiter}${process.env["PATH"] ?? ""}`;
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd: copy,
      env: { ...process.env, PATH: path },
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
