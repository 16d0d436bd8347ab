import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { mutations } from "./mutations.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

it.each(mutations.map((mutation) => [mutation.guard, mutation] as const))(
  "the guard « %s » stands where it is taken away, once",
  async (_guard, { file, text, replacement, tests, only }) => {
    const source = await readFile(join(root, file), "utf8");
    expect(source.split(text)).toHaveLength(2);
    expect(replacement).not.toBe(text);
    expect(existsSync(join(root, tests))).toBe(true);
    if (only !== undefined) expect(await readFile(join(root, tests), "utf8")).toContain(only);
  },
);

it("no guard is named twice", () => {
  expect(new Set(mutations.map(({ guard }) => guard)).size).toBe(mutations.length);
});
