import { expect } from "chai";
import { attempt, steps } from "../testing/attempts.ts";
import { check, connection, entries } from "../testing/connections.ts";
import { until } from "../testing/deep.ts";
import { createFakeApi } from "../testing/fake-api.ts";
import { integration } from "../testing/tools.ts";
import { DrawerHarness } from "./drawer.harness.ts";

const canary = "CANARY-7f3a91c0d5e84b26a1f0";

describe("drawer on a strict host page", () => {
  const violations: string[] = [];
  const note = (event: SecurityPolicyViolationEvent) =>
    violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);

  before(() => {
    const policy = document.createElement("meta");
    policy.httpEquiv = "Content-Security-Policy";
    policy.content =
      "style-src 'self'; img-src 'self' data:; frame-src 'none'; object-src 'none'; require-trusted-types-for 'script'";
    document.head.append(policy);
    document.addEventListener("securitypolicyviolation", note);
  });
  after(() => document.removeEventListener("securitypolicyviolation", note));

  it("breaks no rule of a page that allows no inline style and demands Trusted Types", async () => {
    for (const step of Object.values(steps)) {
      const harness = await DrawerHarness.openAt(step, {
        api: createFakeApi({ cancelAttempt: async () => {}, attempt: () => new Promise(() => {}) }),
      });
      harness.remove();
    }
    expect(violations).to.deep.equal([]);
  });
});

describe("a secret that was typed", () => {
  /** Everything that a script of the host page could read or hear without reaching into the input itself. */
  async function walk(): Promise<{ harness: DrawerHarness; heard: string }> {
    const heard: unknown[] = [];
    const listen = (event: Event) => {
      if (event instanceof CustomEvent) heard.push(event.type, event.detail);
      else if (event.type.startsWith("field-")) heard.push(event.type);
    };
    const types = ["connect-start", "connection-changed", "view-change", "drawer-close", "test-result"];
    for (const type of [...types, "field-input", "field-leave"]) addEventListener(type, listen, true);
    const api = createFakeApi({
      createAttempt: async () =>
        attempt({
          kind: "form",
          fields: integration().methods[0]?.fields ?? [],
          check: check({ step: "login", code: "bad_credentials", field: "api_token" }),
        }),
      submitStep: async () => attempt(steps.done),
      cancelAttempt: async () => {},
      logs: async () => ({ entries: [...entries], next: null }),
      connection: async () => connection(),
    });
    const harness = await DrawerHarness.open({ api });
    await harness.type("api_token", canary);
    harness.button("Afficher : Jeton d’API").click();
    await harness.settle();
    await harness.click("Tester et connecter");
    await harness.click("Tester et connecter");
    await until(() => harness.text.includes("Pipedrive est connecté"));
    for (const type of [...types, "field-input", "field-leave"]) removeEventListener(type, listen, true);
    return { harness, heard: JSON.stringify(heard) };
  }

  it("is in no event, attribute, address or storage, and in no element once it is stored", async () => {
    const { harness, heard } = await walk();
    const markup = harness.findAll("*").map((element) => element.shadowRoot?.innerHTML ?? element.outerHTML);
    const typed = harness.findAll<HTMLInputElement>("input, textarea").map((input) => input.value);
    const storages = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie];
    const places = [
      heard,
      ...markup,
      ...typed,
      ...storages,
      location.href,
      document.title,
      JSON.stringify(history.state),
    ];
    expect(heard).to.include("connection-changed");
    expect(places.filter((place) => place?.includes(canary))).to.deep.equal([]);
    harness.remove();
  });

  it("is hidden while it is typed, and not offered to any password manager", async () => {
    const harness = await DrawerHarness.open();
    await harness.type("api_token", canary);
    const input = harness.field("api_token");
    expect(getComputedStyle(input).getPropertyValue("-webkit-text-security")).to.equal("disc");
    expect(input.type, "a password field would be saved by the browser").to.equal("text");
    expect(input.autocomplete).to.equal("off");
    expect(input.spellcheck, "spell checkers send what they check").to.equal(false);
    for (const mark of ["data-1p-ignore", "data-bwignore", "data-lpignore"])
      expect(input.hasAttribute(mark)).to.equal(true);
    harness.button("Afficher : Jeton d’API").click();
    await harness.settle();
    expect(getComputedStyle(input).getPropertyValue("-webkit-text-security")).to.equal("none");
    harness.remove();
  });

  it("is forgotten when the drawer is closed and opened again", async () => {
    const harness = await DrawerHarness.open();
    await harness.type("api_token", canary);
    harness.drawer.close();
    await harness.settle();
    await harness.click("Fermer quand même");
    document.body.append(harness.drawer);
    harness.drawer.remove();
    document.body.append(harness.drawer);
    await harness.settle();
    expect(harness.field("api_token").value).to.equal("");
    harness.remove();
  });
});
