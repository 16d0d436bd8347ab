/** The look of stable regions against kept pictures. Which, how and why: docs/decisions/0011-visual-comparison.md. */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startGallery } from "../gallery/server.ts";
import { listBaselines, readBaseline } from "./visual/baseline.ts";
import { compare, isSame } from "./visual/compare.ts";
import { type Look, launchForComparison, looks, nameOf, takeRegion } from "./visual/regions.ts";

/** Ignored by git. */
const failures = fileURLToPath(new URL("../../screenshots/visual/", import.meta.url));

let browser: Browser;
let blank: Page;
let gallery: Awaited<ReturnType<typeof startGallery>>;

beforeAll(async () => {
  [gallery, browser] = await Promise.all([startGallery(), launchForComparison()]);
  blank = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
  await gallery?.stop();
});

test("every region has a picture, and no picture is left over", async () => {
  expect(await listBaselines()).toEqual(looks.map(nameOf).toSorted());
});

test.each(looks.map((look) => [nameOf(look), look] as const))("%s looks as it was kept", async (name, look) => {
  const actual = await takeRegion(browser, gallery.url, look);
  const verdict = await compare(blank, await readBaseline(name), actual);
  if (isSame(verdict)) return;
  mkdirSync(failures, { recursive: true });
  writeFileSync(`${failures}${name}.actual.png`, actual);
  writeFileSync(`${failures}${name}.changed.png`, Buffer.from(verdict.marked, "base64"));
  const { changed, largest, size } = verdict;
  expect.fail(
    `${changed} blocks differ, by up to ${largest} of 255${size ? `; size ${size}` : ""}. Look at ${failures}${name}.changed.png (red) and ` +
      `.actual.png beside demo/page/visual/baseline/${name}.png. A change that is meant: npm run screenshots -- --baseline`,
  );
});

describe("the comparison", () => {
  const look = (name: string): Look => {
    const found = looks.find((one) => nameOf(one) === name);
    if (!found) throw new Error(`no region ${name}`);
    return found;
  };
  /** The picture drawn again, moved by (parts of) pixels: half a pixel smooths every letter another way. */
  const moved = async (picture: Buffer, pixels: number): Promise<Buffer> => {
    const base64 = await blank.evaluate(
      async ([source, by]) => {
        const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(source), (one) => one.charCodeAt(0))]));
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
        const context = canvas.getContext("2d");
        context?.drawImage(bitmap, 0, 0);
        context?.drawImage(bitmap, by, 0);
        const drawn = new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
        return btoa(Array.from(drawn, (byte) => String.fromCharCode(byte)).join(""));
      },
      [picture.toString("base64"), pixels] as const,
    );
    return Buffer.from(base64, "base64");
  };

  test("forgives letters that are smoothed another way, and sees letters that have moved", async () => {
    const picture = await readBaseline("connections-light");
    expect(isSame(await compare(blank, picture, await moved(picture, 0.25)))).toBe(true);
    expect((await compare(blank, picture, await moved(picture, 2))).changed).toBeGreaterThan(100);
  });

  test("sees 2 px more room in a card, a colour that is off, and a line less", async () => {
    const kept = await readBaseline("connections-light");
    const withRule = (rule: string) =>
      takeRegion(browser, gallery.url, look("connections-light"), (page) =>
        page.locator("speedai-connection-card").evaluateAll((cards, text) => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(text);
          for (const { shadowRoot } of cards) shadowRoot?.adoptedStyleSheets.push(sheet);
        }, rule),
      );
    const judge = async (rule: string) => isSame(await compare(blank, kept, await withRule(rule)));
    expect(await judge("")).toBe(true);
    expect(await judge(":host { padding-inline-start: 2px; box-sizing: border-box; }")).toBe(false);
    expect(await judge("[part=status] { filter: hue-rotate(40deg); }")).toBe(false);
    expect(await judge("[part=card-title] { display: none; }")).toBe(false);
  });
});
