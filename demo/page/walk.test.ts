/** The four flows that everything else stands on, walked by a person in a real browser, on both host pages. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchChromium } from "../../scripts/chromium.ts";
import { type Engine, startCustomerDatabases } from "../journeys/real-databases.ts";
import { deliverEvent } from "../journeys/senders.ts";
import { type Simulated, simulatedProviders } from "../journeys/simulated.ts";
import { pipedriveTokens } from "../simulators/pipedrive.ts";
import { startEphemeralStack } from "../stack/ephemeral.ts";
import type { Stack } from "../start.ts";
import {
  allow,
  card,
  cards,
  closeDrawer,
  connectionCard,
  disconnect,
  drawer,
  everythingShown,
  fill,
  listenForComplaints,
  openContext,
  openDrawer,
  openProvider,
  openTab,
  plain,
  visit,
} from "./visitor.ts";

let stack: Stack;
let databases: Awaited<ReturnType<typeof startCustomerDatabases>>;
let browser: Browser;
let simulated: Simulated;

beforeAll(async () => {
  [stack, databases, browser] = await Promise.all([startEphemeralStack(), startCustomerDatabases(), launchChromium()]);
  simulated = simulatedProviders(stack);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([stack?.stop(), databases?.postgresql.stop(), databases?.mysql.stop()]);
});

let context: BrowserContext;
let page: Page;
let complaints: string[];

beforeEach(async () => {
  context = await openContext(browser);
  complaints = listenForComplaints(context);
});
afterEach(async () => {
  await context.close();
});

const catalogue: readonly (readonly [category: string, cards: readonly (readonly [name: string, badge: string])[]])[] =
  [
    [
      "CRM génériques",
      [
        ["HubSpot", "Standard"],
        ["Salesforce", "Premium"],
        ["Zoho CRM", "Standard"],
        ["Pipedrive", "Standard"],
        ["Monday.com", "Standard"],
      ],
    ],
    [
      "Restaurant & Hôtellerie",
      [
        ["Zenchef", "Premium"],
        ["TheFork Manager", "Premium"],
        ["OpenTable", "Premium"],
        ["Resy", "Premium"],
        ["Lightspeed Restaurant", "Premium"],
      ],
    ],
    [
      "Hôtels",
      [
        ["Mews", "Premium"],
        ["Cloudbeds", "Premium"],
      ],
    ],
    [
      "E-commerce",
      [
        ["Shopify", "Standard"],
        ["WooCommerce", "Standard"],
        ["PrestaShop", "Standard"],
        ["Stripe", "Standard"],
      ],
    ],
    [
      "Bases de données",
      [
        ["Airtable", "Standard"],
        ["Notion", "Standard"],
        ["Google Sheets", "Standard"],
        ["PostgreSQL", "Premium"],
        ["MySQL", "Premium"],
      ],
    ],
    [
      "Personnalisé",
      [
        ["API personnalisée", "Sur mesure"],
        ["Webhook", "Standard"],
      ],
    ],
  ];

describe.each(["dashboard", "partner"] as const)("on the page of the %s", (host) => {
  beforeEach(async () => {
    page = await visit(context, stack.urls[host]);
  });
  afterEach(() => {
    expect(complaints).toEqual([]);
  });

  test("23 cards stand in 6 categories, each with logo, name, badge and button", async () => {
    const sections = page.locator("section[part=section]");
    expect(await sections.count()).toBe(6);
    for (const [at, [category, expected]] of catalogue.entries()) {
      const section = sections.nth(at);
      expect(plain(await section.getByRole("heading", { level: 2 }).textContent())).toBe(
        `${category}${expected.length}`,
      );
      expect(await section.locator("speedai-card").count()).toBe(expected.length);
      for (const [name, badge] of expected) {
        const one = section.locator("speedai-card").filter({ has: page.getByRole("heading", { name, exact: true }) });
        expect(await one.locator("[part=badge]").textContent()).toBe(badge);
        await one.getByRole("button", { name: `Connecter ${name}`, exact: true }).waitFor();
        expect(plain(await one.getByRole("button").textContent())).toBe("Connecter");
        await one.scrollIntoViewIfNeeded();
        await one.locator("speedai-logo img[src^='data:image/svg+xml']").waitFor();
      }
    }
    expect(await cards(page).count()).toBe(23);
  });

  test("the intro, its window and the closing rule say what was written for them", async () => {
    const intro = page.locator("speedai-intro");
    expect(plain(await intro.getByRole("heading").textContent())).toBe(
      "Connectez vos outils. Centralisez votre performance.",
    );
    for (const sentence of [
      "Relier votre CRM, votre système de réservation ou votre base de données à SpeedAI permet de transformer chaque appel en donnée exploitable.",
      "Vous gardez vos outils actuels.",
      "SpeedAI s’adapte à votre environnement et devient la couche intelligente qui unifie, sécurise et optimise votre activité.",
    ]) {
      await intro.getByText(sentence, { exact: true }).waitFor();
    }
    await intro.getByRole("button", { name: "Pourquoi connecter mon CRM ?", exact: true }).click();
    const why = page.locator("speedai-why").getByRole("dialog");
    await why.getByRole("heading", { name: "Pourquoi connecter mon CRM ?" }).waitFor();
    const points = (await why.getByRole("heading", { level: 3 }).allTextContents()).map(plain);
    expect(points).toEqual(["Centralisation", "Visibilité", "Automatisation", "ROI mesurable"]);
    await page.keyboard.press("Escape");
    await why.waitFor({ state: "hidden" });
    for (const sentence of [
      "L’intégration exacte dépend de votre environnement métier et de vos outils existants.",
      "Notre équipe adapte SpeedAI à votre stack pour garantir performance et fiabilité.",
    ]) {
      await page.getByText(sentence).waitFor();
    }
  });

  test("HubSpot: window, consent, test, reconnection, disconnection with revocation", async () => {
    const opened = await openDrawer(page, "HubSpot");
    const popup = await openProvider(opened.getByRole("button", { name: "Connecter HubSpot", exact: true }));
    await opened.getByText("En attente de votre accord…").waitFor();
    expect(new URL(popup.url()).pathname).toBe("/hubspot-app/oauth/authorize");
    await allow(popup);
    await opened.getByRole("heading", { name: "HubSpot est connecté" }).waitFor();
    await opened.getByRole("button", { name: "Voir la connexion" }).click();
    await opened.getByText("Connecté", { exact: true }).first().waitFor();
    expect(await everythingShown(page)).not.toContain("8412207");

    await opened.getByRole("button", { name: "Tester la connexion" }).click();
    await opened.getByText("Test réussi").waitFor({ state: "attached" });

    await openTab(opened, "Réglages");
    await opened.getByRole("button", { name: "Reconnecter HubSpot" }).click();
    await opened.getByRole("heading", { name: /^Reconnecter « / }).waitFor();
    await allow(await openProvider(opened.getByRole("button", { name: "Reconnecter HubSpot" })));
    await opened.getByRole("heading", { name: "HubSpot est reconnecté" }).waitFor();
    await opened.getByRole("button", { name: "Terminer" }).click();
    const own = connectionCard(page, "HubSpot");
    await own.getByText("Connecté", { exact: true }).waitFor();
    expect(await own.count()).toBe(1);

    await own.getByRole("button").click();
    const before = await simulated.countRequests("hubspot", /token\/revoke/);
    await disconnect(opened);
    await opened.getByText("HubSpot a confirmé le retrait de l’accès.").waitFor();
    expect(await simulated.countRequests("hubspot", /token\/revoke/)).toBe(before + 1);
    await closeDrawer(page);
    await own.waitFor({ state: "detached" });
  });

  test("a window that is blocked leads through this tab, and back into the same drawer", async () => {
    await page.addInitScript(() => {
      window.open = () => null;
    });
    await page.reload();
    const opened = await openDrawer(page, "HubSpot");
    await opened.getByRole("button", { name: "Connecter HubSpot", exact: true }).click();
    await opened.getByText("Votre navigateur a bloqué la fenêtre").waitFor();
    await opened.getByRole("button", { name: "Continuer dans cet onglet" }).click();
    // Our own page says who will receive the access before the provider does.
    const company = host === "dashboard" ? "Maison Lumière" : "Auberge du Port";
    await page.locator("#ask").getByText(company).waitFor();
    await page.getByRole("button", { name: "Continuer vers HubSpot" }).click();
    await page.getByRole("button", { name: "Autoriser" }).click();
    await page.waitForURL((url) => url.origin === stack.urls[host]);
    await drawer(page).getByRole("heading", { name: "HubSpot est connecté" }).waitFor();
    // The code has served: it is in no address that could be shared or gone back to.
    expect(page.url()).not.toContain("speedai_completion");
    await drawer(page).getByRole("button", { name: "Voir la connexion" }).click();
    await disconnect(drawer(page));
  });

  test("a window that the person closes is no verdict: it opens again, and leads to the connection", async () => {
    const opened = await openDrawer(page, "HubSpot");
    const popup = await openProvider(opened.getByRole("button", { name: "Connecter HubSpot", exact: true }));
    await popup.close();
    await allow(await openProvider(opened.getByRole("button", { name: "Rouvrir la fenêtre" })));
    await opened.getByRole("heading", { name: "HubSpot est connecté" }).waitFor();
    await opened.getByRole("button", { name: "Voir la connexion" }).click();
    await disconnect(opened);
  });

  test("a consent that is refused says so, saves nothing, and can be begun again", async () => {
    const opened = await openDrawer(page, "HubSpot");
    const popup = await openProvider(opened.getByRole("button", { name: "Connecter HubSpot", exact: true }));
    await popup.getByRole("button", { name: "Refuser" }).click();
    await opened.getByRole("heading", { name: "La connexion n’a pas abouti" }).waitFor();
    // The window says so too, and its address no longer has what it brought.
    await popup.getByText("La connexion n’a pas abouti").waitFor();
    await popup.waitForURL((url) => url.search === "");
    await opened.getByText("Rien n’a été enregistré.", { exact: true }).waitFor();
    await opened.getByRole("button", { name: "Recommencer" }).click();
    await opened.getByRole("button", { name: "Connecter HubSpot", exact: true }).waitFor();
    await closeDrawer(page);
    await connectionCard(page, "HubSpot").waitFor({ state: "detached" });
  });

  test("Pipedrive: a wrong token gets a sentence, the right one is never shown again", async () => {
    const opened = await openDrawer(page, "Pipedrive");
    await fill(opened, { api_token: "0000000000000000000000000000000000000000" });
    await opened.getByRole("button", { name: "Tester et connecter" }).click();
    // The line that failed says what happened and what to do, and the field is marked.
    const failing = opened.locator("speedai-checklist li.failed");
    await failing.getByText("Identification").waitFor();
    await failing.getByText("Pipedrive ne reconnaît pas ces identifiants.").waitFor();
    await failing.getByText("Copiez-le de nouveau en entier depuis Pipedrive, puis relancez le test.").waitFor();
    await opened.locator("[name=api_token][aria-invalid=true]").waitFor();

    await fill(opened, { api_token: pipedriveTokens.valid });
    await opened.getByRole("button", { name: "Tester et connecter" }).click();
    await opened.getByRole("heading", { name: "Pipedrive est connecté" }).waitFor();
    expect(await everythingShown(page)).not.toContain(pipedriveTokens.valid);
    await opened.getByRole("button", { name: "Voir la connexion" }).click();
    await openTab(opened, "Réglages");
    await opened.getByText(/^Enregistré le /).waitFor();
    expect(await everythingShown(page)).not.toContain(pipedriveTokens.valid);
    await openTab(opened, "Connexion");
    await opened.getByRole("button", { name: "Tester la connexion" }).click();
    await opened.getByText("Test réussi").waitFor({ state: "attached" });
    await closeDrawer(page);
    await page.reload();
    await connectionCard(page, "Pipedrive").getByText("Connecté", { exact: true }).waitFor();
    expect(await everythingShown(page)).not.toContain(pipedriveTokens.valid);
  });

  const servers = [
    ["PostgreSQL", "postgresql"],
    ["MySQL", "mysql"],
  ] as const satisfies readonly (readonly [string, Engine])[];
  test.each(servers)("%s: a real server, a wrong password, then the right one", async (name, engine) => {
    const { values } = databases[engine];
    const opened = await openDrawer(page, name);
    await fill(opened, { ...values, password: "pas-le-bon-mot-de-passe" });
    await opened.getByRole("button", { name: "Tester et connecter" }).click();
    await opened.locator("[name=password][aria-invalid=true]").waitFor();
    const checklist = opened.locator("speedai-checklist");
    const lines = (await checklist.locator("li.passed .name").allTextContents()).map(plain);
    expect(lines).toEqual(["Réseau réussi", "Connexion sécurisée réussi"]);
    await fill(opened, { password: values.password });
    await opened.getByRole("button", { name: "Tester et connecter" }).click();
    await opened.getByRole("heading", { name: `${name} est connecté` }).waitFor();
    expect(await everythingShown(page)).not.toContain(values.password);
    await opened.getByRole("button", { name: "Voir la connexion" }).click();
    await opened.getByRole("button", { name: "Tester la connexion" }).click();
    await opened.getByText("Test réussi").waitFor({ state: "attached" });
    await closeDrawer(page);
    await connectionCard(page, name).getByText("Connecté", { exact: true }).waitFor();
  });

  test("Webhook: an address and a secret once, a delivery of its own, then the sender's", async () => {
    const opened = await openDrawer(page, "Webhook");
    await fill(opened, { label: "Caisse du port" });
    await opened.getByRole("button", { name: "Générer l’adresse et le secret" }).click();
    await opened.getByText("Copiez ce secret maintenant : il ne sera plus jamais affiché.").waitFor();
    const shown = await opened.locator(".copyable code").allTextContents();
    const [url = "", secret = ""] = shown.map((text) => text.trim());
    expect(url).toMatch(/\/api\/integrations\/webhook\/whk_[\w-]{43}$/);
    expect(secret).toMatch(/^whsec_/);
    await opened.getByRole("button", { name: "J’ai copié le secret" }).click();
    await opened.getByText("Action requise").first().waitFor();
    expect(await everythingShown(page)).not.toContain(secret);

    await opened.getByRole("button", { name: "Tester le webhook" }).click();
    await opened.getByText("Livraison de test : Message reçu").waitFor();
    await opened.getByText("Connecté", { exact: true }).first().waitFor();

    const deliver = async (id: string, at: Date, key = secret) => {
      const answer = await deliverEvent({ url, secret: key }, id, at);
      await answer.body?.cancel();
      return answer.status;
    };
    const now = new Date();
    const tenMinutesMs = 600_000;
    expect(await deliver("msg_1", now)).toBe(200);
    expect(await deliver("msg_1", now)).toBe(200);
    expect(await deliver("msg_2", now, `whsec_${Buffer.alloc(32, 7).toString("base64")}`)).toBe(401);
    expect(await deliver("msg_3", new Date(now.getTime() - tenMinutesMs))).toBe(401);
    expect(await deliver("msg_4", new Date(now.getTime() + tenMinutesMs))).toBe(401);

    await openTab(opened, "Journal");
    const journal = opened.locator("speedai-journal");
    await journal.getByText("Message déjà reçu, ignoré").waitFor();
    await journal.getByText("Message refusé : signature ou date non valable").waitFor();
    expect(
      await journal
        .locator("li")
        .filter({ hasText: /^\s*Message reçu/ })
        .count(),
    ).toBe(2);
    await closeDrawer(page);
    await connectionCard(page, "Webhook").getByText("Caisse du port").waitFor();
    await card(page, "Webhook").getByText("1 compte").waitFor();
  });
});
