import { expect } from "chai";
import { SessionError } from "../session.ts";
import { wholeCatalogue } from "../testing/catalogue.ts";
import { until } from "../testing/deep.ts";
import { clear } from "../testing/settle.ts";
import { insertPage } from "./speedai-integrations.harness.ts";

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const realFetch = globalThis.fetch;
/** Tokens that came with requests for the catalogue. */
let tokens: (string | null)[] = [];

beforeEach(() => {
  tokens = [];
  globalThis.fetch = async (url, init) => {
    if (!String(url).endsWith("/api/integrations")) return new Response(null, { status: 404 });
    tokens.push(new Headers(init?.headers).get("authorization"));
    return Response.json(wholeCatalogue());
  };
});
afterEach(() => {
  clear();
  globalThis.fetch = realFetch;
});

describe("asking the host for a session", () => {
  it("happens before the first drawing, which takes longer than the answer, and once", async () => {
    const drawn: boolean[] = [];
    const { element } = insertPage((element) => {
      element.getSession = async () => {
        drawn.push(element.hasUpdated);
        return { token: "tok_1", expires_at: inAnHour() };
      };
    });
    await until(() => element.getState().phase === "ready");
    expect(drawn).to.deep.equal([false]);
    expect(tokens).to.deep.equal(["Bearer tok_1"]);
  });

  it("happens anew for the next person, never with what the one before was given", async () => {
    const { element } = insertPage((element) => {
      element.getSession = async () => ({ token: "tok_one", expires_at: inAnHour() });
    });
    await until(() => element.getState().phase === "ready");
    element.getSession = null;
    await element.updateComplete;
    element.getSession = async () => ({ token: "tok_other", expires_at: inAnHour() });
    await until(() => element.getState().phase === "ready" && tokens.length === 2);
    expect(tokens).to.deep.equal(["Bearer tok_one", "Bearer tok_other"]);
  });

  it("asks with what was chosen between the first question and the first drawing", async () => {
    const { element } = insertPage((element) => {
      element.getSession = () => Promise.reject(new Error("signed out"));
    });
    await Promise.resolve();
    element.getSession = async () => ({ token: "tok_late", expires_at: inAnHour() });
    await until(() => element.getState().phase === "ready");
    expect(tokens).to.deep.equal(["Bearer tok_late"]);
  });

  it("tells once that the host gave none", async () => {
    let failures = 0;
    const { element } = insertPage((element) => {
      element.addEventListener("speedai-session-required", () => (failures += 1));
      element.getSession = () => Promise.reject(new SessionError("start"));
    });
    await until(() => element.getState().phase === "failed");
    expect(failures).to.equal(1);
  });
});
