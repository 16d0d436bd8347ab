import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseSync } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltWidget, buildWidget } from "./build-widget.ts";

let folder: string;
let built: BuiltWidget;
let code: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "widget-"));
  built = await buildWidget(join(folder, "speedai-integrations.js"));
  code = await readFile(built.outfile, "utf8");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the single file", () => {
  it("needs no other file", () => {
    const { module } = parseSync("speedai-integrations.js", code);
    expect(module.hasModuleSyntax).toBe(true);
    expect([...module.staticImports, ...module.dynamicImports]).toEqual([]);
  });

  it("writes the signs of its style sheets as they are: an escape of CSS means another sign in a script", () => {
    expect(code).toContain('content:"·"');
    expect(code).not.toMatch(/content:"[^"]*\\/);
  });

  it("writes markup without the lines of its source", () => {
    expect(code.includes(`<dialog part="drawer" `)).toBe(true);
    expect(/>\s*\n/.test(code)).toBe(false);
  });

  it("brings no schema library and no provider with it", async () => {
    const map = JSON.parse(await readFile(`${built.outfile}.map`, "utf8"));
    const sources: string[] = map.sources;
    expect(sources.some((source) => source.includes("/lit-html/"))).toBe(true);
    expect(sources.filter((source) => /zod|\/worker\/|\/schema\/|\/network\/|\/testing\//.test(source))).toEqual([]);
  });

  it("asks the browser for nothing that a strict policy refuses", () => {
    const refused = /\beval\(|new Function\(|unsafeHTML|insertAdjacentHTML|document\.write/g;
    expect([...code.matchAll(refused)].map(([found]) => found)).toEqual([]);
  });

  it("keeps nothing in the browser but which sections are folded and which consent is waited for, and that for the tab only", () => {
    const storage = /localStorage|sessionStorage(?:\.(?:get|set)Item)?|document\.cookie|indexedDB/g;
    const used = [...code.matchAll(storage)].map(([found]) => found);
    expect(used.toSorted()).toEqual(["sessionStorage", "sessionStorage.getItem", "sessionStorage.setItem"]);
    expect(code).toContain("speedai-integrations-folded");
    expect(code).toContain("`speedai-integrations ${");
  });

  it("keeps the French letters as they are, not escaped", () => {
    expect(code.includes("réservation")).toBe(true);
    expect(code.includes("\\xE9")).toBe(false);
  });

  it("says its size and its integrity hash", () => {
    expect(built.integrity).toBe(`sha384-${createHash("sha384").update(code).digest("base64")}`);
    expect(built.bytes).toBe(Buffer.byteLength(code));
    expect(built.gzipBytes).toBeLessThan(built.bytes / 2);
  });

  it("registers nothing on a server, and leaves the server's globals alone", async () => {
    const before = new Set(Object.getOwnPropertyNames(globalThis));
    const widget: unknown = await import(pathToFileURL(built.outfile).href);
    expect(widget).toHaveProperty("SpeedaiIntegrations");
    const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
    // Lit keeps notes of its own, so that two copies on one page see each other.
    expect(added.filter((name) => !/^lit|^reactiveElement/.test(name))).toEqual([]);
  });
});
