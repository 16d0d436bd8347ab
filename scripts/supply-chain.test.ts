import { describe, expect, it } from "vitest";
import {
  findKeys,
  findKeysInFiles,
  findLoosePackages,
  findUnjudgedScripts,
  findUnknownLicences,
  type Lock,
  listFiles,
  makeSbom,
  readLock,
  readManifest,
  readSbom,
} from "./supply-chain.ts";

const [lock, manifest] = [await readLock(), await readManifest()];
const lockOf = (name: string, entry: Lock["packages"][string]): Lock => ({
  packages: { "": {}, [`node_modules/${name}`]: entry },
});
const good = { version: "1.0.0", integrity: "sha512-AAAA", license: "MIT" };

describe("packages", () => {
  it("are exact versions with a hash each", () => {
    expect(findLoosePackages(lock, manifest)).toEqual([]);
  });

  it.each([
    ["no hash", lockOf("x", { version: "1.0.0", license: "MIT" })],
    ["a weak hash", lockOf("x", { ...good, integrity: "sha1-AAAA" })],
    ["no hash, though it is optional", lockOf("x", { version: "1.0.0", optional: true })],
  ])("with %s are found", (_name, loose) => {
    expect(findLoosePackages(loose, manifest)).toEqual(["x: no hash"]);
  });

  it.each(["^1.0.0", "~1.0.0", "*", "latest", "1.x", "github:a/b", "https://example.com/x.tgz"])(
    "asked for as %s are found",
    (version) => {
      const asked = { ...manifest, dependencies: { x: version } };
      expect(findLoosePackages(lock, asked)).toEqual([`x: ${version}`]);
    },
  );

  it("run no script on install that nobody has judged", () => {
    expect(findUnjudgedScripts(lock, manifest)).toEqual([]);
    expect(findUnjudgedScripts(lockOf("@a/b", { ...good, hasInstallScript: true }), manifest)).toEqual(["@a/b"]);
  });

  it("have a licence from the list, stricter for what is shipped than for tools", () => {
    expect(findUnknownLicences(lock)).toEqual([]);
    expect(findUnknownLicences(lockOf("x", { ...good, license: "GPL-3.0" }))).toEqual(["x: GPL-3.0"]);
    expect(findUnknownLicences(lockOf("x", { ...good, license: "MPL-2.0" }))).toEqual(["x: MPL-2.0"]);
    expect(findUnknownLicences(lockOf("x", { ...good, license: "MPL-2.0", dev: true }))).toEqual([]);
    expect(findUnknownLicences(lockOf("x", { version: "1.0.0", integrity: "sha512-AAAA" }))).toEqual(["x"]);
  });

  it("stand in a bill of materials, each that is shipped with its version", { timeout: 60_000 }, async () => {
    const { components } = readSbom(await makeSbom());
    const named = new Set(components.map(({ name, version }) => `${name}@${version}`));
    for (const [name, version] of Object.entries(manifest.dependencies)) expect(named).toContain(`${name}@${version}`);
  });
});

describe("the repository", () => {
  it("holds nothing that looks like a key", async () => {
    const files = await listFiles();
    expect(files.length).toBeGreaterThan(300);
    expect(await findKeysInFiles(files)).toEqual([]);
  });

  // Put together here, so that this file holds none either.
  it.each([
    ["AKIA", "IOSFODNN7EXAMPLE"],
    ["-----BEGIN RSA PRIVATE", ` KEY-----\n${"MIIB".repeat(40)}`],
    ["sk_live", `_${"4eC39HqLyjWDarjtT1zdp7dc"}`],
    ["whsec", `_${"a1B2".repeat(8)}`],
    ["ghp", `_${"a".repeat(36)}`],
    ["AIza", "a".repeat(35)],
    ["GOCSPX", `-${"a".repeat(28)}`],
    ["shpat", `_${"a".repeat(32)}`],
    ["pat-eu1", "-01234567-89ab-cdef-0123-456789abcdef"],
    ["npm", `_${"a".repeat(36)}`],
    ["eyJ", `${"a".repeat(20)}.eyJ${"b".repeat(20)}.${"c".repeat(20)}`],
  ])("would be told of %s…", (beginning, rest) => {
    expect(findKeys(`const key = "${beginning}${rest}";`)).toHaveLength(1);
  });
});
