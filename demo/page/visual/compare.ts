/**
 * Compares two pictures by the mean colour of small blocks: text that another build of the browser smooths differently keeps the mean of
 * its block, text that has moved does not (docs/decisions/0011-visual-comparison.md). Decoded and drawn by the browser itself.
 */
import type { Page } from "playwright-core";

/** Side of a block in CSS pixels: about the height of a small letter. */
const block = 8;
/** Difference of one colour channel (0–255) of a block's mean that counts as a change. */
const limit = 10;
/** Fractions of pixels may round to one row or column more. */
const sizeTolerance = 1;

export interface Verdict {
  /** Blocks that differ, and the largest difference of a channel. */
  readonly changed: number;
  readonly largest: number;
  /** null, or how the sizes differ. */
  readonly size: string | null;
  /** The actual picture, pale, with what differs in red. PNG, base64. */
  readonly marked: string;
}

export function isSame({ changed, size }: Verdict): boolean {
  return changed === 0 && size === null;
}

/** `baseline` and `actual` as PNG or WebP; `page` is any blank page of the browser. */
export async function compare(page: Page, baseline: Buffer, actual: Buffer): Promise<Verdict> {
  const pictures = { baseline: baseline.toString("base64"), actual: actual.toString("base64") };
  return page.evaluate(
    async ({ pictures, block, limit, sizeTolerance }) => {
      const read = async (base64: string) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes]));
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
        const context = canvas.getContext("2d", { willReadFrequently: true });
        if (!context) throw new Error("no canvas");
        context.drawImage(bitmap, 0, 0);
        return { canvas, context, width: bitmap.width, height: bitmap.height };
      };
      const [before, after] = await Promise.all([read(pictures.baseline), read(pictures.actual)]);
      const width = Math.min(before.width, after.width);
      const height = Math.min(before.height, after.height);
      const isSized =
        Math.abs(before.width - after.width) <= sizeTolerance &&
        Math.abs(before.height - after.height) <= sizeTolerance;
      const size = isSized ? null : `${after.width} × ${after.height}, was ${before.width} × ${before.height}`;
      const was = before.context.getImageData(0, 0, width, height).data;
      const is = after.context.getImageData(0, 0, width, height).data;
      const marks = new OffscreenCanvas(after.width, after.height);
      const drawing = marks.getContext("2d");
      if (!drawing) throw new Error("no canvas");
      drawing.globalAlpha = 0.35;
      drawing.drawImage(after.canvas, 0, 0);
      drawing.globalAlpha = 0.55;
      drawing.fillStyle = "#e00000";
      let changed = 0;
      let largest = 0;
      for (let top = 0; top < height; top += block) {
        for (let left = 0; left < width; left += block) {
          const sums = [0, 0, 0];
          const right = Math.min(left + block, width);
          const bottom = Math.min(top + block, height);
          for (let y = top; y < bottom; y += 1)
            for (let x = left; x < right; x += 1)
              for (const [channel, sum] of sums.entries()) {
                const at = (y * width + x) * 4 + channel;
                sums[channel] = sum + (is[at] ?? 0) - (was[at] ?? 0);
              }
          const difference = Math.max(...sums.map(Math.abs)) / ((right - left) * (bottom - top));
          largest = Math.max(largest, difference);
          if (difference <= limit) continue;
          changed += 1;
          drawing.fillRect(left, top, right - left, bottom - top);
        }
      }
      const drawn = new Uint8Array(await (await marks.convertToBlob({ type: "image/png" })).arrayBuffer());
      const marked = btoa(Array.from(drawn, (byte) => String.fromCharCode(byte)).join(""));
      return { changed, largest: Math.round(largest * 10) / 10, size, marked };
    },
    { pictures, block, limit, sizeTolerance },
  );
}
