/** The two host pages in a real browser: what is theirs. The element itself is proven beside its own code and in the journeys. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { launchChromium } from "../../scripts/chromium.ts";
import monday from "../simulators/monday.ts";
import pipedrive from "../simulators/pipedrive.ts";
import { startEphemeralStack } from "../stack/ephemeral.ts";
import type { Stack } from "../start.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let stack: Stack;
let browser: Browser;
let context: BrowserContext;
let complaints: string[];

beforeAll(async () => {
  [stack, browser] = await Promise.all([startEphemeralStack(), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});
beforeEach(async () => {
  complaints = [];
  context = await browser.newContext({ locale: "fr-FR", viewport: { width: 1440, height: 900 } });
});
afterEach(() => context.close());

async function open(url: string): Promise<Page> {
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(url);
  // The catalogue is there: the element runs under this page's policy.
  await page
    .getByRole("button", { name: /^Connect/ })
    .first()
    .waitFor();
  return page;
}

const violations = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ target: z.array(z.unknown()) })) }));

/** Rules of WCAG 2.2 AA that the host's own part of the page breaks. */
async function judgeAccess(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const found: unknown = await page.evaluate(
    "axe.run({ exclude: ['speedai-integrations'] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) => violations)",
  );
  return violations
    .parse(found)
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);

describe.each(["dashboard", "partner"] as const)("the page of the %s", (host) => {
  test("shows the element without a complaint of its policy", async () => {
    await open(stack.urls[host]);
    expect(complaints).toEqual([]);
  });

  test.each([1440, 390])("is accessible at %i px", async (width) => {
    const page = await open(stack.urls[host]);
    await page.setViewportSize({ width, height: 844 });
    expect(await judgeAccess(page)).toEqual([]);
  });

  test("fits a screen of 320 px", async () => {
    const page = await open(stack.urls[host]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await widthOf(page)).toBe(320);
  });

  test("changes the role", async () => {
    const page = await open(stack.urls[host]);
    const loaded = page.waitForEvent("load");
    await page.locator("#role").selectOption("viewer");
    await loaded;
    expect(await page.locator("#role").inputValue()).toBe("viewer");
  });
});

describe.each(["dashboard", "partner"] as const)("the session of the %s's page", (host) => {
  test("is bound to a key of the browser: token and proof, taken from the page, are refused everywhere else", async () => {
    const page = await context.newPage();
    const asking = page.waitForRequest(/\/api\/integrations$/);
    await page.goto(stack.urls[host]);
    const request = await asking;
    const { authorization = "", dpop = "" } = await request.allHeaders();
    expect((await request.response())?.status()).toBe(200);
    expect(dpop.split(".")).toHaveLength(3);
    for (const stolen of [{ authorization }, { authorization, dpop }]) {
      for (const path of ["/api/integrations", "/api/connections"]) {
        const answer = await fetch(stack.urls.api + path, { headers: { ...stolen, origin: stack.urls[host] } });
        expect(answer.status).toBe(401);
        expect(answer.headers.get("www-authenticate")).toMatch(/^DPoP /);
      }
    }
    // Another script of the same page has no more than that either.
    const inside = await page.evaluate(
      async ([url, token]) =>
        (await fetch(`${url}/api/connections`, { headers: { authorization: `${token}` } })).status,
      [stack.urls.api, authorization],
    );
    expect(inside).toBe(401);
  });

  test("is not used in a page without keys, whose host is told what to do", async () => {
    const page = await context.newPage();
    // What a browser gives to a page that did not come over https.
    await page.addInitScript("Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })");
    const told = page.waitForEvent("console", (message) => message.text().startsWith("speedai-integrations:"));
    await page.goto(stack.urls[host]);
    const message = await told;
    expect(message.type()).toBe("error");
    for (const word of ["https", "DPoP", 'proof: "required"']) expect(message.text()).toContain(word);
    await page.getByRole("button", { name: "Réessayer" }).waitFor();
  });
});

test("the dashboard changes its language, and the element with it", async () => {
  const page = await open(stack.urls.dashboard);
  const loaded = page.waitForEvent("load");
  await page.locator("#locale").selectOption("en");
  await loaded;
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
  await page.getByRole("link", { name: "Bookings" }).waitFor();
  await page
    .getByRole("button", { name: /^Connect / })
    .first()
    .waitFor();
});

test("the dashboard turns dark at once and stays so, accessibly", async () => {
  const page = await open(stack.urls.dashboard);
  const kept = page.waitForResponse(/\/preferences$/);
  await page.getByRole("button", { name: "Sombre" }).click();
  await kept;
  expect(await page.locator("speedai-integrations").getAttribute("theme")).toBe("dark");
  await page.getByRole("button", { name: "Valeurs d’essai" }).click();
  expect(await judgeAccess(page)).toEqual([]);
  await page.reload();
  expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
});

test("the menu of a narrow dashboard opens and closes", async () => {
  const page = await open(stack.urls.dashboard);
  await page.setViewportSize({ width: 390, height: 844 });
  const link = page.getByRole("link", { name: "Réservations" });
  expect(await link.isVisible()).toBe(false);
  await page.getByRole("button", { name: "Menu" }).click();
  expect(await link.isVisible()).toBe(true);
  await page.getByRole("button", { name: "Menu" }).click();
  expect(await link.isVisible()).toBe(false);
});

test("a part that is not in the demonstration says so and leads back", async () => {
  const page = await open(stack.urls.dashboard);
  await page.getByRole("link", { name: "Rapports" }).click();
  await page.getByText("Cette partie de SpeedAI n’est pas dans la démonstration.").waitFor();
  await page.getByRole("link", { name: "Revenir aux intégrations" }).click();
  await page
    .getByRole("button", { name: /^Connecter/ })
    .first()
    .waitFor();
});

describe("the sample values", () => {
  test("open beside the page, are found by name without accents, and are copied", async () => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await open(stack.urls.dashboard);
    await page.getByRole("button", { name: "Valeurs d’essai" }).click();
    await page.getByRole("searchbox", { name: "Filtrer les outils" }).fill("PIPÉ");
    const tool = page.locator("#samples-list details:visible");
    await expect.poll(() => tool.count()).toBe(1);
    await tool.locator("summary").click();
    await tool.getByRole("button", { name: /^Copier/ }).click();
    await tool.getByText("Copié").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      pipedrive.samples["credentials"]?.["api_token"],
    );
    expect(complaints).toEqual([]);
  });

  test("say so when no tool has that name", async () => {
    const page = await open(stack.urls.dashboard);
    await page.getByRole("button", { name: "Valeurs d’essai" }).click();
    await page.getByRole("searchbox", { name: "Filtrer les outils" }).fill("zzz");
    await page.getByText("Aucun outil ne correspond.").waitFor();
  });

  test("offer another try when they cannot be read", async () => {
    const page = await open(stack.urls.dashboard);
    await page.route("**/samples.json", (route) => route.abort());
    await page.getByRole("button", { name: "Valeurs d’essai" }).click();
    await page.getByText("Les valeurs ne peuvent pas être lues").waitFor();
    await page.unroute("**/samples.json");
    await page.getByRole("button", { name: "Réessayer" }).click();
    await page.locator("#samples-list details").first().waitFor();
  });

  test("stay reachable in a window of their own, which follows the tool that is open", async () => {
    const page = await open(stack.urls.dashboard);
    await page.getByRole("button", { name: "Valeurs d’essai" }).click();
    const opening = context.waitForEvent("page");
    await page.getByRole("link", { name: "Garder à côté, dans une fenêtre" }).click();
    const beside = await opening;
    await beside.locator("#samples-list details").first().waitFor();
    await page.getByRole("button", { name: "Connecter Pipedrive" }).click();
    await beside.locator("details[data-provider=pipedrive][open]").waitFor();
    expect(await beside.locator("details[open]").count()).toBe(1);
  });

  test("come along into the drawer, open or within reach, and go back with it", async () => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await open(stack.urls.dashboard);
    const values = page.locator("#samples details[open]").getByRole("button", { name: /^Copier/ });
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole("button", { name: "Valeurs d’essai" }).click();
    await page.getByRole("button", { name: "Connecter Pipedrive" }).click();
    await values.click();
    expect(await copied()).toBe(pipedrive.samples["credentials"]?.["api_token"]);
    await page.getByRole("complementary").getByRole("button", { name: "Fermer" }).click();
    expect(await page.locator("#samples-opener:focus").count(), "the way back to the values").toBe(1);
    await page.keyboard.press("Escape");
    await page.locator("speedai-drawer").waitFor({ state: "detached" });
    expect(await page.locator(".shell > #samples").isHidden()).toBe(true);

    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("button", { name: "Connecter Monday.com" }).click();
    await page.locator("#samples-opener").click();
    await values.first().click();
    expect(await copied()).toBe(monday.samples["credentials"]?.["api_token"]);
    expect(complaints).toEqual([]);
  });

  test("come with failures on order", async () => {
    const page = await open(stack.urls.dashboard);
    await page.getByRole("button", { name: "Valeurs d’essai" }).click();
    await page.locator("#faults select[name=provider] option").first().waitFor({ state: "attached" });
    await page.locator("#faults select[name=provider]").selectOption("pipedrive");
    await page.locator("#faults select[name=kind]").selectOption("server_error");
    await page.getByRole("button", { name: "Provoquer" }).click();
    await page.getByText("Panne programmée pour le prochain appel.").waitFor();
    expect(await (await fetch(`${stack.urls.simulators}/faults`)).json()).toEqual({
      faults: [{ provider: "pipedrive", kind: "server_error", path: "/", times: 1 }],
    });
    await page.getByRole("button", { name: "Tout rétablir" }).click();
    await page.getByText("Tout est rétabli.").waitFor();
    expect(await (await fetch(`${stack.urls.simulators}/faults`)).json()).toEqual({ faults: [] });
  });
});
