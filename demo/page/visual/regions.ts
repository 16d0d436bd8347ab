/** Parts of the element whose look is kept as pictures, in the gallery's own font, at a fixed time, without motion. */
import type { Browser, Locator, Page } from "playwright-core";
import { launchChromium } from "../../../scripts/chromium.ts";
import { standStill } from "../pictures/stillness.ts";

export interface Region {
  readonly name: string;
  /** Address in the gallery. */
  readonly query: string;
  readonly reach?: (page: Page) => Promise<void>;
  readonly of: (page: Page) => Locator;
  /** Width of the window. */
  readonly width: number;
  /** Its height, 900 where nothing is said. */
  readonly height?: number;
}

export interface Look {
  readonly region: Region;
  readonly theme: "light" | "dark";
}

const wide = 1280;
const phone = 375;
/** The moment at which the drawer's fixtures are looked at, too. */
const lookedAt = new Date("2026-10-14T09:30:00Z");

const dialog = (page: Page) => page.locator("speedai-drawer").locator("dialog").first();
const drawer = (name: string, state: string, width = wide): Region => ({
  name,
  query: `drawer=${encodeURIComponent(state)}`,
  of: dialog,
  width,
});
const sections = (page: Page) => page.locator("section[part=section]");
/** The cards of a section come some frames after its title. */
const cards = async (page: Page) => {
  for (const section of await sections(page).all()) await section.locator("speedai-logo").first().waitFor();
};

const regions: readonly Region[] = [
  { name: "toolbar", query: "state=ready", of: (page) => page.locator("speedai-toolbar"), width: wide },
  { name: "attention", query: "state=ready", of: (page) => page.locator("speedai-attention"), width: wide },
  // The first section holds a connection in each status.
  { name: "connections", query: "state=ready", reach: cards, of: (page) => sections(page).first(), width: wide },
  {
    name: "connections-phone",
    query: "state=ready",
    reach: cards,
    of: (page) => sections(page).first(),
    width: phone,
    // All at once: the search sticks to the edge of a page that is scrolled.
    height: 2_400,
  },
  { name: "catalogue", query: "state=new", reach: cards, of: (page) => sections(page).nth(3), width: wide },
  {
    name: "why",
    query: "state=new",
    reach: (page) => page.getByRole("button", { name: "Pourquoi connecter mon CRM ?" }).click(),
    of: (page) => page.locator("speedai-why").getByRole("dialog"),
    width: wide,
  },
  drawer("form", "form with a field of every type"),
  drawer("form-phone", "empty form", phone),
  drawer("checklist", "form with a failed test"),
  drawer("done", "done"),
  drawer("connection", "connection that needs the person"),
  drawer("settings", "settings"),
];

/** Dark where colours carry meaning; shapes are the same. */
const alsoDark: readonly string[] = ["toolbar", "attention", "connections", "why", "form", "checklist"];

export const looks: readonly Look[] = regions.flatMap((region) => [
  { region, theme: "light" },
  ...(alsoDark.includes(region.name) ? [{ region, theme: "dark" } as const] : []),
]);

export const nameOf = ({ region, theme }: Look): string => `${region.name}-${theme}`;

/** For a browser whose pictures are compared: glyphs in grey, in one colour space, without hints of the machine. */
const comparisonFlags: readonly string[] = [
  "--font-render-hinting=none",
  "--disable-lcd-text",
  "--force-color-profile=srgb",
];

export function launchForComparison(): Promise<Browser> {
  return launchChromium(...comparisonFlags);
}

/** A picture of the region as PNG. `prepare` may change the page first. */
export async function takeRegion(
  browser: Browser,
  gallery: string,
  { region, theme }: Look,
  prepare: (page: Page) => Promise<void> = async () => {},
): Promise<Buffer> {
  const context = await browser.newContext({
    viewport: { width: region.width, height: region.height ?? 900 },
    deviceScaleFactor: 1,
    hasTouch: region.width === phone,
    isMobile: region.width === phone,
    colorScheme: theme,
    reducedMotion: "reduce",
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
  });
  try {
    const page = await context.newPage();
    await page.clock.setFixedTime(lookedAt);
    await page.goto(`${gallery}?font&theme=${theme}&${region.query}`);
    if (region.query.startsWith("drawer=")) await page.locator("html[data-shown]").waitFor();
    await region.reach?.(page);
    const shown = region.of(page);
    await shown.waitFor();
    // Logos come when they are first seen.
    for (const logo of await shown.locator("speedai-logo").all()) {
      await logo.scrollIntoViewIfNeeded();
      await logo.locator("img").waitFor();
    }
    // Asked for by nothing that is shown, it would never come: then the picture is in a font of the machine.
    await page.waitForFunction(() => document.fonts.check('16px "Gallery Inter"'));
    await prepare(page);
    await standStill(page);
    return await shown.screenshot({ animations: "disabled", caret: "hide", scale: "css" });
  } finally {
    await context.close();
  }
}
