/**
 * Pictures of the whole demonstration in every width, theme and language, and of the drawer at every step:
 * `npm run screenshots [folder] [name filter]`.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { CHROMIUM_FLAGS, ensureChromium } from "../../scripts/chromium.ts";
import { consent } from "../journeys/consent.ts";
import { lookInside } from "../journeys/inside.ts";
import { connectionOf, sitDown } from "../journeys/person.ts";
import { startCustomerDatabases } from "../journeys/real-databases.ts";
import { simulatedProviders } from "../journeys/simulated.ts";
import { loadSimulators } from "../simulators/index.ts";
import { type Stack, startStack } from "../start.ts";
import { fill, openProvider, visit } from "./visitor.ts";

const { PATH = "", HOME = "" } = process.env;
const folder = process.argv[2] ?? "screenshots";
const only = process.argv[3] ?? "";

interface Look {
  readonly width: number;
  readonly theme: "light" | "dark";
  readonly locale: "fr" | "en";
}

interface Scene {
  readonly name: string;
  /** Brings the page to what the picture shows, and gives the page to take. */
  readonly reach?: (page: Page, stack: Stack) => Promise<Page | undefined>;
  /** Path of the dashboard, or the partner's page. */
  readonly at?: string;
  /** The whole page instead of the window. */
  readonly whole?: true;
}

const everyLook: readonly Look[] = [1280, 768, 375, 320].flatMap((width) =>
  (["light", "dark"] as const).flatMap((theme) => (["fr", "en"] as const).map((locale) => ({ width, theme, locale }))),
);
const fewLooks: readonly Look[] = [
  { width: 1280, theme: "light", locale: "fr" },
  { width: 768, theme: "dark", locale: "fr" },
  { width: 375, theme: "light", locale: "fr" },
  { width: 320, theme: "dark", locale: "fr" },
];

const samples = new Map((await loadSimulators()).map((simulator) => [simulator.id, simulator.samples] as const));
const sampleOf = (provider: string, method = "credentials") => samples.get(provider)?.[method] ?? {};
const file = String(sampleOf("zenchef", "csv")["file"]);

/** Opens a drawer with a deep link, because a phone's card and a desktop's differ. */
const open = (target: string, view?: string) => async (page: Page, stack: Stack) => {
  await page.goto(`${stack.urls.dashboard}/#/${target}${view ? `/${view}` : ""}`);
  await page.locator("speedai-drawer").getByRole("dialog").first().waitFor();
  return undefined;
};

const drawerOf = (page: Page) => page.locator("speedai-drawer").getByRole("dialog").first();

const pages: readonly Scene[] = [
  { name: "page", whole: true },
  {
    name: "why",
    reach: async (page) => {
      await page.getByRole("button", { name: /^(Pourquoi connecter|Why connect)/ }).click();
      return undefined;
    },
  },
  { name: "drawer-form", reach: open("postgresql", "connect") },
];

const steps: readonly Scene[] = [
  { name: "partner", at: "partner", whole: true },
  {
    name: "samples",
    reach: async (page) => {
      await page.getByRole("button", { name: "Valeurs d’essai" }).click();
      await page.locator("#samples-list details").first().waitFor();
      await page.locator("#samples-list details summary").first().click();
      return undefined;
    },
  },
  { name: "drawer-methods", reach: open("thefork", "connect") },
  { name: "drawer-consent", reach: open("google_sheets", "connect") },
  { name: "drawer-access", reach: open("stripe", "access") },
  {
    name: "drawer-form-errors",
    reach: async (page, stack) => {
      await open("woocommerce", "connect")(page, stack);
      await drawerOf(page).getByRole("button", { name: "Tester et connecter" }).click();
      return undefined;
    },
  },
  {
    name: "drawer-check-failed",
    reach: async (page, stack) => {
      await open("resy", "connect")(page, stack);
      await fill(drawerOf(page), { ...sampleOf("resy"), api_key: "notTheKeyOfThisContract" });
      await drawerOf(page).getByRole("button", { name: "Tester et connecter" }).click();
      await drawerOf(page).locator("speedai-checklist li.failed").waitFor();
      return undefined;
    },
  },
  {
    name: "drawer-done",
    reach: async (page, stack) => {
      await open("prestashop", "connect")(page, stack);
      await fill(drawerOf(page), sampleOf("prestashop"));
      await drawerOf(page).getByRole("button", { name: "Tester et connecter" }).click();
      await drawerOf(page).getByText("est connecté").waitFor();
      return undefined;
    },
  },
  {
    name: "drawer-redirect",
    reach: async (page, stack) => {
      await open("salesforce", "connect")(page, stack);
      await openProvider(drawerOf(page).getByRole("button", { name: "Connecter Salesforce" }));
      await page.bringToFront();
      return undefined;
    },
  },
  {
    name: "provider-consent",
    reach: async (page, stack) => {
      await open("google_sheets", "connect")(page, stack);
      await fill(drawerOf(page), sampleOf("google_sheets", "oauth2"));
      return openProvider(drawerOf(page).getByRole("button", { name: "Connecter Google Sheets" }));
    },
  },
  {
    name: "drawer-blocked",
    reach: async (page, stack) => {
      await page.addInitScript(() => {
        window.open = () => null;
      });
      await page.reload();
      await open("salesforce", "connect")(page, stack);
      await drawerOf(page).getByRole("button", { name: "Connecter Salesforce" }).click();
      await drawerOf(page).getByText("Votre navigateur a bloqué la fenêtre").waitFor();
      return undefined;
    },
  },
  {
    name: "start-page",
    reach: async (page, stack) => {
      await page.addInitScript(() => {
        window.open = () => null;
      });
      await page.reload();
      await open("salesforce", "connect")(page, stack);
      await drawerOf(page).getByRole("button", { name: "Connecter Salesforce" }).click();
      await drawerOf(page).getByRole("button", { name: "Continuer dans cet onglet" }).click();
      await page.getByRole("button", { name: "Continuer vers Salesforce" }).waitFor();
      return undefined;
    },
  },
  {
    name: "drawer-refused",
    reach: async (page, stack) => {
      await open("zoho", "connect")(page, stack);
      await fill(drawerOf(page), { region: "eu" });
      const popup = await openProvider(drawerOf(page).getByRole("button", { name: "Connecter Zoho CRM" }));
      await popup.getByRole("button", { name: "Refuser" }).click();
      await drawerOf(page).getByText("Rien n’a été enregistré.", { exact: true }).waitFor();
      await page.bringToFront();
      return undefined;
    },
  },
  {
    name: "drawer-choice",
    reach: async (page, stack) => {
      await open("cloudbeds", "connect")(page, stack);
      const popup = await openProvider(drawerOf(page).getByRole("button", { name: "Connecter Cloudbeds" }));
      await popup.getByText("Groupe Maison Lumière").click();
      await popup.getByRole("button", { name: "Autoriser" }).click();
      await drawerOf(page).locator("speedai-step-choice").waitFor();
      await page.bringToFront();
      return undefined;
    },
  },
  {
    name: "drawer-instructions",
    reach: async (page, stack) => {
      await open("webhook", "connect")(page, stack);
      await drawerOf(page).getByRole("button", { name: "Générer l’adresse et le secret" }).click();
      await drawerOf(page).getByText("Copiez ce secret maintenant").waitFor();
      return undefined;
    },
  },
  {
    name: "drawer-mailbox",
    reach: async (page, stack) => {
      await open("thefork", "connect")(page, stack);
      await drawerOf(page).locator("fieldset.methods label").filter({ hasText: "e-mail" }).first().click();
      await drawerOf(page).getByRole("button", { name: "Obtenir mon adresse e-mail" }).click();
      await drawerOf(page)
        .getByText(/@connect\.speedai\.test$/)
        .first()
        .waitFor();
      return undefined;
    },
  },
  {
    name: "drawer-upload",
    reach: async (page, stack) => {
      await open("zenchef", "connect")(page, stack);
      await drawerOf(page).locator("fieldset.methods label").filter({ hasText: "Import" }).click();
      await drawerOf(page).getByRole("button", { name: "Choisir un fichier" }).waitFor();
      return undefined;
    },
  },
  {
    name: "drawer-mapping",
    reach: async (page, stack) => {
      await open("zenchef", "connect")(page, stack);
      await drawerOf(page).locator("fieldset.methods label").filter({ hasText: "Import" }).click();
      await drawerOf(page)
        .locator("speedai-step-upload input[type=file]")
        .setInputFiles({ name: "réservations.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
      await drawerOf(page).getByText("Vérifiez la lecture de votre fichier").waitFor();
      return undefined;
    },
  },
  { name: "drawer-overview", reach: open("hubspot") },
  { name: "drawer-ill", reach: open("airtable") },
  { name: "drawer-expired", reach: open("notion") },
  { name: "drawer-settings", reach: open("postgresql", "settings") },
  {
    name: "drawer-disconnect",
    reach: async (page, stack) => {
      await open("hubspot", "settings")(page, stack);
      await drawerOf(page).getByRole("button", { name: "Déconnecter" }).click();
      return undefined;
    },
  },
  { name: "drawer-journal", reach: open("webhook", "journal") },
  { name: "drawer-records", reach: open("zenchef", "records") },
  {
    name: "search-nothing",
    reach: async (page) => {
      await page.getByRole("searchbox", { name: "Rechercher une intégration" }).fill("Salon de coiffure");
      await page.getByText("Aucun outil ne correspond").waitFor();
      return undefined;
    },
  },
];

mkdirSync(folder, { recursive: true });
const dataDir = mkdtempSync(join(tmpdir(), "screenshots-"));
const [stack, databases, browser] = await Promise.all([
  startStack({ environment: { PATH, HOME }, dataDir, ports: "free" }),
  startCustomerDatabases(),
  ensureChromium().then((executablePath) => chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] })),
]);
try {
  await furnish(stack);
  for (const scene of pages) for (const look of everyLook) await take(browser, scene, look);
  for (const scene of steps) for (const look of fewLooks) await take(browser, scene, look);
} finally {
  await browser.close();
  await Promise.all([stack.stop(), databases.postgresql.stop(), databases.mysql.stop()]);
  rmSync(dataDir, { recursive: true, force: true });
}

/** Connections in every state, as a house would have them after some weeks. */
async function furnish(running: Stack): Promise<void> {
  const person = await sitDown(running);
  const simulated = simulatedProviders(running);
  const inside = lookInside(running);
  const connect = async (provider: string) =>
    connectionOf(await person.begin(provider, { method: "credentials", values: sampleOf(provider) }));
  const agree = async (provider: string) => {
    const begun = await person.begin(provider, { method: "oauth2", values: sampleOf(provider, "oauth2") });
    return connectionOf(await consent(running, person, begun));
  };
  await agree("hubspot");
  await connect("pipedrive");
  const airtable = await connect("airtable");
  const notion = await agree("notion");
  await person.begin("postgresql", { method: "database", values: { ...databases.postgresql.values } });
  const webhook = connectionOf(
    await person.begin("webhook", { method: "webhook", values: { label: "Caisse du port" } }),
  );
  await person.test(webhook.id);
  const csv = await person.begin("zenchef", { method: "csv" });
  const { step } = await person.upload(csv.id, "réservations.csv", file);
  if (step.kind === "mapping") {
    const mapped = step.targets.flatMap(({ name, column }) => (column === null ? [] : [[name, column]]));
    await person.submit(csv.id, Object.fromEntries(mapped));
  }
  await simulated.order({ provider: "airtable", kind: "unauthorized" });
  await person.test(airtable.id);
  await simulated.clear("airtable");
  await simulated.order({ provider: "notion", kind: "rotated_token", path: "/v1/oauth/token" });
  await simulated.order({ provider: "notion", kind: "unauthorized", times: 1 });
  await person.test(notion.id);
  await simulated.clear("notion");
  inside.close();
}

async function take(using: Browser, scene: Scene, look: Look): Promise<void> {
  const name = `${scene.name}-${look.locale}-${look.theme}-${look.width}`;
  if (!name.includes(only)) return;
  const context: BrowserContext = await using.newContext({
    viewport: { width: look.width, height: look.width < 500 ? 740 : 900 },
    isMobile: look.width < 500,
    hasTouch: look.width < 500,
    colorScheme: look.theme,
    reducedMotion: "reduce",
    locale: look.locale === "fr" ? "fr-FR" : "en-GB",
    timezoneId: "Europe/Paris",
  });
  context.setDefaultTimeout(30_000);
  await context.addCookies([
    { name: "dashboard_theme", value: look.theme, url: stack.urls.dashboard },
    { name: "dashboard_locale", value: look.locale, url: stack.urls.dashboard },
  ]);
  try {
    const page = await visit(context, scene.at === "partner" ? stack.urls.partner : stack.urls.dashboard);
    const shown = (await scene.reach?.(page, stack)) ?? page;
    await shown.waitForLoadState("networkidle");
    if (scene.whole) await showAll(shown);
    await shown.screenshot({ path: join(folder, `${name}.png`), ...(scene.whole && { fullPage: true }) });
    console.log(name);
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
    process.exitCode = 1;
  } finally {
    await context.close();
  }
}

/** Logos come when they are first seen. */
async function showAll(page: Page): Promise<void> {
  for (const one of await page.locator("speedai-logo").all()) await one.scrollIntoViewIfNeeded();
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => scrollTo(0, 0));
}
