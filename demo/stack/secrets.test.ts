import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { StartError } from "./ports.ts";
import { keepSecrets } from "./secrets.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true }));
const file = () => join(folder, "secrets.json");

test("every secret is 32 random bytes, none twice", () => {
  const values = Object.values(keepSecrets(folder)).map(String);
  expect(values.map((value) => Buffer.from(value, "base64").length)).toEqual(values.map(() => 32));
  expect(new Set(values).size).toBe(values.length);
});

test("a second start uses the first one's", () => {
  expect(keepSecrets(folder)).toEqual(keepSecrets(folder));
});

test("two data folders share nothing", () => {
  const other = mkdtempSync(join(tmpdir(), "secrets-"));
  const shared = Object.values(keepSecrets(folder)).filter((value) =>
    Object.values(keepSecrets(other)).includes(value),
  );
  rmSync(other, { recursive: true });
  expect(shared).toEqual([]);
});

test("only the owner can read the file, and nothing else is left beside it", () => {
  keepSecrets(folder);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["secrets.json"]);
});

test("a file that others could read is closed to them", () => {
  writeFileSync(file(), "{}", { mode: 0o644 });
  keepSecrets(folder);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

test("what is missing is added, what is there is kept, also what a later version wrote", () => {
  const { vault_key, ...others } = keepSecrets(folder);
  writeFileSync(file(), JSON.stringify({ ...others, from_later: "kept" }));
  const second = keepSecrets(folder);
  expect(second).toMatchObject({ ...others, from_later: "kept" });
  expect(second.vault_key).not.toBe(vault_key);
  expect(JSON.parse(readFileSync(file(), "utf8"))).toEqual(second);
});

test.each(["", "not json", "[]", '{"vault_key": 7}', '{"vault_key": "short"}'])(
  "a damaged file (%j) stops the start and is not replaced",
  (text) => {
    writeFileSync(file(), text);
    expect(() => keepSecrets(folder)).toThrow(StartError);
    expect(readFileSync(file(), "utf8")).toBe(text);
  },
);
