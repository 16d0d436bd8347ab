/** The gallery under the strictest policy of a host page: every state, theme, language and width, without a single complaint. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../../scripts/chromium.ts";
import { providers } from "../../worker/providers/registry.ts";
import { drawerStates, pageStates } from "../gallery/overview.ts";
import { startGallery } from "../gallery/server.ts";

let browser: Browser;
let gallery: Awaited<ReturnType<typeof startGallery>>;
let axe: string;

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  gallery = await startGallery();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await gallery?.stop();
});

function listenTo(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return complaints;
}

/** Opens the gallery; `complaints` collects everything that the browser says against the page. */
async function open(query: string, { width = 1280, height = 900 } = {}): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({
    viewport: { width, height },
    isMobile: width < 1_000,
    hasTouch: width < 1_000,
    timezoneId: "Europe/Paris",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const complaints = listenTo(page);
  await page.goto(`${gallery.url}?${query}`);
  await page.locator("speedai-integrations").getByRole("heading", { level: 2 }).first().waitFor();
  await page.waitForLoadState("networkidle");
  return { page, complaints };
}

async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    // axe-core puts itself on the window; its own types describe a module, not a global.
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations
      .filter(({ id }) => id !== "page-has-heading-one" && id !== "region" && id !== "landmark-one-main")
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
  });
}

describe("the page raises no complaint and no accessibility violation", () => {
  it.each([
    { state: "ready", theme: "light", locale: "en" },
    { state: "ready", theme: "dark", locale: "fr" },
    ...pageStates.map((state, at) => ({ state, theme: at % 2 ? "dark" : "light", locale: at % 3 ? "fr" : "en" })),
  ])("when $state ($theme, $locale)", async ({ state, theme, locale }) => {
    const { page, complaints } = await open(`state=${state}&theme=${theme}&locale=${locale}`);
    expect(await findViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe("the drawer raises no complaint", () => {
  it.each(drawerStates)("in the state « %s »", async (name) => {
    const page = await browser.newPage();
    const complaints = listenTo(page);
    await page.goto(`${gallery.url}?drawer=${encodeURIComponent(name)}`);
    await page.locator("html[data-shown]").waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });
});

it("all states stand side by side", async () => {
  const page = await browser.newPage();
  const complaints = listenTo(page);
  await page.goto(`${gallery.url}all`);
  const frames = page.locator("iframe");
  expect(await frames.count()).toBe(pageStates.length + drawerStates.length);
  await frames.first().contentFrame().locator("speedai-card").first().waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

describe("the page fits its window", () => {
  it.each([
    { state: "ready", width: 1600 },
    { state: "ready", width: 768 },
    { state: "ready", width: 375 },
    ...pageStates.map((state) => ({ state, width: 320 })),
  ])("when $state, $width px wide", async ({ state, width }) => {
    const { page } = await open(`state=${state}&theme=light`, { width });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.context().close();
  });
});

describe("the page", () => {
  it("moves nothing while it loads (CLS 0)", async () => {
    for (const width of [1280, 900, 640, 375]) {
      const { page } = await open("theme=light", { width });
      const shifts = await page.evaluate(async () => {
        const observer = new PerformanceObserver(() => {});
        observer.observe({ type: "layout-shift", buffered: true });
        const entries = observer.takeRecords();
        observer.disconnect();
        return entries.map((entry) => JSON.stringify(entry));
      });
      expect(shifts).toEqual([]);
      await page.context().close();
    }
  });

  it("shows every logo from a data: URL, fetched when it is first seen", async () => {
    const { page, complaints } = await open("theme=light&state=new");
    for (let step = 0; step < 8; step += 1) await page.mouse.wheel(0, 500);
    const logos = page.locator("speedai-logo img");
    await expect.poll(() => logos.count()).toBe(providers.length);
    const sources = await logos.evaluateAll((all) => all.map((one) => one.getAttribute("src")?.slice(0, 19)));
    expect(new Set(sources)).toEqual(new Set(["data:image/svg+xml;"]));
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("is walked with the keyboard alone: search, reasons, card, drawer and back", async () => {
    const { page, complaints } = await open("theme=light&state=new");
    await page.keyboard.press("/");
    await page.keyboard.type("pipedirve");
    await page.getByRole("button", { name: "Connecter Pipedrive" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Pipedrive" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const focused = await page.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      return active?.getAttribute("aria-label");
    });
    expect(focused).toBe("Connecter Pipedrive");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("gives fingers targets of 44 px", async () => {
    const { page } = await open("theme=light", { width: 375 });
    const small = await page.getByRole("button").evaluateAll((buttons) =>
      buttons
        .filter((button) => button.checkVisibility())
        .map((button) => ({
          name: button.getAttribute("aria-label") ?? button.textContent?.trim(),
          box: button.getBoundingClientRect(),
        }))
        .filter(({ box }) => box.height < 44 || box.width < 44)
        .map(({ name, box }) => `${name}: ${box.width} × ${box.height}`),
    );
    expect(small).toEqual([]);
    await page.context().close();
  });
});
