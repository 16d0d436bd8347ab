/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * `npm run bench`: what the element weighs and what a visitor waits for, in a real Chromium, each beside its aim. Not part of the tests:
 * figures depend on the machine. Milliseconds are medians of one run; other work on the machine makes them longer, but not the
 * processor time of the page's main thread, which stands beside them.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { loadavg, tmpdir } from "node:os";
import { extname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import type { Integration } from "../schema/wire/index.ts";
import { connectionOf, wholeCatalogue } from "../widget/testing/catalogue.ts";
import { buildPieces, buildWidget, weigh } from "./build-widget.ts";
import { launchChromium } from "./chromium.ts";

const rounds = 7;
const manyProviders = 1_000;
const slowdown = 4;

/** One load of the page; milliseconds since the script had come. */
interface Load {
  readonly introMs: number;
  readonly firstCardMs: number;
  readonly layoutShift: number;
  /** Processor time of the main thread up to then: what a busy machine does not change. */
  readonly processorMs: number;
}

const connections = [connectionOf("hubspot", "connected"), connectionOf("mews", "expired")];
const usual = wholeCatalogue({ connections }).integrations;

function multiply(integrations: readonly Integration[], count: number): readonly Integration[] {
  return Array.from({ length: count }, (_, at) => {
    const model = integrations[at % integrations.length];
    if (!model) throw new Error("an empty catalogue cannot be multiplied");
    const name = `${model.name} ${at}`;
    return { ...model, id: `${model.id}_${at}`, name, connections: [] };
  });
}

/** Host page, script and API on one origin. */
async function serve(folder: string) {
  const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1H0z"/></svg>`;
  const page = (script: string) =>
    `<!doctype html><html lang="fr"><title>bench</title><script type="module" src="${script}"></script><speedai-integrations session-endpoint="/session"></speedai-integrations>`;
  const answers = (path: string, isMany: boolean): readonly [type: string, body: string] | undefined => {
    if (path === "/pieces") return ["text/html", page("/widget/speedai-integrations.js")];
    if (path === "/single") return ["text/html", page("/single.js")];
    if (path === "/session") {
      const expires_at = new Date(Date.now() + 600_000).toISOString();
      return ["application/json", JSON.stringify({ token: "tok_bench", expires_at })];
    }
    if (path === "/api/integrations")
      return ["application/json", JSON.stringify({ integrations: isMany ? multiply(usual, manyProviders) : usual })];
    return path.endsWith(".svg") ? ["image/svg+xml", logo] : undefined;
  };
  const server = createServer(async ({ url = "/", headers }, response) => {
    const path = url.replace(/\?.*$/, "");
    const answer = answers(path, headers.referer?.endsWith("?many") === true);
    const script = extname(path) === ".js" ? await readFile(join(folder, path)) : undefined;
    const [type, body] = script ? ["text/javascript", script] : (answer ?? ["text/plain", ""]);
    response.writeHead(script || answer ? 200 : 404, { "content-type": `${type}; charset=utf-8` });
    response.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${address.port}`, stop };
}

interface Opened {
  readonly page: Page;
  /** Processor time of the page's main thread since it began, in milliseconds. */
  readonly readProcessor: () => Promise<number>;
}

async function openPage(browser: Browser, rate: number): Promise<Opened> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
  await session.send("Performance.enable");
  const readProcessor = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "ThreadTime")?.value ?? Number.NaN) * 1_000;
  };
  return { page, readProcessor };
}

async function measureLoad(browser: Browser, address: string, rate: number): Promise<Load> {
  const { page, readProcessor } = await openPage(browser, rate);
  await page.addInitScript(watchFrames);
  const before = await readProcessor();
  // The page tells it: asking again and again would be work of its own.
  const seen = page.waitForEvent("console", (message) => message.text() === "first-card");
  await page.goto(address);
  await seen;
  const processorMs = (await readProcessor()) - before;
  await page.waitForLoadState("networkidle");
  const load = await page.evaluate(() => {
    const script = performance.getEntriesByType("resource").find(({ name }) => name.endsWith(".js"));
    const came = script instanceof PerformanceResourceTiming ? script.responseEnd : 0;
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type: "layout-shift", buffered: true });
    const shifts = observer.takeRecords().map((entry) => ("value" in entry ? Number(entry.value) : 0));
    const since = (name: string): number => (performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN) - came;
    return {
      introMs: since("intro"),
      firstCardMs: since("first-card"),
      layoutShift: shifts.reduce((sum, value) => sum + value, 0),
    };
  });
  await page.context().close();
  return { ...load, processorMs };
}

/** In the page: marks the first frame that shows the intro, and the first that shows a card. */
function watchFrames(): void {
  const look = (): void => {
    const root = document.querySelector("speedai-integrations")?.shadowRoot;
    const isSeen = (name: string): boolean =>
      (root?.querySelector(name)?.shadowRoot?.querySelector("h2, h3")?.getBoundingClientRect().height ?? 0) > 0;
    if (performance.getEntriesByName("intro").length === 0 && isSeen("speedai-intro")) performance.mark("intro");
    if (!isSeen("speedai-card") && !isSeen("speedai-connection-card")) {
      requestAnimationFrame(look);
      return;
    }
    performance.mark("first-card");
    console.debug("first-card");
  };
  requestAnimationFrame(look);
}

const letters = ["s", "sh", "shopify", "shopify 1", "reservation", "resevation", "pms", "zzz", ""];

/** Milliseconds from a letter in the search to the layout of the first cards that answer, for each of some words. */
async function measureFilter(browser: Browser, address: string, rate: number) {
  const { page, readProcessor } = await openPage(browser, rate);
  await page.goto(address);
  await page.locator("speedai-card").first().waitFor();
  await page.waitForLoadState("networkidle");
  const type = (query: string | null): Promise<number> =>
    page.evaluate(async (query) => {
      const element = document.querySelector("speedai-integrations");
      const input = element?.shadowRoot?.querySelector("speedai-toolbar")?.shadowRoot?.querySelector("input");
      if (!input) throw new Error("no search");
      const begin = performance.now();
      if (query !== null) {
        input.value = query;
        input.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
      }
      // The elements draw in microtasks: the next task finds them drawn.
      const { port1, port2 } = new MessageChannel();
      const nextTask = new Promise((next) => {
        port1.onmessage = next;
      });
      port2.postMessage(null);
      await nextTask;
      document.documentElement.getBoundingClientRect();
      return performance.now() - begin;
    }, query);
  const settle = (): Promise<void> =>
    page.evaluate(async () => {
      const element = document.querySelector<HTMLElement & { updateComplete: Promise<boolean> }>(
        "speedai-integrations",
      );
      while (element && !(await element.updateComplete));
      await new Promise((frame) => requestAnimationFrame(() => setTimeout(frame, 0)));
    });
  const measure = async (query: string | null) => {
    await settle();
    const before = await readProcessor();
    const time = await type(query);
    return { time, processor: (await readProcessor()) - before };
  };
  // What asking costs by itself.
  const idle: number[] = [];
  for (const _ of letters) idle.push((await measure(null)).processor);
  const times: number[] = [];
  const processor: number[] = [];
  for (const query of [...letters, ...letters, ...letters]) {
    const measured = await measure(query);
    times.push(measured.time);
    processor.push(Math.max(measured.processor - median(idle), 0));
  }
  await page.context().close();
  return { times, processor };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

interface Row {
  readonly what: string;
  readonly aim: string;
  readonly measured: string;
  readonly processor: string;
}

const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;
const ms = (values: readonly number[], digits = 0): string => `${median(values).toFixed(digits)} ms`;

const folder = await mkdtemp(join(tmpdir(), "bench-"));
const { first, page, everything } = weigh(await buildPieces(join(folder, "widget")));
const single = await buildWidget(join(folder, "single.js"));
const rows: Row[] = [
  { what: "gzip before the page is seen", aim: "≤ 18 KiB", measured: kib(first), processor: "" },
  { what: "gzip of the page, no tool opened", aim: "≤ 45 KiB", measured: kib(page), processor: "" },
  { what: "gzip of everything, one language", aim: "≤ 45 KiB", measured: kib(everything), processor: "" },
  { what: "gzip of the single file, two languages", aim: "", measured: kib(single.gzipBytes), processor: "" },
];
const host = await serve(folder);
const browser = await launchChromium();
try {
  let layoutShift = 0;
  for (const script of ["pieces", "single"])
    for (const rate of [1, slowdown]) {
      const loads: Load[] = [];
      for (let round = 0; round < rounds; round += 1)
        loads.push(await measureLoad(browser, `${host.url}/${script}`, rate));
      layoutShift = Math.max(layoutShift, ...loads.map((load) => load.layoutShift));
      const where = `${script}, CPU ÷ ${rate}`;
      rows.push(
        { what: `intro seen (${where})`, aim: "", measured: ms(loads.map(({ introMs }) => introMs)), processor: "" },
        {
          what: `first card seen (${where})`,
          aim: rate === slowdown ? "≤ 300 ms" : "",
          measured: ms(loads.map(({ firstCardMs }) => firstCardMs)),
          processor: ms(loads.map(({ processorMs }) => processorMs)),
        },
      );
    }
  for (const rate of [1, slowdown]) {
    const { times, processor } = await measureFilter(browser, `${host.url}/pieces?many`, rate);
    rows.push({
      what: `a letter, ${manyProviders} providers (CPU ÷ ${rate})`,
      aim: rate === 1 ? "≤ 16 ms" : "",
      measured: `${ms(times, 1)}, worst ${Math.max(...times).toFixed(1)} ms`,
      processor: `${ms(processor, 1)}, worst ${Math.max(...processor).toFixed(1)} ms`,
    });
  }
  rows.push({ what: "layout shift of all loads", aim: "0", measured: layoutShift.toFixed(4), processor: "" });
  console.table(rows);
  console.log(`Others on this machine in the last minute (load average): ${loadavg()[0]?.toFixed(1)}`);
} finally {
  await browser.close();
  host.stop();
  await rm(folder, { recursive: true, force: true });
}
