/** A page that will not change by itself any more. */
import type { Page } from "playwright-core";

/** Resolves when fonts are there, motion with an end has ended, and the result is drawn. Spinners go on. */
export async function standStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    const moving = () =>
      document.getAnimations().filter((one) => {
        const end = one.effect?.getComputedTiming().endTime;
        return one.playState === "running" && typeof end === "number" && Number.isFinite(end);
      });
    // What begins when something else has ended is waited for, too. A motion that is called off is over.
    while (moving().length > 0) await Promise.allSettled(moving().map(({ finished }) => finished));
    for (let frame = 0; frame < 2; frame += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
  });
}
