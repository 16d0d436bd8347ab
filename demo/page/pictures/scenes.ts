/** What is shown, and how a person gets there: pages, the drawer at every step, errors. */
import type { Locator, Page } from "playwright-core";
import type { Texts } from "../../../widget/i18n/index.ts";
import type { Stack } from "../../start.ts";
import { fill, openProvider } from "../visitor.ts";
import { everyLook, fewLooks, type Look } from "./looks.ts";
import { sampleOf, sampleText } from "./samples.ts";

/** A visit to the dashboard, in one language. */
export interface Visit {
  readonly page: Page;
  readonly stack: Stack;
  readonly texts: Texts;
}

export interface Scene {
  readonly name: string;
  readonly looks: readonly Look[];
  /** Brings the page to what the picture shows, and gives the page to take when it is another. */
  readonly reach?: (visit: Visit) => Promise<Page> | Promise<void>;
  readonly at?: "partner";
  /** The whole page instead of the window. */
  readonly whole?: true;
  /** An answer stays away: what is loading, or its failure, is the picture. */
  readonly unanswered?: true;
}

const drawerOf = (page: Page): Locator => page.locator("speedai-drawer").getByRole("dialog").first();
const mainButton = (page: Page): Locator => drawerOf(page).locator("speedai-step-form button[type=submit]");

/** Opens a drawer with a deep link, because a phone's card and a desktop's differ. */
async function open({ page, stack }: Visit, target: string, view?: string): Promise<void> {
  // Another address than the visit's, so that the page loads anew with its drawer.
  await page.goto(`${stack.urls.dashboard}/?open#/${target}${view ? `/${view}` : ""}`);
  await drawerOf(page).waitFor();
}

const opened = (target: string, view?: string) => (visit: Visit) => open(visit, target, view);

/** A form, filled in and sent. */
async function send(visit: Visit, provider: string, values = sampleOf(provider)): Promise<void> {
  await open(visit, provider, "connect");
  await fill(drawerOf(visit.page), values);
  await mainButton(visit.page).click();
}

/** The provider's screen in its window. */
async function leaveFor(visit: Visit, provider: string): Promise<Page> {
  await open(visit, provider, "connect");
  await fill(drawerOf(visit.page), sampleOf(provider, "oauth2"));
  return openProvider(mainButton(visit.page));
}

async function blockWindows(visit: Visit, provider: string): Promise<void> {
  const { page, texts } = visit;
  await page.addInitScript(() => {
    window.open = () => null;
  });
  await page.reload();
  await open(visit, provider, "connect");
  await mainButton(page).click();
  await drawerOf(page).getByText(texts.t("drawer.redirect.blocked.title")).waitFor();
}

async function chooseMethod(visit: Visit, provider: string, at: number): Promise<void> {
  await open(visit, provider, "connect");
  await drawerOf(visit.page).locator("fieldset.methods label").nth(at).click();
}

const step = (kind: string) => `speedai-step-${kind}`;
const shown = (page: Page, kind: string) => drawerOf(page).locator(step(kind)).waitFor();

const everywhere: readonly Omit<Scene, "looks">[] = [
  { name: "page", whole: true },
  {
    name: "why",
    reach: async ({ page, texts }) => {
      await page.getByRole("button", { name: texts.t("page.intro.why") }).click();
      await page.locator("speedai-why").getByRole("dialog").waitFor();
    },
  },
  { name: "drawer-form", reach: opened("postgresql", "connect") },
];

const hereAndThere: readonly Omit<Scene, "looks">[] = [
  { name: "partner", at: "partner", whole: true },
  {
    name: "samples",
    reach: async ({ page }) => {
      await page.locator("#samples-toggle").click();
      await page.locator("#samples-list details summary").first().click();
    },
  },
  { name: "drawer-methods", reach: opened("thefork", "connect") },
  { name: "drawer-consent", reach: opened("google_sheets", "connect") },
  { name: "drawer-access", reach: opened("stripe", "access") },
  { name: "drawer-form-errors", reach: (visit) => send(visit, "woocommerce", {}) },
  {
    name: "drawer-check-failed",
    reach: async (visit) => {
      await send(visit, "resy", { ...sampleOf("resy"), api_key: "notTheKeyOfThisContract" });
      await drawerOf(visit.page).locator("speedai-checklist li.failed").waitFor();
    },
  },
  {
    name: "drawer-done",
    reach: async (visit) => {
      await send(visit, "prestashop");
      await shown(visit.page, "done");
    },
  },
  {
    name: "drawer-redirect",
    reach: async (visit) => {
      await leaveFor(visit, "salesforce");
      await visit.page.bringToFront();
    },
  },
  { name: "provider-consent", reach: (visit) => leaveFor(visit, "google_sheets") },
  { name: "drawer-blocked", reach: (visit) => blockWindows(visit, "salesforce") },
  {
    name: "start-page",
    reach: async (visit) => {
      await blockWindows(visit, "salesforce");
      await drawerOf(visit.page)
        .getByRole("button", { name: visit.texts.t("drawer.redirect.same_tab") })
        .click();
      await visit.page.locator("#continue").waitFor();
    },
  },
  {
    name: "drawer-refused",
    reach: async (visit) => {
      const popup = await leaveFor(visit, "zoho");
      await popup.getByRole("button", { name: /^(Refuser|Refuse)$/ }).click();
      await shown(visit.page, "failed");
      await visit.page.bringToFront();
    },
  },
  {
    name: "drawer-choice",
    reach: async (visit) => {
      const popup = await leaveFor(visit, "cloudbeds");
      await popup.getByText("Groupe Maison Lumière").click();
      await popup.getByRole("button", { name: /^(Autoriser|Allow)$/ }).click();
      await shown(visit.page, "choice");
      await visit.page.bringToFront();
    },
  },
  {
    name: "drawer-instructions",
    reach: async (visit) => {
      await send(visit, "webhook", {});
      await shown(visit.page, "instructions");
    },
  },
  {
    name: "drawer-mailbox",
    reach: async (visit) => {
      await chooseMethod(visit, "thefork", 1);
      await mainButton(visit.page).click();
      await drawerOf(visit.page)
        .getByText(/@connect\.speedai\.test$/)
        .first()
        .waitFor();
    },
  },
  {
    name: "drawer-upload",
    reach: async (visit) => {
      await chooseMethod(visit, "zenchef", 1);
      await shown(visit.page, "upload");
    },
  },
  {
    name: "drawer-mapping",
    reach: async (visit) => {
      await chooseMethod(visit, "zenchef", 1);
      await drawerOf(visit.page)
        .locator("speedai-step-upload input[type=file]")
        .setInputFiles({
          name: "réservations.csv",
          mimeType: "text/csv",
          buffer: Buffer.from(sampleText("zenchef")),
        });
      await shown(visit.page, "mapping");
    },
  },
  { name: "drawer-overview", reach: opened("hubspot") },
  { name: "drawer-ill", reach: opened("airtable") },
  { name: "drawer-expired", reach: opened("notion") },
  { name: "drawer-settings", reach: opened("postgresql", "settings") },
  {
    name: "drawer-disconnect",
    reach: async (visit) => {
      await open(visit, "hubspot", "settings");
      await drawerOf(visit.page)
        .getByRole("button", { name: visit.texts.t("drawer.disconnect.action") })
        .click();
    },
  },
  { name: "drawer-journal", reach: opened("webhook", "journal") },
  { name: "drawer-records", reach: opened("zenchef", "records") },
  {
    name: "drawer-offline",
    reach: async (visit) => {
      await open(visit, "pipedrive", "connect");
      await visit.page.context().setOffline(true);
      await drawerOf(visit.page).getByText(visit.texts.t("drawer.offline")).waitFor();
    },
  },
  {
    name: "search-nothing",
    reach: async ({ page }) => {
      await page.getByRole("searchbox").first().fill("Salon de coiffure");
    },
  },
  ...(["loading", "failed", "session"] as const).map((state) => ({
    name: `page-${state}`,
    whole: true as const,
    unanswered: true as const,
    reach: ({ page }: Visit) => breakPage(page, state),
  })),
];

/** The page before its first answer, or without one. */
async function breakPage(page: Page, state: "loading" | "failed" | "session"): Promise<void> {
  const context = page.context();
  // The answer never comes: the picture is taken meanwhile.
  if (state === "loading") await context.route("**/api/integrations", () => {});
  if (state === "failed") await context.route("**/api/integrations", (route) => route.abort());
  if (state === "session") await context.route("**/session", (route) => route.fulfill({ status: 503 }));
  await page.reload();
  if (state !== "loading") await page.locator("speedai-integrations").getByRole("alert").waitFor();
}

export const scenes: readonly Scene[] = [
  ...everywhere.map((scene) => ({ ...scene, looks: everyLook })),
  ...hereAndThere.map((scene) => ({ ...scene, looks: fewLooks })),
];
