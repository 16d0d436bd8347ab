/** All pictures of one window side by side, small, so that a whole set is looked at in a minute. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Browser } from "playwright-core";

/** Writes `file` from the pictures of `files`; pages that are taller than two windows are cut. */
export async function writeContactSheet(browser: Browser, files: readonly string[], file: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1800, height: 1000 } });
  try {
    const figures = await Promise.all(
      files.map(async (one) => {
        const source = `data:image/png;base64,${(await readFile(one)).toString("base64")}`;
        return `<figure><figcaption>${basename(one, ".png")}</figcaption><img src="${source}" alt=""></figure>`;
      }),
    );
    await page.setContent(`<!doctype html><style>
      body { display: grid; grid-template-columns: repeat(6, 1fr); gap: 12px; margin: 12px; background: #999; font: 13px sans-serif; }
      figure { margin: 0; } figcaption { margin-bottom: 3px; }
      img { width: 100%; max-height: 640px; object-fit: cover; object-position: top; }
    </style>${figures.join("")}`);
    await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
    await page.screenshot({ path: file, fullPage: true });
  } finally {
    await page.close();
  }
}
