import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { Provider } from "../worker/providers/define.ts";
import { findProvider, providers } from "../worker/providers/registry.ts";
import { generate, readProviderFiles, sortProviders } from "./generate.ts";
import { drawLogo } from "./logos.ts";

function like(id: string, more: Partial<Provider> = {}): Provider {
  const [first] = providers;
  if (first === undefined) throw new Error("the registry is empty");
  return { ...first, name: id, ...more, id };
}

test("what is committed is what the provider files say", async () => {
  for (const [path, text] of await generate(await readProviderFiles())) {
    expect(await readFile(new URL(`../${path}`, import.meta.url), "utf8"), path).toBe(text);
  }
});

test("two files with one id are refused by name", () => {
  const files = [
    { file: "one.ts", provider: like("hubspot") },
    { file: "two.ts", provider: like("hubspot") },
  ];
  expect(() => sortProviders(files)).toThrow('two.ts and one.ts both claim the id "hubspot"');
});

test("a provider nobody has ranked comes last in its category, by name", () => {
  const files = ["zeta", "monday", "acme", "hubspot"].map((id) => ({ file: `${id}.ts`, provider: like(id) }));
  const inn = { file: "inn.ts", provider: like("inn", { category: "hotel" }) };
  const sorted = sortProviders([inn, ...files]).map(({ provider }) => provider.id);
  expect(sorted).toEqual(["hubspot", "monday", "acme", "zeta", "inn"]);
});

test("a file's name becomes a valid identifier", async () => {
  const generated = await generate([{ file: "google-sheets.ts", provider: like("google_sheets") }]);
  expect(generated.get("worker/providers/generated/registry.ts")).toContain(
    'import googleSheets from "../google-sheets.ts";',
  );
});

test("an icon that no set has is refused by name", async () => {
  const logo = { icon: "logos:no-such-icon" } as const;
  await expect(drawLogo({ id: "acme", name: "Acme", logo })).rejects.toThrow('acme: no icon "logos:no-such-icon"');
  const inherited = { icon: "logos:constructor" } as const;
  await expect(drawLogo({ id: "acme", name: "Acme", logo: inherited })).rejects.toThrow("acme: no icon");
});

test("a monogram is one or two letters, in an ink that stands out", async () => {
  const draw = (monogram: string, color: `#${string}`) => drawLogo({ id: "a", name: "A", logo: { monogram, color } });
  expect(await draw("Z", "#000000")).toContain('fill="#ffffff"');
  expect(await draw("Z", "#ffe000")).toContain('fill="#14181f"');
  await expect(draw("<b>", "#000000")).rejects.toThrow("not a monogram");
  await expect(draw("", "#000000")).rejects.toThrow("not a monogram");
});

test("a one-colour icon gets its brand's colour and a square frame", async () => {
  const svg = await drawLogo({ id: "a", name: "A", logo: { icon: "simple-icons:hubspot", color: "#ff7a59" } });
  expect(svg).toContain("#ff7a59");
  expect(svg).toContain('viewBox="0 0 24 24"');
  const wide = await drawLogo({ id: "a", name: "A", logo: { icon: "logos:salesforce" } });
  expect(wide).toContain('viewBox="0 -38 256 256"');
});

test("unknown ids find nothing", () => {
  expect(findProvider("acme")).toBeUndefined();
});
