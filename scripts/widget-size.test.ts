/**
 * What the element may cost. Before the page is seen, and for the page as long as no tool is opened: the aims. The others stand
 * slightly above what is reached: docs/decisions/0008-size-of-the-element.md says why there.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltWidget, buildPieces, buildWidget, describePieces, type Piece, weigh } from "./build-widget.ts";

const KIB = 1024;
const limits = { first: 18 * KIB, page: 45 * KIB, everything: 92 * KIB, single: 100 * KIB };

let folder: string;
let pieces: readonly Piece[];
let single: BuiltWidget;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "widget-size-"));
  pieces = await buildPieces(join(folder, "widget"));
  single = await buildWidget(join(folder, "single.js"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the element in pieces", () => {
  it("stays within its limits", () => {
    const table = describePieces(pieces).join("\n");
    const { first, page, everything } = weigh(pieces);
    expect(first, table).toBeLessThan(limits.first);
    expect(page, table).toBeLessThan(limits.page);
    expect(everything, table).toBeLessThan(limits.everything);
    expect(single.gzipBytes).toBeLessThan(limits.single);
  });

  it("brings before the first picture neither lists, nor drawer, nor steps, nor another language", () => {
    const early = pieces.filter(({ moment }) => moment === "first").flatMap(({ sources }) => Object.keys(sources));
    expect(early).toContain("widget/speedai-integrations/speedai-integrations.component.ts");
    const late =
      /\/(?:drawer|steps|connect|records|imports|mails|journal|toolbar|card|why|en|api\/http-client|proof|appearance)[./]/;
    expect(early.filter((source) => late.test(source))).toEqual([]);
  });

  it("never makes a visitor of one language pay for another", () => {
    for (const { file, sources } of pieces) {
      const languages = Object.keys(sources).filter((source) => /\/i18n\/(?:fr|en)\//.test(source));
      expect(new Set(languages.map((source) => source.split("/")[2])).size, file).toBeLessThan(2);
    }
  });

  it("holds each source once", () => {
    const sources = pieces.flatMap((piece) => Object.entries(piece.sources).filter(([, bytes]) => bytes > 0));
    const names = sources.map(([source]) => source).filter((source) => source !== "widget/index.ts");
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it("knows what every French page loads: what draws it, asks for the session and the catalogue, and shows the cards; not the drawer", () => {
    const needed = pieces.filter(({ isNeeded }) => isNeeded);
    const sources = needed.flatMap((piece) => Object.keys(piece.sources));
    for (const source of ["index", "session", "page/intro/drawing", "page/card/card.component", "i18n/fr/lists"])
      expect(sources, source).toContain(`widget/${source}.ts`);
    expect(sources.filter((source) => /\/(?:drawer\/drawer|why\/why|en)\b/.test(source))).toEqual([]);
  });

  it("finds every piece that it names", async () => {
    const files = new Set(pieces.map(({ file }) => file));
    for (const { file } of pieces) {
      const code = await readFile(join(folder, "widget", file), "utf8");
      const base = file.startsWith("chunks/") ? "chunks/" : "";
      for (const [, path = ""] of code.matchAll(/(?:from|import)\s*\(?"(\.[^"]+)"/g))
        expect(files, file).toContain(join(base, path));
    }
  });
});
