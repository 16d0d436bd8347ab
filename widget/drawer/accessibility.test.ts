import { expect } from "chai";
import type { Step } from "../../schema/wire/index.ts";
import { findViolations } from "../testing/accessibility.ts";
import { findAll, until } from "../testing/deep.ts";
import { createFakeApi, refusal } from "../testing/fake-api.ts";
import {
  attempt,
  check,
  connection,
  entries,
  everyField,
  hubspot,
  integration,
  method,
  postgresql,
  steps,
  tokenField,
  webhook,
  zenchef,
} from "../testing/fixtures.ts";
import { DrawerHarness, type Opening } from "./drawer.harness.ts";

const connected = connection();
const custom = integration({
  name: "API personnalisée",
  category: "custom",
  badge: "custom",
  methods: [method({ id: "credentials", kind: "credentials", fields: [...everyField], steps: ["Ouvrez la console."] })],
});
const api = () =>
  createFakeApi({
    cancelAttempt: async () => {},
    attempt: () => new Promise(() => {}),
    createAttempt: () => new Promise(() => {}),
    testConnection: async () => check({ step: "rights", code: "rights_missing", retry_after: 90 }),
    connection: async () => connection({ status: "error", reason: "rights_missing" }),
    logs: async () => ({ entries: [...entries], next: "log_1" }),
  });

const at =
  (step: Step, opening: Opening = {}) =>
  (look: Opening) =>
    DrawerHarness.openAt(step, { ...look, ...opening, api: api() });
const open = (opening: Opening, act?: (harness: DrawerHarness) => Promise<void>) => async (look: Opening) => {
  const harness = await DrawerHarness.open({ ...look, ...opening, api: opening.api ?? api() });
  await act?.(harness);
  await harness.settle();
  return harness;
};
const main = (harness: DrawerHarness) => harness.find<HTMLButtonElement>("button[type=submit]");
const withConnection = { integration: integration({ connections: [connected] }), connection: connected };

/** Every state of the drawer that looks different. */
const states: Readonly<Record<string, (look: Opening) => Promise<DrawerHarness>>> = {
  "empty form": open({}),
  "form with a field of every type": open({ properties: { integration: custom } }),
  "form with what is missing": open({ properties: { integration: postgresql } }, async (harness) =>
    main(harness).click(),
  ),
  "test running": open({}, async (harness) => {
    await harness.type("api_token", "x".repeat(40));
    main(harness).click();
  }),
  "form with a failed test": at({
    kind: "form",
    fields: [tokenField],
    errors: [{ field: "values.api_token", code: "rejected_by_provider" }],
    check: check({ step: "login", code: "bad_credentials", field: "api_token" }),
  }),
  "refused call": open(
    {
      api: createFakeApi({
        createAttempt: async () => {
          throw refusal({ code: "internal", status: 500 });
        },
      }),
    },
    async (harness) => {
      await harness.type("api_token", "x".repeat(40));
      main(harness).click();
    },
  ),
  "choice of a method": open({ properties: { integration: zenchef } }),
  "consent to begin": open({ properties: { integration: hubspot } }),
  "window blocked": at(steps.redirect, { properties: { integration: hubspot } }),
  "file to drop": at(steps.upload, { properties: { integration: postgresql } }),
  "columns to map": at(steps.mapping),
  choice: at(steps.choice),
  "instructions with a secret": at(steps.instructions, { properties: { integration: webhook } }),
  "waiting with progress": at(steps.waiting),
  "waiting without an end in sight": at({ kind: "waiting", for: "import", progress: { done: 12, total: null } }),
  done: at(steps.done),
  failed: at(steps.failed),
  "connection that works": open({ properties: withConnection }),
  "several connections": open({
    properties: {
      ...withConnection,
      integration: integration({ connections: [connected, connection({ id: "con_2", status: "expired" })] }),
    },
  }),
  "connection that needs the person": open({
    properties: {
      integration: integration({ connections: [connection({ status: "action_required", reason: "grant_revoked" })] }),
    },
  }),
  "failed test": open({ properties: withConnection }, async (harness) => {
    harness.find(".test").click();
    await until(() => harness.events.some(({ name }) => name === "connection-changed"));
  }),
  access: open({ properties: { view: "access" } }),
  settings: open({ properties: { ...withConnection, view: "settings" } }),
  "question before disconnecting": open({ properties: { ...withConnection, view: "settings" } }, async (harness) =>
    harness.find(".danger").click(),
  ),
  journal: open({ properties: { ...withConnection, view: "journal" } }),
  "looking only": open({ properties: { ...withConnection, readonly: true } }),
};

describe("drawer for everybody (WCAG 2.2 AA)", function () {
  this.timeout(20_000);
  let harness: DrawerHarness | undefined;
  afterEach(() => harness?.remove());

  for (const [name, show] of Object.entries(states)) {
    it(`${name}: nothing to object to, in light and dark, French and English`, async () => {
      for (const theme of ["light", "dark"] as const) {
        for (const locale of ["fr", "en"]) {
          harness?.remove();
          harness = await show({ theme, locale });
          expect(await findViolations(harness.drawer), `${theme} ${locale}`).to.deep.equal([]);
        }
      }
    });
  }

  it("no element of any state carries a style attribute", async () => {
    for (const [name, show] of Object.entries(states)) {
      harness?.remove();
      harness = await show({});
      const styled = findAll("[style]", harness.drawer).map((element) => element.outerHTML);
      expect(styled, name).to.deep.equal([]);
    }
  });

  it("what is touched on a phone is large enough", async () => {
    harness = await states["form with a field of every type"]?.({});
    const small = findAll("input, select, textarea, .tab", harness?.drawer ?? document.body)
      .filter((element) => element.checkVisibility() && !element.matches("[type=checkbox], [type=radio], [hidden]"))
      .filter((element) => element.getBoundingClientRect().height < 44)
      .map((element) => element.outerHTML);
    expect(small).to.deep.equal([]);
  });

  it("a state whose step is not an end is announced", async () => {
    harness = await DrawerHarness.openAt(attempt(steps.done).step);
    const spoken = findAll("[role=status]", harness.drawer).map((element) =>
      element.textContent?.replace(/\s+/g, " ").trim(),
    );
    expect(spoken.some((text) => text?.includes("Pipedrive est connecté"))).to.equal(true);
  });
});
