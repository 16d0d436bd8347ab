/**
 * Pictures of the whole demonstration: `npm run screenshots [-- --only=part-of-a-name]` writes them to `screenshots/`, and contact sheets
 * to `screenshots/sheets/`. With `--baseline` it renews the pictures that `visual.test.ts` compares with instead.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";
import { CHROMIUM_FLAGS, ensureChromium } from "../../scripts/chromium.ts";
import { createTexts } from "../../widget/i18n/complete.ts";
import { startCustomerDatabases } from "../journeys/real-databases.ts";
import { type Stack, startStack } from "../start.ts";
import { writeContactSheet } from "./pictures/contact-sheet.ts";
import { furnish } from "./pictures/furnish.ts";
import { everyLook, type Look, nameOfLook } from "./pictures/looks.ts";
import { type Scene, scenes } from "./pictures/scenes.ts";
import { standStill } from "./pictures/stillness.ts";
import { visit } from "./visitor.ts";
import { renewBaselines } from "./visual/baseline.ts";

const { values: asked } = parseArgs({
  options: {
    baseline: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    folder: { type: "string", default: "screenshots" },
  },
});

if (asked.baseline) await renewBaselines(console.log);
else await takeAll(asked.folder, asked.only);

async function takeAll(folder: string, only: string): Promise<void> {
  const { PATH = "", HOME = "" } = process.env;
  mkdirSync(join(folder, "sheets"), { recursive: true });
  const dataDir = mkdtempSync(join(tmpdir(), "screenshots-"));
  const [stack, databases, browser] = await Promise.all([
    startStack({ environment: { PATH, HOME }, dataDir, ports: "free" }),
    startCustomerDatabases(),
    ensureChromium().then((executablePath) => chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] })),
  ]);
  try {
    const house = await furnish(stack, databases);
    for (const look of everyLook) {
      const files: string[] = [];
      for (const scene of scenes) {
        const name = `${scene.name}-${nameOfLook(look)}`;
        if (!scene.looks.some((one) => nameOfLook(one) === nameOfLook(look)) || !name.includes(only)) continue;
        const file = join(folder, `${name}.png`);
        if (await take(browser, stack, scene, look, file)) files.push(file);
        await house.tidy();
      }
      if (files.length > 0) await writeContactSheet(browser, files, join(folder, "sheets", `${nameOfLook(look)}.png`));
    }
  } finally {
    await browser.close();
    await Promise.all([stack.stop(), databases.postgresql.stop(), databases.mysql.stop()]);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** False, and the process fails in the end, when a scene cannot be reached. */
async function take(browser: Browser, stack: Stack, scene: Scene, look: Look, file: string): Promise<boolean> {
  const { width, theme, locale } = look;
  const context = await browser.newContext({
    viewport: { width, height: width < 500 ? 740 : 900 },
    isMobile: width < 500,
    hasTouch: width < 500,
    colorScheme: theme,
    reducedMotion: "reduce",
    locale: locale === "fr" ? "fr-FR" : "en-GB",
    timezoneId: "Europe/Paris",
  });
  context.setDefaultTimeout(30_000);
  await context.addCookies([
    { name: "dashboard_theme", value: theme, url: stack.urls.dashboard },
    { name: "dashboard_locale", value: locale, url: stack.urls.dashboard },
  ]);
  const address = scene.at === "partner" ? `${stack.urls.partner}/?locale=${locale}` : stack.urls.dashboard;
  try {
    const page = await visit(context, address);
    const shown = (await scene.reach?.({ page, stack, texts: createTexts(locale) })) ?? page;
    if (scene.whole) await showLogos(shown);
    if (!scene.unanswered) await shown.waitForLoadState("networkidle");
    await standStill(shown);
    await shown.screenshot({ path: file, animations: "disabled", ...(scene.whole && { fullPage: true }) });
    return true;
  } catch (error) {
    console.error(`${file}: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
    return false;
  } finally {
    await context.close();
  }
}

/** Logos come when they are first seen. */
async function showLogos(page: Page): Promise<void> {
  for (const logo of await page.locator("speedai-logo").all()) {
    await logo.scrollIntoViewIfNeeded();
    await logo.locator("img").waitFor();
  }
  await page.evaluate(() => scrollTo(0, 0));
}
