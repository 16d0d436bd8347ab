/** A person in front of a demo page, in a real browser: cards, drawer, forms, windows of providers. */
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import type { FieldValues } from "../../schema/wire/index.ts";

/** What the browser complained of, on any page of a context: errors, warnings, violations of a policy. */
export function listenForComplaints(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on("page", (page) => {
    page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(`${page.url()}: ${message.text()}`);
    });
  });
  return complaints;
}

/** A browser window of somebody who reads French, at a desk. */
export async function openContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: "fr-FR", viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(30_000);
  return context;
}

/** French typography puts spaces that do not break; the sentences stay the same. */
export function plain(text: string | null): string {
  return (text ?? "").replace(/\s+/g, " ").trim();
}

/** Opens a host page and waits for the catalogue. */
export async function visit(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await cards(page).first().waitFor();
  return page;
}

export function cards(page: Page): Locator {
  return page.locator("speedai-card");
}

/** The card of a tool in the catalogue. */
export function card(page: Page, name: string): Locator {
  return cards(page).filter({ has: page.getByRole("heading", { name, exact: true }) });
}

/** The card of a connection of a tool, in the zone above the catalogue. */
export function connectionCard(page: Page, name: string): Locator {
  return page.locator("speedai-connection-card").filter({ has: page.getByRole("heading", { name, exact: true }) });
}

export function drawer(page: Page): Locator {
  return page.locator("speedai-drawer").getByRole("dialog").first();
}

/** Opens the drawer from the tool's card: « Connecter », or « Ajouter » where one is connected already. */
export async function openDrawer(page: Page, name: string): Promise<Locator> {
  await card(page, name).getByRole("button").click();
  const opened = drawer(page);
  await opened.getByRole("heading", { name, exact: true }).waitFor();
  return opened;
}

export async function closeDrawer(page: Page): Promise<void> {
  await drawer(page).getByRole("button", { name: "Fermer", exact: true }).first().click();
  await page.locator("speedai-drawer").waitFor({ state: "detached" });
}

/** Types the values, each into the control of its name. */
export async function fill(form: Locator, values: FieldValues): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const control = form.locator(`speedai-field [name="${name}"]`);
    await control.waitFor({ state: "attached" });
    if (!(await control.isVisible())) await form.locator("details.folded summary").click();
    const kind = await control.evaluate((element) => `${element.localName} ${element.getAttribute("type") ?? ""}`);
    if (kind.startsWith("select")) await control.selectOption(String(value));
    else if (kind === "input checkbox") await control.setChecked(value === true);
    else await control.fill(String(value));
  }
}

/** Presses a button that opens the provider's window, and gives that window on the provider's screen. */
export async function openProvider(button: Locator): Promise<Page> {
  const opening = button.page().context().waitForEvent("page");
  await button.click();
  const popup = await opening;
  await popup.getByRole("button", { name: /^(Autoriser|Allow)$/ }).waitFor();
  return popup;
}

/** The person says yes on the provider's screen; the window closes by itself. */
export async function allow(popup: Page): Promise<void> {
  const closing = popup.isClosed() ? undefined : popup.waitForEvent("close");
  await popup.getByRole("button", { name: /^(Autoriser|Allow)$/ }).click();
  await closing;
}

/** A tab of the drawer. */
export async function openTab(opened: Locator, name: "Connexion" | "Accès" | "Réglages" | "Journal"): Promise<void> {
  await opened.getByRole("tab", { name }).click();
}

/** Disconnects the connection whose drawer is open. */
export async function disconnect(opened: Locator): Promise<void> {
  await openTab(opened, "Réglages");
  await opened.getByRole("button", { name: "Déconnecter" }).click();
  await opened.getByRole("dialog").getByRole("button", { name: "Déconnecter" }).click();
  await opened.getByText("Connexion supprimée.").waitFor();
}

/** All markup and text of the page, shadow roots and values of controls included. */
export function everythingShown(page: Page): Promise<string> {
  return page.evaluate(() => {
    const read = (root: Document | ShadowRoot): string => {
      const own = root instanceof Document ? root.documentElement.outerHTML : root.innerHTML;
      const inner = [...root.querySelectorAll("*")].map((element) => {
        const value =
          element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? `\n${element.value}` : "";
        return value + (element.shadowRoot ? read(element.shadowRoot) : "");
      });
      return own + inner.join("");
    };
    return read(document);
  });
}
