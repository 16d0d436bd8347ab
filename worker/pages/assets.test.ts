/** The scripts of our own pages as a browser runs them, with a window whose every word to others is kept. */
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { settledScript, startScript } from "./assets.ts";

const openerOrigin = "https://dashboard.example";
const attempt = "att_1";
const handshake = "h".repeat(43);

interface Said {
  readonly message: unknown;
  readonly target: unknown;
}

/** Lets what the script left for later happen. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const leads = { ok: true, json: async () => ({ authorization_url: "https://app.hubspot.com/oauth" }) };

function browse(
  script: string,
  { data = {}, hasOpener = true, search = "", answer = async (): Promise<object> => leads } = {},
) {
  const said: Said[] = [];
  const opener = hasOpener
    ? { postMessage: (message: unknown, target: unknown) => said.push({ message, target }) }
    : null;
  const listeners: ((event: object) => void)[] = [];
  const clicks = new Map<string, () => void>();
  const sent: { path: string; body: unknown }[] = [];
  const went: string[] = [];
  const rewritten: string[] = [];
  const ticking = new Set<() => void>();
  const later: (() => void)[] = [];
  const parts = ["waiting", "ask", "alone", "unknown", "down"].map((id) => ({ id, hidden: true }));
  const elements = ["continue", "again", "close", "stays", "reference"].map((id) => ({
    id,
    hidden: id === "stays",
    textContent: "",
    addEventListener: (_name: string, click: () => void) => clicks.set(id, click),
  }));
  const element = (id: string) => elements.find((one) => one.id === id);
  const location = {
    search,
    pathname: "/callback",
    replace: (url: string) => went.push(url),
    reload: () => went.push("reloaded"),
  };
  const window = {
    opener,
    close: () => went.push("closed"),
    addEventListener: (_name: string, listener: (event: object) => void) => listeners.push(listener),
  };
  runInNewContext(script, {
    document: {
      body: {
        dataset: { attempt, openerOrigin, canRedirect: "true", path: "/api/integrations/hubspot/start", ...data },
      },
      querySelectorAll: () => parts,
      getElementById: element,
    },
    window,
    location,
    history: { replaceState: (_state: unknown, _title: string, path: string) => rewritten.push(path) },
    URLSearchParams,
    setTimeout: (task: () => void) => later.push(task),
    clearTimeout: () => undefined,
    setInterval: (task: () => void) => {
      ticking.add(task);
      return task;
    },
    clearInterval: (task: () => void) => ticking.delete(task),
    fetch: async (path: string, init: { body: string }) => {
      sent.push({ path, body: JSON.parse(init.body) });
      return answer();
    },
  });
  const hear = (event: object) => {
    for (const listener of listeners) listener({ origin: openerOrigin, source: opener, ...event });
  };
  /** A second passes. */
  const tick = () => {
    for (const task of ticking) task();
  };
  /** What was to happen later happens. */
  const passTime = () => {
    for (const task of later.splice(0)) task();
  };
  const shown = () => parts.filter((part) => !part.hidden).map((part) => part.id);
  return { said, sent, went, rewritten, clicks, hear, tick, passTime, shown, element, opener };
}

const good = { type: "speedai:handshake", attempt, handshake };

describe("the start page", () => {
  it("speaks to the one site that began, and to no other", () => {
    const { said } = browse(startScript);
    expect(said).toEqual([{ message: { type: "speedai:ready", attempt }, target: openerOrigin }]);
  });

  it("asks that site again until it is answered: it may be loading again", async () => {
    const { said, hear, tick, sent } = browse(startScript);
    tick();
    expect(said).toHaveLength(2);
    expect(said[1]).toEqual(said[0]);
    hear({ data: good });
    hear({ data: good });
    tick();
    await settled();
    expect(said).toHaveLength(2);
    expect(sent, "it leaves once").toHaveLength(1);
  });

  it("leaves with the handshake of that site's window", async () => {
    const { hear, sent, went } = browse(startScript);
    hear({ data: good });
    await settled();
    expect(sent).toEqual([{ path: "/api/integrations/hubspot/start", body: { attempt, road: "popup", handshake } }]);
    expect(went).toEqual(["https://app.hubspot.com/oauth"]);
  });

  it.each([
    ["another site", { origin: "https://evil.example", data: good }],
    ["a site whose name begins alike", { origin: `${openerOrigin}.evil.example`, data: good }],
    ["no site", { origin: "null", data: good }],
    ["another window of the right site", { source: {}, data: good }],
    ["no window", { source: null, data: good }],
    ["a message of another kind", { data: { ...good, type: "speedai:ready" } }],
    ["a message about another attempt", { data: { ...good, attempt: "att_2" } }],
    ["a handshake that is no text", { data: { ...good, handshake: { toString: () => handshake } } }],
    ["nothing", { data: null }],
  ])("is deaf to %s", async (_name, event) => {
    const { hear, sent } = browse(startScript);
    hear(event);
    await settled();
    expect(sent).toEqual([]);
  });

  it.each([
    ["without the window that began", { hasOpener: false }],
    ["without a site that may have begun", { data: { openerOrigin: "" } }],
    ["when the same-tab road was asked for", { search: "?road=redirect" }],
  ])("asks the person before it leaves %s", async (_name, how) => {
    const { sent, said, clicks, shown } = browse(startScript, how);
    await settled();
    expect(sent).toEqual([]);
    expect(said).toEqual([]);
    expect(shown()).toEqual(["ask"]);
    clicks.get("continue")?.();
    await settled();
    expect(sent).toEqual([{ path: "/api/integrations/hubspot/start", body: { attempt, road: "redirect" } }]);
  });
});

describe("the start page whose call is refused", () => {
  const refused = (status: number) => async () => ({
    ok: false,
    status,
    headers: new Headers({ "x-request-id": "req_1" }),
  });
  const leave = async (answer: () => Promise<object>) => {
    const page = browse(startScript, { answer });
    page.hear({ data: good });
    await settled();
    return page;
  };

  it.each([403, 404, 409])("says that its link has ended: %d", async (status) => {
    expect((await leave(refused(status))).shown()).toEqual(["unknown"]);
  });

  it.each([429, 500, 503])(
    "says that we do not answer, with a reference, and tries again when told: %d",
    async (status) => {
      const { shown, element, clicks, went } = await leave(refused(status));
      expect(shown()).toEqual(["down"]);
      expect(element("reference")?.textContent).toBe("req_1");
      clicks.get("again")?.();
      expect(went).toEqual(["reloaded"]);
    },
  );

  it("says so without an answer, too", async () => {
    const { shown, element } = await leave(() => Promise.reject(new TypeError("Failed to fetch")));
    expect(shown()).toEqual(["down"]);
    expect(element("reference")?.textContent).toBe("");
  });
});

describe("the callback page", () => {
  it("says so when the browser keeps the window open", () => {
    const { clicks, went, passTime, element } = browse(settledScript);
    clicks.get("close")?.();
    expect(went).toEqual(["closed"]);
    passTime();
    expect([element("close")?.hidden, element("stays")?.hidden]).toEqual([true, false]);
  });

  it("tells the one site that began to ask, and tells it no result", () => {
    const { said } = browse(settledScript);
    expect(said).toEqual([{ message: { type: "speedai:settled", attempt }, target: openerOrigin }]);
  });

  it("takes code and state out of the address and the history", () => {
    expect(browse(settledScript).rewritten).toEqual(["/callback"]);
  });

  it("says nothing where there is nobody to say it to", () => {
    expect(browse(settledScript, { hasOpener: false }).said).toEqual([]);
    expect(browse(settledScript, { data: { openerOrigin: "" } }).said).toEqual([]);
  });
});
