import { expect } from "chai";
import type { ReactiveController } from "lit";
import type { Catalogue } from "../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../api/client.ts";
import { SessionError } from "../session.ts";
import { connectionOf, wholeCatalogue } from "../testing/catalogue.ts";
import { createFakeApi, refusal } from "../testing/fake-api.ts";
import { changesBetween, withConnection, withoutConnection } from "./changes.ts";
import {
  connectionsOf,
  findConnection,
  initialState,
  judgeFailure,
  PageController,
  type PageState,
  withCatalogue,
  withFailure,
} from "./state.ts";

const hubspot = connectionOf("hubspot", "connected");
const known = withCatalogue(initialState, wholeCatalogue({ connections: [hubspot] }));

describe("state of the page", () => {
  it("takes a catalogue and forgets the failure before it", () => {
    const failed = withFailure(initialState, { kind: "offline" });
    expect(withCatalogue(failed, { integrations: [] })).to.deep.equal({ integrations: [], failure: null });
  });

  it("keeps what it knows through a failure", () => {
    expect(withFailure(known, { kind: "offline" }).integrations).to.equal(known.integrations);
  });

  it("replaces a connection by its id, or adds it to its provider", () => {
    const expired = connectionOf("hubspot", "expired");
    expect(connectionsOf(withConnection(known, expired))).to.deep.equal([expired]);
    const second = connectionOf("hubspot", "connected", { id: "con_2" });
    expect(connectionsOf(withConnection(known, second))).to.deep.equal([hubspot, second]);
    expect(connectionsOf(known)).to.deep.equal([hubspot], "the state before is untouched");
  });

  it("leaves out a connection of a provider that is not on the page", () => {
    expect(connectionsOf(withConnection(known, connectionOf("unknown", "connected")))).to.deep.equal([hubspot]);
    expect(withConnection(initialState, hubspot)).to.deep.equal(initialState);
  });

  it("removes a connection, and nothing for an unknown id", () => {
    expect(connectionsOf(withoutConnection(known, hubspot.id))).to.deep.equal([]);
    expect(withoutConnection(known, "con_other")).to.equal(known);
    expect(findConnection(known, "con_other")).to.equal(undefined);
  });

  it("sees what came, went and changed, and nothing else", () => {
    const after = withCatalogue(
      known,
      wholeCatalogue({ connections: [connectionOf("hubspot", "error"), connectionOf("mews", "pending")] }),
    );
    const told = (before: PageState, next: PageState) =>
      changesBetween(before, next).map(({ connection, from, to }) => [connection.id, from, to]);
    expect(told(known, after)).to.deep.equal([
      ["con_hubspot", "connected", "error"],
      ["con_mews", null, "pending"],
    ]);
    expect(told(after, known)).to.deep.include(["con_mews", "pending", null]);
    expect(told(known, withConnection(known, { ...hubspot, label: "Lyon" }))).to.deep.equal([]);
  });
});

describe("a failure is judged by what the person can do", () => {
  const noSession = new ApiError(null, { cause: new SessionError("renewal") });
  const cases = [
    ["no session", noSession, true, "session"],
    ["no session because there is no network", noSession, false, "offline"],
    ["401", refusal({ status: 401, code: "unauthenticated" }), true, "session"],
    ["401 while the browser says offline", refusal({ status: 401, code: "session_expired" }), false, "session"],
    ["a page that is not allowed", refusal({ status: 403, code: "forbidden_origin" }), true, "forbidden"],
    ["a role that is not allowed", refusal({ status: 403, code: "forbidden_role" }), true, "forbidden"],
    ["no answer", new ApiError(null), true, "unreachable"],
    ["no answer and no network", new ApiError(null), false, "offline"],
    ["an answer that is an error", refusal({ status: 503, code: "dependency_unavailable" }), false, "unreachable"],
    ["too many requests", refusal({ status: 429, code: "too_many_requests" }), true, "unreachable"],
  ] as const;
  for (const [title, error, isOnline, kind] of cases)
    it(`${title}: ${kind}`, () => {
      expect(judgeFailure(error, isOnline).kind).to.equal(kind);
    });
});

describe("asking again", () => {
  /** A page without pixels, whose clock and visibility the test moves. */
  function page(catalogue: () => Promise<Catalogue> = async () => wholeCatalogue()) {
    const clock = { now: 0, tasks: new Map<() => void, number>() };
    const api = createFakeApi({ catalogue });
    const wakes = { count: 0, fail: false };
    const states: PageState[] = [];
    let controller: ReactiveController | undefined;
    const host = {
      addController: (added: ReactiveController) => {
        controller = added;
      },
      removeController: () => {},
      requestUpdate: () => {},
      updateComplete: Promise.resolve(true),
    };
    const source: { api: ApiClient | null } = { api };
    const pageController = new PageController(
      host,
      {
        api: () => source.api,
        changed: (_before, after) => states.push(after),
        wake: async () => {
          wakes.count += 1;
          if (wakes.fail) throw new SessionError("wake");
        },
      },
      {
        now: () => clock.now,
        after(milliseconds, task) {
          clock.tasks.set(task, clock.now + milliseconds);
          return () => clock.tasks.delete(task);
        },
      },
    );
    controller?.hostConnected?.();
    return {
      pageController,
      source,
      api,
      states,
      wakes,
      remove: () => controller?.hostDisconnected?.(),
      pass(milliseconds: number) {
        clock.now += milliseconds;
        for (const [task, due] of clock.tasks)
          if (due <= clock.now) {
            clock.tasks.delete(task);
            task();
          }
      },
    };
  }

  function setVisible(isVisible: boolean): void {
    Object.defineProperty(document, "visibilityState", {
      configurable: true,
      get: () => (isVisible ? "visible" : "hidden"),
    });
    document.dispatchEvent(new Event("visibilitychange"));
  }

  const open: (() => void)[] = [];
  const opened = (...args: Parameters<typeof page>): ReturnType<typeof page> => {
    const one = page(...args);
    open.push(one.remove);
    return one;
  };
  afterEach(() => {
    for (const remove of open.splice(0)) remove();
    Reflect.deleteProperty(document, "visibilityState");
  });

  it("happens every minute while the tab is seen", async () => {
    const { pageController, api, pass } = opened();
    await pageController.refresh();
    pass(59_999);
    expect(api.countOf("catalogue")).to.equal(1);
    pass(1);
    await pageController.refresh();
    expect(api.countOf("catalogue")).to.equal(2);
  });

  it("stops while the tab is hidden, and happens at once when it comes back", async () => {
    const { pageController, api, pass, wakes } = opened();
    await pageController.refresh();
    setVisible(false);
    pass(3_600_000);
    expect(api.countOf("catalogue")).to.equal(1);
    setVisible(true);
    await Promise.resolve();
    await pageController.refresh();
    expect(api.countOf("catalogue")).to.equal(2);
    expect(wakes.count).to.equal(1);
  });

  it("is not planned by an answer that comes while nobody looks", async () => {
    const { promise, resolve } = Promise.withResolvers<Catalogue>();
    const { pageController, api, pass } = opened(() => promise);
    const refreshed = pageController.refresh();
    setVisible(false);
    resolve(wholeCatalogue());
    await refreshed;
    pass(3_600_000);
    expect(api.countOf("catalogue")).to.equal(1);
  });

  it("does not happen for a glance aside", async () => {
    const { pageController, api, pass } = opened();
    await pageController.refresh();
    setVisible(false);
    pass(4_000);
    setVisible(true);
    expect(api.countOf("catalogue")).to.equal(1);
    pass(60_000);
    expect(api.countOf("catalogue")).to.equal(2, "the minute goes on");
  });

  it("happens also when the session could not be renewed on wake: the refresh shows why", async () => {
    const { pageController, api, pass, wakes } = opened();
    await pageController.refresh();
    wakes.fail = true;
    setVisible(false);
    pass(10_000);
    setVisible(true);
    await Promise.resolve();
    await Promise.resolve();
    expect(api.countOf("catalogue")).to.equal(2);
  });

  it("goes on after a failure", async () => {
    const { pageController, api, states, pass } = opened(() => Promise.reject(new ApiError(null)));
    await pageController.refresh();
    expect(states.at(-1)?.failure?.kind).to.equal("unreachable");
    pass(60_000);
    expect(api.countOf("catalogue")).to.equal(2);
  });

  it("says at once that the network is gone, and asks when it is back", async () => {
    const { pageController, api, states } = opened();
    await pageController.refresh();
    Object.defineProperty(navigator, "onLine", { configurable: true, get: () => false });
    window.dispatchEvent(new Event("offline"));
    expect(states.at(-1)?.failure?.kind).to.equal("offline");
    expect(states.at(-1)?.integrations).to.have.length(23);
    Reflect.deleteProperty(navigator, "onLine");
    window.dispatchEvent(new Event("online"));
    await pageController.refresh();
    expect(states.at(-1)?.failure).to.equal(null);
    expect(api.countOf("catalogue")).to.equal(2);
  });

  it("tells of a session that the drawer could not get, and forgets it with the next answer", async () => {
    const { pageController, api, states } = opened();
    await pageController.refresh();
    pageController.loseSession("unauthorized");
    expect(states.at(-1)?.failure).to.deep.equal({ kind: "session", reason: "unauthorized" });
    pageController.apply((state) => withConnection(state, hubspot));
    await pageController.refresh();
    expect(states.at(-1)?.failure).to.equal(null);
    expect(api.countOf("catalogue")).to.equal(2);
  });

  it("tells once of a session that its own load or a wake could not get", async () => {
    const { promise, resolve } = Promise.withResolvers<Catalogue>();
    const { pageController, states } = opened(() => promise);
    const refreshed = pageController.refresh();
    pageController.loseSession("start");
    expect(states).to.deep.equal([]);
    resolve(wholeCatalogue());
    await refreshed;
    pageController.loseSession("wake");
    expect(states.at(-1)?.failure).to.equal(null);
  });

  it("drops the answer of an API that was replaced meanwhile", async () => {
    const { promise, resolve } = Promise.withResolvers<Catalogue>();
    const { pageController, states } = opened(() => promise);
    const refreshed = pageController.refresh();
    pageController.reset();
    resolve(wholeCatalogue());
    await refreshed;
    expect(states.every(({ integrations }) => integrations === null)).to.equal(true);
  });

  it("waits for an API before it asks", async () => {
    const { pageController, source, states } = opened();
    source.api = null;
    await pageController.refresh();
    expect(states).to.deep.equal([]);
  });

  it("ends with the element", async () => {
    const { pageController, api, pass, remove } = opened();
    await pageController.refresh();
    remove();
    pass(3_600_000);
    window.dispatchEvent(new Event("online"));
    expect(api.countOf("catalogue")).to.equal(1);
  });
});
