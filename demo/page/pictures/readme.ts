/** The pictures of the README, small enough for a repository. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import type { Stack } from "../../start.ts";
import type { Look } from "./looks.ts";
import { scenes } from "./scenes.ts";
import { takeScene } from "./take.ts";

const folder = fileURLToPath(new URL("../../../docs/images/", import.meta.url));

const pictures: readonly {
  readonly file: string;
  readonly scene: string;
  readonly look: Look;
  readonly pixels: number;
}[] = [
  { file: "page", scene: "page", look: { width: 1280, theme: "light", locale: "fr" }, pixels: 1 },
  { file: "drawer", scene: "drawer-check-failed", look: { width: 1280, theme: "dark", locale: "fr" }, pixels: 1 },
  { file: "phone", scene: "page", look: { width: 375, theme: "dark", locale: "fr" }, pixels: 2 },
  { file: "phone-drawer", scene: "drawer-done", look: { width: 375, theme: "light", locale: "fr" }, pixels: 2 },
];

export async function writeReadmePictures(browser: Browser, stack: Stack): Promise<void> {
  const blank = await browser.newPage();
  for (const { file, scene: name, look, pixels } of pictures) {
    const scene = scenes.find((one) => one.name === name);
    if (!scene) throw new Error(`no scene ${name}`);
    // What a visitor sees first, not the whole length.
    const { whole: _, ...first } = scene;
    const png = (await takeScene(browser, stack, first, look, pixels)).toString("base64");
    const webp = await blank.evaluate(async (source) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(source), (one) => one.charCodeAt(0))]));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
      const bytes = new Uint8Array(
        await (await canvas.convertToBlob({ type: "image/webp", quality: 0.86 })).arrayBuffer(),
      );
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    }, png);
    writeFileSync(`${folder}${file}.webp`, Buffer.from(webp, "base64"));
  }
}
