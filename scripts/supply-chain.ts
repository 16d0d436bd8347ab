/**
 * What this repository is built from: `node scripts/supply-chain.ts` lists the licences and names what is wrong,
 * `node scripts/supply-chain.ts sbom [file]` (`npm run sbom`) writes the bill of materials as CycloneDX.
 * supply-chain.test.ts holds every rule.
 */
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Permissive: may be bundled into a product that is sold. */
const shippedLicences = new Set([
  "MIT",
  "MIT-0",
  "ISC",
  "0BSD",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "Apache-2.0",
  "MIT OR Apache-2.0",
]);
/** Beside those, for what only builds and tests: used as it comes, changed and shipped by nobody here. */
const toolLicences = new Set([
  ...shippedLicences,
  "BSD",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "Unlicense",
  "MPL-2.0",
  "LGPL-3.0-or-later",
  "OFL-1.1",
  "Apache-2.0 AND LGPL-3.0-or-later",
  "Apache-2.0 AND LGPL-3.0-or-later AND MIT",
  "(MIT AND BSD-3-Clause)",
  "(MIT OR CC0-1.0)",
]);
/** Tools that name no licence where programs read it, and where it stands instead. */
const unnamedLicences: Readonly<Record<string, string>> = {
  "@getbrevo/brevo": "MIT, in its public repository; judges one simulator in a test",
  only: "MIT, in its Readme.md; a dependency of a test's SDK",
};

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      integrity: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
      os: z.array(z.string()).optional(),
      cpu: z.array(z.string()).optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
});
export type Lock = z.infer<typeof lockSchema>;

const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
  allowScripts: z.record(z.string(), z.boolean()),
});
export type Manifest = z.infer<typeof manifestSchema>;

export async function readLock(): Promise<Lock> {
  return lockSchema.parse(JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")));
}

export async function readManifest(): Promise<Manifest> {
  return manifestSchema.parse(JSON.parse(await readFile(join(root, "package.json"), "utf8")));
}

/** `node_modules/a/node_modules/@b/c` is `@b/c`. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

function installed(lock: Lock) {
  return Object.entries(lock.packages)
    .filter(([path]) => path !== "")
    .map(([path, entry]) => ({ ...entry, path, name: nameOf(path) }));
}

/** Packages by licence, shipped and tools apart. */
export function countLicences(lock: Lock): Map<string, { shipped: number; tools: number }> {
  const counts = new Map<string, { shipped: number; tools: number }>();
  for (const { name, license, dev } of installed(lock)) {
    const licence = license ?? unnamedLicences[name] ?? "unknown";
    const count = counts.get(licence) ?? { shipped: 0, tools: 0 };
    counts.set(licence, dev ? { ...count, tools: count.tools + 1 } : { ...count, shipped: count.shipped + 1 });
  }
  return counts;
}

/**
 * Licences that nobody has judged. A binary for another platform that was never fetched carries none in the lock file; it is
 * judged with the package that asks for it.
 */
export function findUnknownLicences(lock: Lock): string[] {
  return installed(lock).flatMap(({ name, license, dev, integrity, optional }) => {
    const isElsewhere = optional === true && integrity === undefined;
    if (license === undefined) return isElsewhere || (dev && Object.hasOwn(unnamedLicences, name)) ? [] : [name];
    return (dev ? toolLicences : shippedLicences).has(license) ? [] : [`${name}: ${license}`];
  });
}

/** Packages that could change without anybody's doing: no hash of their content, or a range in place of a version. */
export function findLoosePackages(lock: Lock, manifest: Manifest): string[] {
  const unhashed = installed(lock)
    .filter(({ integrity, optional, os, cpu }) => {
      const isElsewhere = optional === true && (os !== undefined || cpu !== undefined);
      return integrity === undefined ? !isElsewhere : !integrity.startsWith("sha512-");
    })
    .map(({ name }) => `${name}: no hash`);
  const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name}: ${version}`);
  return [...unhashed, ...ranges];
}

/** Packages with a script that runs on install of which nobody has said whether it may. */
export function findUnjudgedScripts(lock: Lock, manifest: Manifest): string[] {
  const asking = installed(lock).filter(({ hasInstallScript }) => hasInstallScript === true);
  return asking.map(({ name }) => name).filter((name) => !Object.hasOwn(manifest.allowScripts, name));
}

/** How keys begin that would be of use to somebody, each long enough to be one. */
const keyPatterns: readonly RegExp[] = [
  /AKIA[0-9A-Z]{16}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{100}/,
  /[sr]k_live_[0-9A-Za-z]{20,}/,
  /whsec_[A-Za-z0-9+/]{32}/,
  /gh[pousr]_[A-Za-z0-9]{36}/,
  /github_pat_\w{50}/,
  /xox[baprs]-[0-9A-Za-z-]{20}/,
  /AIza[0-9A-Za-z_-]{35}/,
  /GOCSPX-[A-Za-z0-9_-]{28}/,
  /ya29\.[0-9A-Za-z_-]{20}/,
  /shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/,
  /pat-(?:na|eu)\d-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/,
  /npm_[A-Za-z0-9]{36}/,
  /xkeysib-[0-9a-f]{64}/,
  /pat[A-Za-z0-9]{14}\.[0-9a-f]{64}/,
  /eyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}/,
];
/** Made for examples: the sample of the Standard Webhooks documentation, and secrets of tests. */
const samples = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_5fQ2vN8mZr3kT7xYbC1dW9eH4jL6pA0s"];

/** Texts that look like somebody's key. */
export function findKeys(text: string): string[] {
  const judged = samples.reduce((rest, sample) => rest.replaceAll(sample, ""), text);
  return keyPatterns.flatMap((pattern) => pattern.exec(judged)?.[0].slice(0, 12) ?? []);
}

const notOurs = new Set(["node_modules", "dist", ".git", ".data", ".wrangler", "coverage", "screenshots", ".dev.vars"]);

/** Every file of the repository, relative to it. */
export async function listFiles(folder = root): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !notOurs.has(name));
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? listFiles(path) : entry.isFile() ? [relative(root, path)] : [];
    }),
  );
  return found.flat();
}

/** `file: beginning of what looks like a key`. */
export async function findKeysInFiles(files: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(root, file), "latin1");
      return findKeys(text).map((key) => `${file}: ${key}…`);
    }),
  );
  return found.flat();
}

const bomSchema = z.object({
  bomFormat: z.literal("CycloneDX"),
  components: z.array(z.object({ name: z.string(), version: z.string() })),
});

/**
 * The bill of materials as npm itself makes it from the lock file; tools carry the property `cdx:npm:package:development`.
 * Whole, because npm's `--omit dev` leaves out what is shipped and also used by a tool.
 */
export async function makeSbom(): Promise<string> {
  const parameters = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"];
  const { stdout } = await promisify(execFile)("npm", parameters, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  bomSchema.parse(JSON.parse(stdout));
  return stdout;
}

export function readSbom(text: string): z.infer<typeof bomSchema> {
  return bomSchema.parse(JSON.parse(text));
}

if (import.meta.main) {
  const [command, file = join(root, "dist/sbom.cdx.json")] = process.argv.slice(2);
  if (command === "sbom") {
    const sbom = await makeSbom();
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, sbom);
    console.log(`${file}: ${readSbom(sbom).components.length} components`);
  } else {
    const [lock, manifest] = [await readLock(), await readManifest()];
    for (const [licence, { shipped, tools }] of [...countLicences(lock)].toSorted()) {
      console.log(`${String(shipped).padStart(4)} shipped ${String(tools).padStart(4)} tools  ${licence}`);
    }
    const problems = [
      ...findUnknownLicences(lock).map((one) => `unknown licence: ${one}`),
      ...findLoosePackages(lock, manifest).map((one) => `not pinned: ${one}`),
      ...findUnjudgedScripts(lock, manifest).map((one) => `install script: ${one}`),
      ...(await findKeysInFiles(await listFiles())).map((one) => `looks like a key: ${one}`),
    ];
    for (const problem of problems) console.error(problem);
    process.exitCode = problems.length === 0 ? 0 : 1;
  }
}
