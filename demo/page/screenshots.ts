/**
 * Pictures of the whole demonstration: `npm run screenshots [-- --only=part-of-a-name]` writes them to `screenshots/`, and contact sheets
 * to `screenshots/sheets/`. `--readme` writes those of the README instead, `--baseline` those that `visual.test.ts` compares with.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { launchChromium } from "../../scripts/chromium.ts";
import { startCustomerDatabases } from "../journeys/real-databases.ts";
import { startEphemeralStack } from "../stack/ephemeral.ts";
import type { Stack } from "../start.ts";
import { writeContactSheet } from "./pictures/contact-sheet.ts";
import { furnish, type House } from "./pictures/furnish.ts";
import { everyLook, nameOfLook } from "./pictures/looks.ts";
import { writeReadmePictures } from "./pictures/readme.ts";
import { scenes } from "./pictures/scenes.ts";
import { takeScene } from "./pictures/take.ts";
import { renewBaselines } from "./visual/baseline.ts";

const { values: asked } = parseArgs({
  options: {
    baseline: { type: "boolean", default: false },
    readme: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    folder: { type: "string", default: "screenshots" },
  },
});

if (asked.baseline) await renewBaselines(console.log);
else if (asked.readme) await inFurnishedHouse(({ browser, stack }) => writeReadmePictures(browser, stack));
else await inFurnishedHouse((place) => takeAll(place, asked.folder, asked.only));

interface Place {
  readonly browser: Browser;
  readonly stack: Stack;
  readonly house: House;
}

async function inFurnishedHouse(run: (place: Place) => Promise<void>): Promise<void> {
  const [stack, databases, browser] = await Promise.all([
    startEphemeralStack(),
    startCustomerDatabases(),
    launchChromium(),
  ]);
  try {
    await run({ browser, stack, house: await furnish(stack, databases) });
  } finally {
    await browser.close();
    await Promise.all([stack.stop(), databases.postgresql.stop(), databases.mysql.stop()]);
  }
}

/** Goes on after a scene that cannot be reached; the process fails in the end. */
async function takeAll({ browser, stack, house }: Place, folder: string, only: string): Promise<void> {
  mkdirSync(join(folder, "sheets"), { recursive: true });
  for (const look of everyLook) {
    const files: string[] = [];
    for (const scene of scenes) {
      const name = `${scene.name}-${nameOfLook(look)}`;
      if (!scene.looks.some((one) => nameOfLook(one) === nameOfLook(look)) || !name.includes(only)) continue;
      const file = join(folder, `${name}.png`);
      try {
        writeFileSync(file, await takeScene(browser, stack, scene, look));
        files.push(file);
      } catch (error) {
        console.error(`${name}: ${error instanceof Error ? error.message : error}`);
        process.exitCode = 1;
      }
      await house.tidy();
    }
    if (files.length > 0) await writeContactSheet(browser, files, join(folder, "sheets", `${nameOfLook(look)}.png`));
  }
}
