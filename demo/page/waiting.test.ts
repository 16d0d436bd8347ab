/** A consent that waits strands nobody: the page is loaded again, the drawer is closed, the person goes back. Walked in a real browser. */
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchChromium } from "../../scripts/chromium.ts";
import { startEphemeralStack } from "../stack/ephemeral.ts";
import type { Stack } from "../start.ts";
import {
  allow,
  cards,
  closeDrawer,
  connectionCard,
  disconnect,
  drawer,
  listenForComplaints,
  openContext,
  openDrawer,
  openProvider,
  visit,
} from "./visitor.ts";

let stack: Stack;
let browser: Browser;
beforeAll(async () => {
  [stack, browser] = await Promise.all([startEphemeralStack(), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

let context: BrowserContext;
let page: Page;
let opened: Locator;
let complaints: string[];
/** Paths that began an attempt. */
let begun: string[];

beforeEach(async () => {
  context = await openContext(browser);
  complaints = listenForComplaints(context);
  begun = [];
  context.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/attempts")) begun.push(request.url());
  });
  page = await visit(context, stack.urls.partner);
  opened = await openDrawer(page, "HubSpot");
});
afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
});

const connect = () => opened.getByRole("button", { name: "Connecter HubSpot", exact: true });
const waitsForWindow = () => opened.getByRole("heading", { name: "Terminez dans la fenêtre de HubSpot" }).waitFor();
const reload = async () => {
  await page.reload();
  await cards(page).first().waitFor();
};
const isConnected = async () => {
  await opened.getByRole("heading", { name: "HubSpot est connecté" }).waitFor();
  expect(begun).toHaveLength(1);
  await opened.getByRole("button", { name: "Voir la connexion" }).click();
  await disconnect(opened);
};

test("loaded again while the person is at the provider: the drawer is back by itself, and ends with the connection", async () => {
  const popup = await openProvider(connect());
  await reload();
  await waitsForWindow();
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain("handshake");
  await allow(popup);
  await isConnected();
  await closeDrawer(page);
  await reload();
  expect(await page.locator("speedai-drawer").count()).toBe(0);
});

test("loaded again before the window has left: it still finds the page that began", async () => {
  const gate = Promise.withResolvers<void>();
  await context.route(/\/start\?attempt=/, async (route) => {
    await gate.promise;
    await route.continue();
  });
  const asked = context.waitForEvent("request", (request) => request.url().includes("/start?attempt="));
  const opening = context.waitForEvent("page");
  await connect().click();
  const popup = await opening;
  await asked;
  await reload();
  await waitsForWindow();
  gate.resolve();
  await allow(popup);
  await isConnected();
});

test("loaded again while the window already asks for the page: it asks until the page is there", async () => {
  const startPage = Promise.withResolvers<void>();
  const hostScripts = Promise.withResolvers<void>();
  await context.route(/\/start\?attempt=/, async (route) => {
    await startPage.promise;
    await route.continue();
  });
  const opening = context.waitForEvent("page");
  const asked = context.waitForEvent("request", (request) => request.url().includes("/start?attempt="));
  await connect().click();
  const popup = await opening;
  await asked;
  await page.route("**/*.js", async (route) => {
    await hostScripts.promise;
    await route.continue();
  });
  await page.reload({ waitUntil: "commit" });
  startPage.resolve();
  // Its first question finds a page that cannot hear yet.
  await popup.getByText("Ouverture de la page de connexion…").waitFor();
  hostScripts.resolve();
  await waitsForWindow();
  await allow(popup);
  await isConnected();
});

test("loaded again while the attempt is made: no blank window is left behind", async () => {
  await context.route(/\/attempts$/, () => new Promise<void>(() => {}));
  const opening = context.waitForEvent("page");
  await connect().click();
  const popup = await opening;
  const closing = popup.waitForEvent("close");
  await page.reload();
  await closing;
});

test("loaded again after the window was closed: it opens again, for the same attempt", async () => {
  const popup = await openProvider(connect());
  await popup.close();
  await reload();
  await waitsForWindow();
  await allow(await openProvider(opened.getByRole("button", { name: "Rouvrir la fenêtre" })));
  await isConnected();
});

test("given up after the page was loaded again: nothing waits any more", async () => {
  const popup = await openProvider(connect());
  await reload();
  await waitsForWindow();
  await opened.getByRole("button", { name: "Annuler" }).click();
  await connect().waitFor();
  await closeDrawer(page);
  await reload();
  expect(await page.locator("speedai-drawer").count()).toBe(0);
  // Who goes on there all the same is told.
  await popup.getByRole("button", { name: "Autoriser" }).click();
  await popup.getByRole("heading", { name: "Ce lien n’est plus valable" }).waitFor();
  complaints.splice(0);
});

test("the drawer is closed meanwhile: it is found again where it was, or the connection stands by itself", async () => {
  const popup = await openProvider(connect());
  await closeDrawer(page);
  opened = await openDrawer(page, "HubSpot");
  await waitsForWindow();
  await closeDrawer(page);
  await allow(popup);
  await page.bringToFront();
  const own = connectionCard(page, "HubSpot");
  await own.getByText("Connecté", { exact: true }).waitFor();
  expect(begun).toHaveLength(1);
  await own.getByRole("button").click();
  await disconnect(opened);
});

test("back from the same-tab road without an answer: the page goes on waiting", async () => {
  await page.evaluate(() => {
    window.open = () => null;
  });
  await connect().click();
  await opened.getByRole("button", { name: "Continuer dans cet onglet" }).click();
  await page.getByRole("button", { name: "Continuer vers HubSpot" }).click();
  await page.getByRole("button", { name: "Autoriser" }).waitFor();
  await page.goBack();
  await waitsForWindow();
  await allow(await openProvider(opened.getByRole("button", { name: "Rouvrir la fenêtre" })));
  await isConnected();
});

test("refused on the same-tab road: the page says so", async () => {
  await page.evaluate(() => {
    window.open = () => null;
  });
  await connect().click();
  await opened.getByRole("button", { name: "Continuer dans cet onglet" }).click();
  await page.getByRole("button", { name: "Continuer vers HubSpot" }).click();
  await page.getByRole("button", { name: "Refuser" }).click();
  await drawer(page).getByRole("heading", { name: "La connexion n’a pas abouti" }).waitFor();
  expect(page.url()).not.toContain("speedai_attempt");
});
