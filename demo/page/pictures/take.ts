/** One scene in one window. */
import type { Browser, Page } from "playwright-core";
import { createTexts } from "../../../widget/i18n/complete.ts";
import type { Stack } from "../../start.ts";
import { visit } from "../visitor.ts";
import type { Look } from "./looks.ts";
import type { Scene } from "./scenes.ts";
import { standStill } from "./stillness.ts";

/** PNG. Rejects when the scene cannot be reached. `pixels` per CSS pixel. */
export async function takeScene(
  browser: Browser,
  stack: Stack,
  scene: Scene,
  { width, theme, locale }: Look,
  pixels = 1,
): Promise<Buffer> {
  const context = await browser.newContext({
    viewport: { width, height: width < 500 ? 740 : 900 },
    deviceScaleFactor: pixels,
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
    if (!scene.unanswered) {
      if (scene.whole) await showLogos(shown);
      await shown.waitForLoadState("networkidle");
    }
    await standStill(shown);
    return await shown.screenshot({ animations: "disabled", ...(scene.whole && { fullPage: true }) });
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
