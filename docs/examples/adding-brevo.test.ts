/**
 * Provider 24, added as docs/adding-a-provider.md says: in a fresh copy of the repository, the three files of the example are put
 * in their places and the generator runs. Everything that then holds, holds without touching another file.
 */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { providers } from "../../worker/providers/registry.ts";

const run = promisify(execFile);
const repository = fileURLToPath(new URL("../../", import.meta.url));
const example = fileURLToPath(new URL("brevo/", import.meta.url));
/** No part of the repository: dependencies, history, and what builds and runs leave behind. */
const leftOut = new Set(["node_modules", "dist", ".git", ".data", ".dev.vars", ".wrangler", "coverage", "screenshots"]);
/** A second Vitest on a busy machine. */
const patienceMs = 180_000;

let tree: string;
let before: ReadonlyMap<string, string>;

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), "provider-24-"));
  const parts = (await readdir(repository)).filter((name) => !leftOut.has(name));
  for (const part of parts) await cp(join(repository, part), join(tree, part), { recursive: true });
  // A folder of its own, so that caches are not shared.
  await mkdir(join(tree, "node_modules"));
  for (const name of await readdir(join(repository, "node_modules"))) {
    if (name.startsWith(".vite")) continue;
    await symlink(join(repository, "node_modules", name), join(tree, "node_modules", name));
  }
  before = await readTree(tree);
  await cp(example, tree, { recursive: true });
  await node("scripts/generate.ts");
}, patienceMs);
afterAll(() => rm(tree, { recursive: true }));

test("the product has the 23 of its brief", () => {
  expect(providers.length).toBe(23);
  expect(providers.map(({ id }) => id)).not.toContain("brevo");
});

test("a provider is one file, its simulator and its test; the rest is written by the generator", async () => {
  const after = await readTree(tree);
  const touched = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
  expect(touched.toSorted()).toEqual([
    "demo/simulators/brevo.test.ts",
    "demo/simulators/brevo.ts",
    "docs/providers.md",
    "worker/providers/brevo.ts",
    "worker/providers/generated/logos.ts",
    "worker/providers/generated/registry.ts",
  ]);
  expect([...before.keys()].filter((path) => !after.has(path))).toEqual([]);
});

test("the catalogue has 24 cards, the new one last in its category", async () => {
  const script = `
    import { toIntegration } from "./worker/providers/catalogue.ts";
    import { providers } from "./worker/providers/registry.ts";
    const context = { locale: "en", role: "admin", oauthClients: new Set(), receivesMail: true, connections: [] };
    console.log(JSON.stringify(providers.map((provider) => toIntegration(provider, context))));`;
  const { stdout } = await node("--input-type=module", "--eval", script);
  const cards: readonly { id: string; category: string; available: boolean }[] = JSON.parse(stdout);
  expect(cards.length).toBe(24);
  const crm = cards.filter(({ category }) => category === "crm").map(({ id }) => id);
  expect(crm).toEqual(["hubspot", "salesforce", "zoho", "pipedrive", "monday", "brevo"]);
  expect(cards.find(({ id }) => id === "brevo")).toMatchObject({
    name: "Brevo",
    available: true,
    logo_url: "/api/integrations/brevo/logo.svg",
    methods: [{ id: "credentials", fields: [{ name: "api_key", type: "secret", required: true }] }],
  });
});

test(
  "its own test, the battery and the gates of every provider pass",
  async () => {
    const files = [
      "demo/simulators/brevo.test.ts",
      "demo/simulators/adapters.test.ts",
      "worker/providers/catalogue.test.ts",
      "scripts/generate.test.ts",
      "scripts/provider-docs.test.ts",
    ];
    const vitest = ["node_modules/vitest/vitest.mjs", "run", "--reporter=json", "--outputFile=report.json"];
    // Its exit code says less than its report.
    await node(...vitest, ...files).catch(() => undefined);
    const report: Report = JSON.parse(await readFile(join(tree, "report.json"), "utf8"));
    const ran = report.testResults.map(({ name, message }) => [relative(tree, name), message]);
    expect(Object.fromEntries(ran)).toEqual(Object.fromEntries(files.map((file) => [file, ""])));
    const tests = report.testResults.flatMap((file) => file.assertionResults);
    expect(tests.filter(({ status }) => status !== "passed")).toEqual([]);
    const names = tests.map(({ fullName }) => fullName);
    expect(names).toContain("brevo by credentials the sample connects and names its account");
    expect(names).toContain("brevo by credentials another api_key is refused as such");
    expect(names).toContain("brevo writes French with its typography");
  },
  patienceMs,
);

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    /** Why the file could not be run; empty when it could. */
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** Node in the tree, without what the Vitest around it has put into the environment. */
function node(...parameters: readonly string[]) {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(VITE|VITEST|TEST$|NODE_ENV$|NODE_OPTIONS$)/.test(name),
  );
  return run(process.execPath, [...parameters], {
    cwd: tree,
    env: Object.fromEntries(own),
    maxBuffer: 16 * 1024 * 1024,
  });
}

/** Path → content of every file that is no dependency. */
async function readTree(folder: string): Promise<ReadonlyMap<string, string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const own = files.filter((path) => !relative(folder, path).startsWith("node_modules"));
  return new Map(
    await Promise.all(own.map(async (path) => [relative(folder, path), await readFile(path, "latin1")] as const)),
  );
}
