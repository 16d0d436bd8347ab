/**
 * All 23 tools, every method of each, connected by a person in a real browser with the dashboard's sample values; then each one's
 * provider fails in one way, the page says what happened and what to do, and is well again by itself.
 */
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Check, category as categories, check as checkOnWire, type Reason } from "../../schema/wire/index.ts";
import { launchChromium } from "../../scripts/chromium.ts";
import { createTexts } from "../../widget/i18n/complete.ts";
import type { Method, Provider } from "../../worker/providers/define.ts";
import { providers } from "../../worker/providers/registry.ts";
import { type Inside, lookInside } from "../journeys/inside.ts";
import { startCustomerDatabases } from "../journeys/real-databases.ts";
import { type Simulated, simulatedProviders } from "../journeys/simulated.ts";
import type { FaultKind } from "../simulators/define.ts";
import { startEphemeralStack } from "../stack/ephemeral.ts";
import type { Stack } from "../start.ts";
import { openSamples, readSamples, takeSamples } from "./samples.ts";
import {
  allow,
  card,
  closeDrawer,
  connectionCard,
  drawer,
  fill,
  listenForComplaints,
  openContext,
  openDrawer,
  openProvider,
  plain,
  visit,
} from "./visitor.ts";

/** Tests of one category share a page and follow one another; categories run side by side. */
const inOrder = { concurrent: false } as const;
const patience = { timeout: 30_000, interval: 200 } as const;
const texts = createTexts("fr");

let stack: Stack;
let databases: Awaited<ReturnType<typeof startCustomerDatabases>>;
let browser: Browser;
let inside: Inside;
let simulated: Simulated;

beforeAll(async () => {
  [stack, databases, browser] = await Promise.all([startEphemeralStack(), startCustomerDatabases(), launchChromium()]);
  stack.addSamples({
    postgresql: { database: databases.postgresql.values },
    mysql: { database: databases.mysql.values },
  });
  inside = lookInside(stack);
  simulated = simulatedProviders(stack);
});
afterAll(async () => {
  inside?.close();
  await browser?.close();
  await Promise.all([stack?.stop(), databases?.postgresql.stop(), databases?.mysql.stop()]);
});

/** Failures dealt out over the tools, so that each kind meets several of them. */
const dealt: readonly FaultKind[] = ["unauthorized", "forbidden", "rate_limited", "server_error", "html", "redirect"];
/** OpenTable's "Permission denied" proves the key: another failure for it. */
const faultFor = (provider: string, at: number): FaultKind => {
  const kind = dealt[at % dealt.length] ?? "server_error";
  return kind === "forbidden" && provider === "opentable" ? "html" : kind;
};

const isForgiven = ({ ok, status }: Check) => !ok && status === "connected";

describe.concurrent.each(categories.options)("%s", (category) => {
  let context: BrowserContext;
  let page: Page;
  let samples: Page;
  let complaints: string[];

  beforeAll(async () => {
    context = await openContext(browser);
    complaints = listenForComplaints(context);
    page = await visit(context, stack.urls.dashboard);
    samples = await openSamples(page);
  });
  afterAll(() => context?.close());

  const own = providers.filter((provider) => provider.category === category);
  const connections = own.flatMap((provider) => provider.methods.map((method) => ({ provider, method })));

  test.each(connections.map((one) => [one.provider.name, one.method.id, one] as const))(
    "%s by %s connects with the sample values and is tested",
    inOrder,
    async (_name, _id, { provider, method }) => {
      // A failed test may have left its drawer open.
      if ((await page.locator("speedai-drawer").count()) > 0) await page.goto(stack.urls.dashboard);
      const opened = await openDrawer(page, provider.name);
      await chooseMethod(opened, provider, method);
      await connect(opened, samples, provider, method);
      if (!hasNothingToCall(method)) {
        await opened.getByRole("button", { name: /^Tester / }).click();
        await opened.getByText("Test réussi").waitFor({ state: "attached" });
        await opened.getByText("Connecté", { exact: true }).first().waitFor();
      }
      await closeDrawer(page);
      await card(page, provider.name)
        .getByText(/^\d comptes?$/)
        .waitFor();
    },
  );

  const called = own.flatMap((provider) => {
    const method = provider.methods.find(({ kind }) => kind === "credentials" || kind === "oauth2");
    return method ? [{ provider, method }] : [];
  });
  test.each(called.map((one) => [one.provider.name, one] as const))(
    "%s fails: the page says what happened and what to do, and is well again by itself",
    inOrder,
    async (_name, { provider }) => {
      const kind = faultFor(
        provider.id,
        providers.findIndex(({ id }) => id === provider.id),
      );
      const [row] = await inside.rows(
        "select id from connections where provider = ? and kind in ('credentials', 'oauth2') order by created_at limit 1",
        provider.id,
      );
      const id = String(row?.["id"]);
      await page.goto(`${stack.urls.dashboard}/#/${id}`);
      const opened = drawer(page);
      await opened.getByRole("heading", { name: provider.name, exact: true }).waitFor();
      const paths = await simulated.pathsAsked(provider.id, () => pressTest(page, opened, id));
      for (const path of paths) await simulated.order({ provider: provider.id, kind, path });
      const check = await testUntilSaid(page, opened, id);
      await simulated.clear(provider.id);
      await expectExplained(opened, provider, check);
      await expectRecovery(id, () => pressTest(page, opened, id));
      await closeDrawer(page);
      await page.reload();
      const own = connectionCard(page, provider.name).filter({ hasNotText: /Action requise|Erreur|Expiré/ });
      await own.first().getByText("Connecté", { exact: true }).waitFor();
    },
  );

  test("the browser has nothing to complain of", inOrder, () => {
    expect(complaints).toEqual([]);
  });
});

test("every method of the registry stands in the page", async () => {
  const kinds = await inside.rows("select provider, method from connections group by provider, method");
  const connected = kinds.map((row) => `${row["provider"]} ${row["method"]}`);
  const all = providers.flatMap(({ id, methods }) => methods.map((method) => `${id} ${method.id}`));
  expect(connected.toSorted()).toEqual(all.toSorted());
  const context = await browser.newContext({ locale: "fr-FR" });
  const page = await visit(context, stack.urls.dashboard);
  expect(await page.locator("speedai-connection-card").count()).toBe(all.length);
  expect(await page.locator("speedai-card").count()).toBe(23);
  // « 1 compte » stands beside the button, whatever the width: never under it.
  for (const width of [1600, 1280, 1024, 768]) {
    await page.setViewportSize({ width, height: 900 });
    const gaps = await page.locator("speedai-card").evaluateAll((all) =>
      all.map((one) => {
        const right = (selector: string) => one.shadowRoot?.querySelector(selector)?.getBoundingClientRect();
        const [words, button] = [right(".accounts"), right("button")];
        return words && button ? button.left - words.right : Number.POSITIVE_INFINITY;
      }),
    );
    expect([width, gaps.filter((gap) => gap < 4)]).toEqual([width, []]);
  }
  await context.close();
});

function hasNothingToCall({ kind }: Method): boolean {
  return kind === "csv" || kind === "mailbox";
}

async function chooseMethod(opened: Locator, { methods }: Provider, method: Method): Promise<void> {
  if (methods.length === 1) return;
  const choice = opened.locator("fieldset.methods label").filter({
    has: opened.page().locator("strong").getByText(texts.prose(method.title.fr), { exact: true }),
  });
  await choice.click();
}

/** From the open form to the connection's own view. */
async function connect(opened: Locator, samples: Page, provider: Provider, method: Method): Promise<void> {
  const values = await readSamples(samples, provider.id, texts.prose(method.title.fr));
  const press = (name: string | RegExp) => opened.getByRole("button", { name, exact: true }).click();
  switch (method.kind) {
    case "credentials":
    case "database":
      await takeSamples(opened, values);
      await press("Tester et connecter");
      break;
    case "oauth2": {
      await takeSamples(opened, values);
      await allow(await openProvider(opened.getByRole("button", { name: `Connecter ${provider.name}`, exact: true })));
      const arrived = opened.getByRole("heading", { name: `${provider.name} est connecté` });
      const asked = opened.locator("speedai-step-choice").getByRole("button", { name: "Continuer" });
      await arrived.or(asked).first().waitFor();
      if (await asked.isVisible()) await asked.click();
      break;
    }
    case "csv": {
      const [sample] = values;
      if (sample?.use !== "file") throw new Error(`${provider.id} has no sample file`);
      await opened.locator("speedai-step-upload input[type=file]").setInputFiles(sample.file);
      await opened.getByRole("heading", { name: "Vérifiez la lecture de votre fichier" }).waitFor();
      await opened.getByRole("button", { name: /^Importer/ }).click();
      await opened.getByRole("heading", { name: `${provider.name} est connecté` }).waitFor();
      await press("Voir les données");
      await opened.getByText("Élodie Marchand").first().waitFor();
      return;
    }
    case "mailbox":
      await press("Obtenir mon adresse e-mail");
      await opened.getByText(/^[a-z2-7]{32}@connect\.speedai\.test$/).waitFor();
      await press("C’est fait");
      await opened.getByText(/^[a-z2-7]{32}@connect\.speedai\.test$/).waitFor();
      return;
    case "webhook":
      await fill(opened, { label: "Caisse" });
      await press("Générer l’adresse et le secret");
      await press("J’ai copié le secret");
      return;
    default:
      return method satisfies never;
  }
  await opened.getByRole("heading", { name: `${provider.name} est connecté` }).waitFor();
  await press("Voir la connexion");
}

/** Presses « Tester la connexion » once. */
async function pressTest(page: Page, opened: Locator, id: string): Promise<Check> {
  const answering = page.waitForResponse((answer) => answer.url().endsWith(`/api/connections/${id}/test`));
  await opened.getByRole("button", { name: "Tester la connexion" }).click();
  const check = checkOnWire.parse(await (await answering).json());
  await opened.getByText(check.ok ? "Test réussi" : /^Test échoué/).waitFor({ state: "attached" });
  return check;
}

/** Tests until the status speaks: passing failures are forgiven twice. */
async function testUntilSaid(page: Page, opened: Locator, id: string): Promise<Check> {
  for (;;) {
    const check = await pressTest(page, opened, id);
    expect(check.ok).toBe(false);
    if (!isForgiven(check)) return check;
  }
}

const statusWords = { expired: "Expiré", error: "Erreur", action_required: "Action requise" } as const;

async function expectExplained(opened: Locator, provider: Provider, { reason, status }: Check): Promise<void> {
  if (reason === null || status === "connected" || status === "pending") throw new Error(`nothing is wrong: ${status}`);
  await opened.getByText(statusWords[status], { exact: true }).first().waitFor();
  const explanation = opened.locator("speedai-explanation");
  for (const part of ["title", "meaning", "remedy"] as const) {
    const sentence = plain(texts.t(`reason.${reason satisfies Reason}.${part}`, { provider: provider.name }));
    await explanation.getByText(sentence, { exact: true }).first().waitFor();
  }
}

/** By the clock, where the clock may ask; where calls are too scarce for that, by the person's next test. */
async function expectRecovery(id: string, testNow: () => Promise<Check>): Promise<void> {
  if ((await inside.count("connections", "id = ? and next_check_at is null", id)) === 1) {
    expect((await testNow()).ok).toBe(true);
    return;
  }
  await inside.makeCheckDue(id);
  await stack.fireCron();
  await vi.waitFor(async () => {
    expect(await inside.count("connections", "id = ? and status = 'connected'", id)).toBe(1);
  }, patience);
}
