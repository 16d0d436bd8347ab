/** A page that is loaded again while a consent waits goes on with it. */
import { expect } from "chai";
import { attempt, steps } from "../testing/attempts.ts";
import { connection } from "../testing/connections.ts";
import { readText, until } from "../testing/deep.ts";
import { refusal } from "../testing/fake-api.ts";
import { settle } from "../testing/settle.ts";
import { leavePage, showPage } from "./speedai-integrations.harness.ts";

const key = "speedai-integrations https://api.speedai.example";
let round = 0;
/** An attempt of the life before, as this tab remembers it. */
function waiting(connectionId = ""): string {
  round += 1;
  const id = `att_${round}`;
  sessionStorage.setItem(key, `${id} hubspot ${connectionId}`);
  return id;
}
const redirect = (id: string) => attempt(steps.redirect, { id, provider: "hubspot", method: "oauth2" });

afterEach(() => {
  leavePage();
  sessionStorage.clear();
});

describe("a page that is loaded again while a consent waits", () => {
  it("opens its drawer where it was, and ends with the connection", async () => {
    const id = waiting();
    const page = await showPage({ answers: { attempt: async () => redirect(id) } });
    await until(() => page.drawers().length === 1);
    await until(() => readText(page.drawer()).includes("Terminez dans la fenêtre de HubSpot"));
    expect(page.api.countOf("createAttempt")).to.equal(0);
    const made = connection({ id: "con_new", provider: "hubspot", kind: "oauth2", method: "oauth2" });
    page.api.answer("attempt", async () =>
      attempt({ ...steps.done, connection: made }, { id, provider: "hubspot", method: "oauth2" }),
    );
    dispatchEvent(new Event("focus"));
    await until(() => readText(page.drawer()).includes("HubSpot est connecté"));
    // It glides into its place.
    await until(() => page.connectionCards().length === 1);
    expect(sessionStorage.getItem(key)).to.equal(null);
  });

  it("says how it ended meanwhile", async () => {
    const id = waiting();
    const page = await showPage({
      answers: { attempt: async () => attempt(steps.failed, { id, provider: "hubspot", method: "oauth2" }) },
    });
    await until(() => page.drawers().length === 1);
    await until(() => readText(page.drawer()).includes("La connexion n’a pas abouti"));
  });

  it("comes back to the connection that is renewed", async () => {
    const expired = connection({
      id: "con_9",
      provider: "hubspot",
      kind: "oauth2",
      method: "oauth2",
      status: "expired",
    });
    const id = waiting("con_9");
    const page = await showPage({
      connections: [expired],
      answers: { attempt: async () => ({ ...redirect(id), connection: expired }) },
    });
    await until(() => page.drawers().length === 1);
    expect(page.drawer().view).to.equal("reconnect");
    await until(() => readText(page.drawer()).includes("Terminez dans la fenêtre de HubSpot"));
  });

  it("shows nothing of an attempt that is not this person's", async () => {
    waiting();
    const page = await showPage({
      answers: { attempt: () => Promise.reject(refusal({ status: 404, code: "not_found" })) },
    });
    await until(() => page.api.countOf("attempt") === 1);
    await settle(page.element);
    expect(page.drawers()).to.deep.equal([]);
    expect(page.notices()).to.deep.equal([]);
  });

  it("leaves a drawer closed that the person had closed, and lets the page ask when the window is gone", async () => {
    const id = waiting();
    sessionStorage.setItem(key, `${id} hubspot  left`);
    const page = await showPage({ answers: { attempt: async () => redirect(id) } });
    const heard = Promise.withResolvers<void>();
    const channel = new BroadcastChannel(key);
    channel.onmessage = () => heard.resolve();
    dispatchEvent(new Event("focus"));
    await heard.promise;
    channel.close();
    expect(page.drawers()).to.deep.equal([]);
    expect(sessionStorage.getItem(key), "loaded once more, it is closed still").to.equal(`${id} hubspot  left`);
    page.element.open("hubspot");
    await until(() => page.drawers().length === 1);
    await until(() => readText(page.drawer()).includes("Terminez dans la fenêtre de HubSpot"));
    expect(sessionStorage.getItem(key)).to.equal(`${id} hubspot  `);
    expect(page.api.countOf("createAttempt")).to.equal(0);
  });

  it("opens one drawer, also where the element stands twice", async () => {
    const id = waiting();
    const answers = { attempt: async () => redirect(id) };
    const pages = await Promise.all([showPage({ answers }), showPage({ answers })]);
    await until(() => pages.some((page) => page.drawers().length === 1));
    for (const page of pages) await settle(page.element);
    expect(pages.map((page) => page.drawers().length).toSorted()).to.deep.equal([0, 1]);
  });

  it("tells a consent that failed on the same-tab road, and loses its address", async () => {
    history.replaceState(null, "", "#speedai_attempt=att_denied");
    const page = await showPage({
      answers: {
        attempt: async () => attempt(steps.failed, { id: "att_denied", provider: "hubspot", method: "oauth2" }),
      },
    });
    expect(location.hash).to.equal("");
    await until(() => page.drawers().length === 1);
    await until(() => readText(page.drawer()).includes("La connexion n’a pas abouti"));
  });
});
