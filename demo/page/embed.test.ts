/**
 * The element embedded by a strict partner, walked in a real browser: policy with Trusted Types, opener policies on both sides, windows
 * that are blocked, sessions that end, networks that go, two tabs. Every word that the browser says against a page fails the walk.
 */
import { randomUUID } from "node:crypto";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchChromium } from "../../scripts/chromium.ts";
import { pipedriveTokens } from "../simulators/pipedrive.ts";
import { startEphemeralStack } from "../stack/ephemeral.ts";
import type { Stack } from "../start.ts";
import { type Listener, listenClosely } from "./complaints.ts";
import { type StrictHost, startStrictHost } from "./strict-host.ts";
import {
  allow,
  card,
  cards,
  closeDrawer,
  connectionCard,
  disconnect,
  drawer,
  fill,
  openContext,
  openDrawer,
  openProvider,
  openTab,
} from "./visitor.ts";

let host: StrictHost;
let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  host = await startStrictHost();
  [stack, browser] = await Promise.all([startEphemeralStack({ PARTNER_KEYS: host.partnerKeys }), launchChromium()]);
  await host.embed(stack);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([stack?.stop(), host?.close()]);
});

let context: BrowserContext;
let complaints: Listener;
/** Each walk is a house of its own. */
let tenant: string;

beforeEach(async () => {
  tenant = randomUUID();
  context = await openContext(browser);
  complaints = await listenClosely(context);
});
afterEach(async () => {
  host.refuseSessions(false);
  await context.close();
  expect([complaints.judge(), host.reports]).toEqual([[], []]);
});

async function visit(openerPolicy?: Parameters<StrictHost["url"]>[1]): Promise<Page> {
  const page = await context.newPage();
  await page.goto(host.url(tenant, openerPolicy));
  await cards(page).first().waitFor();
  return page;
}

const connectHubspot = (page: Page) =>
  openProvider(drawer(page).getByRole("button", { name: "Connecter HubSpot", exact: true }));

test("whoever breaks the policy is heard: by its event, in the console, in a report", async () => {
  const other = await browser.newContext();
  const heard = await listenClosely(other);
  const page = await other.newPage();
  await page.goto(host.url(tenant));
  await cards(page).first().waitFor();
  expect(heard.judge()).toEqual([]);
  await page.evaluate(() => document.body.setAttribute("style", "color: red"));
  await page
    .evaluate(() => {
      document.body.innerHTML = "<p>unchecked</p>";
    })
    .catch((error: Error) => expect(error.message).toContain("TrustedHTML"));
  await expect
    .poll(() => heard.judge().join())
    .toMatch(/breach of style-src-attr: inline.*breach of require-trusted-types-for/s);
  expect(heard.judge().join()).toContain("Applying inline style violates");
  await expect.poll(() => host.reports.length).toBe(2);
  host.reports.splice(0);
  await other.close();
});

describe("windows", () => {
  test("a blocked window: this tab goes to the provider and comes back connected", async () => {
    const page = await visit();
    await page.addInitScript(() => {
      window.open = () => null;
    });
    await page.reload();
    const opened = await openDrawer(page, "HubSpot");
    await opened.getByRole("button", { name: "Connecter HubSpot", exact: true }).click();
    await opened.getByText("Votre navigateur a bloqué la fenêtre").waitFor();
    await opened.getByRole("button", { name: "Continuer dans cet onglet" }).click();
    await page.getByRole("button", { name: "Continuer vers HubSpot" }).click();
    await page.getByRole("button", { name: "Autoriser" }).click();
    await drawer(page).getByRole("heading", { name: "HubSpot est connecté" }).waitFor();
    expect(page.url()).toBe(host.url(tenant));
  });

  test("a provider that cuts the opener: nothing alarms, and the result arrives all the same", async () => {
    const page = await visit();
    await openDrawer(page, "HubSpot");
    const popup = await connectHubspot(page);
    const answer = await context.request.get(popup.url());
    expect(answer.headers()["cross-origin-opener-policy"]).toBe("same-origin");
    // Cut off on both sides: `closed` lies to the page, and the window knows nobody.
    await drawer(page).getByText("En attente de votre accord").waitFor();
    expect(await drawer(page).locator("speedai-step-redirect .notice").count()).toBe(0);
    expect([popup.isClosed(), await popup.evaluate(() => window.opener)]).toEqual([false, null]);
    await allow(popup);
    await drawer(page).getByRole("heading", { name: "HubSpot est connecté" }).waitFor();
  });

  test("a host that cuts the opener itself: the window asks the person, and both pages learn of the result", async () => {
    const page = await visit("same-origin");
    expect(
      await page.evaluate(() => fetch(location.href).then(({ headers }) => headers.get("cross-origin-opener-policy"))),
    ).toBe("same-origin");
    await openDrawer(page, "HubSpot");
    const opening = context.waitForEvent("page");
    await drawer(page).getByRole("button", { name: "Connecter HubSpot", exact: true }).click();
    const popup = await opening;
    await popup.getByRole("button", { name: "Continuer vers HubSpot" }).click();
    await popup.getByRole("button", { name: "Autoriser" }).click();
    await drawer(popup).getByRole("heading", { name: "HubSpot est connecté" }).waitFor();
    await drawer(page).getByRole("heading", { name: "HubSpot est connecté" }).waitFor();
  });
});

describe("a session that ends in the middle of a form", () => {
  test("is renewed without a word, and the form goes on with what was typed", async () => {
    const page = await visit();
    const opened = await openDrawer(page, "Pipedrive");
    await fill(opened, { api_token: pipedriveTokens.valid });
    const asked = host.reasons.length;
    expect(await host.endSessions(tenant)).toBe(1);
    complaints.expect("unauthorized", /\/attempts$/);
    await opened.getByRole("button", { name: "Tester et connecter" }).click();
    await opened.getByRole("heading", { name: "Pipedrive est connecté" }).waitFor();
    expect(host.reasons.slice(asked)).toEqual(["unauthorized"]);
  });

  test("and that the host does not renew: said plainly, nothing lost, and the next try goes through", async () => {
    const page = await visit();
    const opened = await openDrawer(page, "Pipedrive");
    await fill(opened, { api_token: pipedriveTokens.valid, label: "Bureau de Brest" });
    await host.endSessions(tenant);
    host.refuseSessions(true);
    const required = page.evaluate(
      () =>
        new Promise((resolve) => {
          addEventListener(
            "speedai-session-required",
            (event) => resolve(event instanceof CustomEvent && event.detail),
            { once: true },
          );
        }),
    );
    complaints.expect("unauthorized", /\/attempts$/);
    complaints.expect("unavailable", /^\/session$/);
    await opened.getByRole("button", { name: "Tester et connecter" }).click();
    await opened.getByText("Votre session a expiré.").waitFor();
    await opened.getByText("Ce que vous avez saisi est gardé", { exact: false }).waitFor();
    expect(await required).toEqual({ reason: "unauthorized" });
    expect(await opened.locator("[name=label]").inputValue()).toBe("Bureau de Brest");
    expect(await opened.locator("[name=api_token]").inputValue()).toBe(pipedriveTokens.valid);
    // Signed in again in another tab.
    host.refuseSessions(false);
    await opened.getByRole("button", { name: "Tester et connecter" }).click();
    await opened.getByRole("heading", { name: "Pipedrive est connecté" }).waitFor();
    await closeDrawer(page);
    await connectionCard(page, "Pipedrive").getByText("Bureau de Brest").waitFor();
    await page.getByText("Votre session a pris fin.").waitFor({ state: "detached" });
  });
});

describe("a network that goes and comes back", () => {
  test("while the page is read: a band says so, the lists stay, and the return is noticed without a press", async () => {
    const page = await visit();
    await context.setOffline(true);
    await page.getByText("Vous êtes hors ligne.").waitFor();
    expect(await cards(page).count()).toBe(23);
    const logo = card(page, "Webhook").locator("speedai-logo");
    expect(await logo.locator("img").count()).toBe(0);
    complaints.expect("offline", /^\/api\/integrations\/[\w]+\/logo\.svg$/);
    await logo.scrollIntoViewIfNeeded();
    complaints.expect("offline", /^\/api\/integrations$/);
    const answer = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/api/integrations"));
    await page.getByRole("button", { name: "Réessayer" }).click();
    await answer;
    await page.getByText("Vous êtes hors ligne.").waitFor();
    await context.setOffline(false);
    await page.getByText("Vous êtes hors ligne.").waitFor({ state: "detached" });
    // What could not come meanwhile comes now.
    await logo.scrollIntoViewIfNeeded();
    await logo.locator("img").waitFor();
  });

  test("while a form is filled in: what was typed stays, and the form is sent after the return", async () => {
    const page = await visit();
    const opened = await openDrawer(page, "Pipedrive");
    await fill(opened, { api_token: pipedriveTokens.valid });
    await context.setOffline(true);
    await opened.getByText("Vous êtes hors ligne. Rien n’est perdu").waitFor();
    complaints.expect("offline", /\/attempts$/);
    await opened.getByRole("button", { name: "Tester et connecter" }).click();
    await opened.getByText("Pas de réponse.").waitFor();
    expect(await opened.locator("[name=api_token]").inputValue()).toBe(pipedriveTokens.valid);
    await context.setOffline(false);
    await opened.getByText("Vous êtes hors ligne. Rien n’est perdu").waitFor({ state: "detached" });
    await opened.getByRole("button", { name: "Tester et connecter" }).click();
    await opened.getByRole("heading", { name: "Pipedrive est connecté" }).waitFor();
  });

  test("while a consent is awaited: the wait says so, and goes on by itself", async () => {
    const page = await visit();
    const opened = await openDrawer(page, "HubSpot");
    const popup = await connectHubspot(page);
    complaints.expect("offline", /^\/api\/attempts\/[\w-]+$/);
    await context.setOffline(true);
    await opened.getByText("Réseau interrompu : nous réessayons.").waitFor();
    await context.setOffline(false);
    await opened.getByText("En attente de votre accord…").waitFor();
    await allow(popup);
    await opened.getByRole("heading", { name: "HubSpot est connecté" }).waitFor();
  });
});

describe("two tabs", () => {
  test("what is connected in one stands in the other at once", async () => {
    const [first, second] = [await visit(), await visit()];
    const opened = await openDrawer(first, "Pipedrive");
    await fill(opened, { api_token: pipedriveTokens.valid });
    await opened.getByRole("button", { name: "Tester et connecter" }).click();
    await opened.getByRole("heading", { name: "Pipedrive est connecté" }).waitFor();
    await connectionCard(second, "Pipedrive").getByText("Connecté", { exact: true }).waitFor();
  });

  test("what is disconnected in one is no longer offered in the other, whose drawer is open", async () => {
    const [first, second] = [await visit(), await visit()];
    const opened = await openDrawer(first, "Pipedrive");
    await fill(opened, { api_token: pipedriveTokens.valid });
    await opened.getByRole("button", { name: "Tester et connecter" }).click();
    await opened.getByRole("button", { name: "Voir la connexion" }).click();
    await connectionCard(second, "Pipedrive").getByRole("button").click();
    await openTab(drawer(second), "Journal");
    await disconnect(opened);
    await connectionCard(second, "Pipedrive").waitFor({ state: "detached" });
    await drawer(second).getByRole("heading", { name: "Pipedrive", exact: true }).waitFor();
    await drawer(second).getByText("Elle a été déconnectée depuis une autre page.").waitFor();
    await drawer(second).getByRole("button", { name: "Tester et connecter" }).waitFor();
    expect(await drawer(second).getByRole("tab", { name: "Journal" }).count()).toBe(0);
  });
});
