/** Pictures of the page in every width, theme, language and state: `node demo/gallery/screenshots.ts [folder] [name filter]`. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { CHROMIUM_FLAGS, ensureChromium } from "../../scripts/chromium.ts";
import { startGallery } from "./server.ts";

interface Shot {
  readonly name: string;
  readonly query: string;
  readonly width: number;
  readonly height?: number;
}

const widths = [1600, 1280, 768, 375, 320];
const shots: Shot[] = [
  ...widths.flatMap((width) =>
    ["light", "dark"].map((theme) => ({ name: `page-fr-${theme}-${width}`, query: `theme=${theme}`, width })),
  ),
  { name: "page-en-light-1280", query: "theme=light&locale=en", width: 1280 },
  { name: "page-en-light-375", query: "theme=light&locale=en", width: 375 },
  ...["loading", "failed", "session", "forbidden", "empty", "new"].flatMap((state) => [
    { name: `state-${state}-1280`, query: `theme=light&state=${state}`, width: 1280 },
    { name: `state-${state}-375`, query: `theme=dark&state=${state}`, width: 375 },
  ]),
];

const folder = process.argv[2] ?? "screenshots";
const only = process.argv[3] ?? "";
await mkdir(folder, { recursive: true });
const gallery = await startGallery();
const browser = await chromium.launch({ executablePath: await ensureChromium(), args: [...CHROMIUM_FLAGS] });
try {
  for (const { name, query, width, height = 900 } of shots.filter((shot) => shot.name.includes(only))) {
    const page = await browser.newPage({
      viewport: { width, height },
      hasTouch: width < 500,
      isMobile: width < 500,
      reducedMotion: "reduce",
      timezoneId: "Europe/Paris",
    });
    page.on("console", (message) => message.type() === "error" && console.error(`${name}: ${message.text()}`));
    page.on("pageerror", (error) => console.error(`${name}: ${error.message}`));
    await page.goto(`${gallery.url}?${query}`);
    await page.waitForLoadState("networkidle");
    // Logos come when they are first seen.
    for (let y = 0; y < 5000; y += height) await page.mouse.wheel(0, height);
    await page.waitForLoadState("networkidle");
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
    await page.close();
  }
} finally {
  await browser.close();
  await gallery.stop();
}
