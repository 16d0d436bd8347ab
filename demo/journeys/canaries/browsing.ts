/** The same secrets in a real browser: what is typed, shown once, and carried by sessions; then everything that the browser kept. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { z } from "zod";
import { CHROMIUM_FLAGS, ensureChromium } from "../../../scripts/chromium.ts";
import {
  allow,
  closeDrawer,
  everythingShown,
  fill,
  openDrawer,
  openProvider,
  openTab,
  visit,
} from "../../page/visitor.ts";
import { pipedriveTokens } from "../../simulators/pipedrive.ts";
import type { Stack } from "../../start.ts";
import type { CustomerDatabase } from "../real-databases.ts";
import { lookalike } from "./plot.ts";

export interface Kept {
  /** Details of every event of the element. */
  readonly events: string;
  /** localStorage, sessionStorage, IndexedDB, caches, cookies that scripts can read. */
  readonly storage: string;
  /** The page after everything was closed. */
  readonly shown: string;
  /** Answers of the API, each with its path. */
  readonly answers: readonly { readonly path: string; readonly text: string }[];
}

const eventNames = [
  "ready",
  "session-required",
  "connect-start",
  "connected",
  "reconnected",
  "disconnected",
  "status-change",
  "test-result",
  "action-required",
  "import-progress",
  "import-done",
  "navigate",
  "error",
].map((name) => `speedai-${name}`);

export async function browse(
  {
    stack,
    postgresql,
    plant,
  }: {
    readonly stack: Stack;
    readonly postgresql: CustomerDatabase;
    readonly plant: (name: string, value: string) => string;
  },
  profileFolder: string,
): Promise<Kept> {
  const context = await chromium.launchPersistentContext(profileFolder, {
    executablePath: await ensureChromium(),
    args: [...CHROMIUM_FLAGS],
    locale: "fr-FR",
    viewport: { width: 1280, height: 900 },
  });
  context.setDefaultTimeout(30_000);
  const answers: { path: string; text: string }[] = [];
  const reading: Promise<void>[] = [];
  context.on("response", (response) => {
    const { origin, pathname } = new URL(response.url());
    if (pathname === "/session") {
      reading.push(
        response
          .json()
          .then((body) => void plant("session in the browser", z.object({ token: z.string() }).parse(body).token)),
      );
    }
    if (origin !== stack.urls.api || !pathname.startsWith("/api/") || pathname.endsWith("/callback")) return;
    if (response.request().resourceType() !== "fetch" || pathname.endsWith("/start")) return;
    reading.push(response.text().then((text) => void answers.push({ path: pathname, text })));
  });
  await context.addInitScript((names) => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    for (const name of names) {
      addEventListener(name, (event) =>
        heard.push(`${name} ${JSON.stringify(event instanceof CustomEvent ? event.detail : null)}`),
      );
    }
  }, eventNames);

  const page = await visit(context, stack.urls.dashboard);
  let opened = await openDrawer(page, "Pipedrive");
  await fill(opened, { api_token: plant("pipedrive api_token typed", lookalike(pipedriveTokens.valid)) });
  await opened.getByRole("button", { name: "Tester et connecter" }).click();
  await opened.locator("[name=api_token][aria-invalid=true]").waitFor();
  await fill(opened, { api_token: pipedriveTokens.valid });
  await opened.getByRole("button", { name: "Tester et connecter" }).click();
  await opened.getByRole("button", { name: "Voir la connexion" }).click();
  await openTab(opened, "Réglages");
  await closeDrawer(page);

  opened = await openDrawer(page, "PostgreSQL");
  await fill(opened, {
    ...postgresql.values,
    password: plant("postgresql password typed", lookalike("Tapé-7f3a9c1e5b2d")),
  });
  await opened.getByRole("button", { name: "Tester et connecter" }).click();
  await opened.locator("[name=password][aria-invalid=true]").waitFor();
  await fill(opened, { password: postgresql.values.password });
  await opened.getByRole("button", { name: "Tester et connecter" }).click();
  await opened.getByRole("button", { name: "Voir la connexion" }).click();
  await closeDrawer(page);

  opened = await openDrawer(page, "HubSpot");
  await allow(await openProvider(opened.getByRole("button", { name: "Connecter HubSpot", exact: true })));
  await opened.getByRole("button", { name: "Voir la connexion" }).click();
  await closeDrawer(page);

  opened = await openDrawer(page, "Webhook");
  await opened.getByRole("button", { name: "Générer l’adresse et le secret" }).click();
  await opened.getByText("Copiez ce secret maintenant").waitFor();
  plant("webhook secret in the browser", ((await opened.locator(".copyable code").last().textContent()) ?? "").trim());
  await opened.getByRole("button", { name: "J’ai copié le secret" }).click();
  await opened.getByRole("button", { name: "Tester le webhook" }).click();
  await opened.getByText("Livraison de test : Message reçu").waitFor();
  await closeDrawer(page);

  await Promise.all(reading);
  const kept: Kept = {
    answers,
    shown: await everythingShown(page),
    events: await page.evaluate(() => JSON.stringify(Reflect.get(window, "heard"))),
    storage: await page.evaluate(readStorage),
  };
  await context.close();
  return kept;
}

/** Runs in the page. */
async function readStorage(): Promise<string> {
  const parts: unknown[] = [{ ...localStorage }, { ...sessionStorage }, document.cookie, name, history.state];
  for (const { name: database } of await indexedDB.databases()) parts.push(database);
  for (const cache of await caches.keys()) parts.push(cache);
  return JSON.stringify(parts);
}

/** Every file under a folder, with its bytes. */
export function readFolder(folder: string): { readonly path: string; readonly bytes: Buffer }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    return entry.isFile() ? [{ path, bytes: readFileSync(path) }] : [];
  });
}
