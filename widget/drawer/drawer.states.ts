/** Every state of the drawer that looks different, ready to be shown: for what must hold in all of them. */
import type { Step } from "../../schema/wire/index.ts";
import { attempt, steps } from "../testing/attempts.ts";
import { check, connection, entries } from "../testing/connections.ts";
import { until } from "../testing/deep.ts";
import { createFakeApi, refusal } from "../testing/fake-api.ts";
import { delivery } from "../testing/records.ts";
import {
  everyField,
  hubspot,
  integration,
  method,
  postgresql,
  tokenField,
  webhook,
  zenchef,
} from "../testing/tools.ts";
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
const hook = connection({
  id: "con_w",
  provider: "webhook",
  kind: "webhook",
  method: "webhook",
  label: "Caisse du port",
  account: null,
  settings: { webhook_url: "https://api.speedai.example/api/integrations/webhook/ep_0f4b6a1c2d3e4f50" },
  secrets: { webhook_secret: { set_at: connected.created_at } },
});
const withHook = { integration: { ...webhook, connections: [hook] }, connection: hook };
const hookApi = () =>
  createFakeApi({
    connection: async () => hook,
    logs: async () => ({ entries: [...entries], next: null }),
    deliveries: async () => ({
      deliveries: [delivery({ attempts: 2 }), delivery({ id: "dlv_0", type: null, outcome: "read" })],
      next: "dlv_0",
    }),
    replayDelivery: async () => delivery({ replays: 1, replayed_at: connected.created_at }),
    replaceWebhookSecret: async () => ({
      items: [{ name: "webhook_secret", value: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", once: true }],
      previous_valid_until: connected.created_at,
    }),
  });
/** A fault of the tool that passes: the connection stands as it was. */
const faulty = connection({
  history: [
    ...connected.history.filter(({ ok }) => ok),
    { at: connected.last_checked_at ?? "", ok: false, reason: "provider_down" },
  ],
});
const testedHook = { ...hook, history: [] };
const withConnection = { integration: integration({ connections: [connected] }), connection: connected };

/** Stands for the provider's window, so that no real one is left behind; it is closed by removing the frame. */
const consentUnderWay = (isLong: boolean) => async (look: Opening) => {
  const redirect = async () => attempt(steps.redirect, { provider: "hubspot", method: "oauth2" });
  const answers = createFakeApi({ createAttempt: redirect, attempt: redirect, cancelAttempt: async () => {} });
  const harness = await DrawerHarness.open({ ...look, api: answers, properties: { integration: hubspot } });
  const frame = document.createElement("iframe");
  document.body.append(frame);
  if (isLong) harness.connect.calmMs = 0;
  harness.connect.openWindow = () => frame.contentWindow;
  main(harness).click();
  await until(() => harness.findAll("speedai-step-redirect").length > 0);
  frame.remove();
  if (isLong) await until(() => harness.findAll(".notice").length > 0);
  await harness.settle();
  return harness;
};

type States = Readonly<Record<string, (look: Opening) => Promise<DrawerHarness>>>;

/** Every look of the way to a connection. */
export const connectingStates: States = {
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
  "question before leaving with something typed": open({}, async (harness) => {
    await harness.type("api_token", "x".repeat(40));
    harness.find(".close").click();
  }),
  "choice of a method": open({ properties: { integration: zenchef } }),
  "consent to begin": open({ properties: { integration: hubspot } }),
  "window blocked": at(steps.redirect, { properties: { integration: hubspot } }),
  "consent under way": consentUnderWay(false),
  "consent that takes long": consentUnderWay(true),
  // A return serves once: each look has its own.
  "consent taken up again": (look) =>
    open({ properties: { integration: hubspot, resume: { attempt: "att_91bd", completion: null } } })(look),
  "file to drop": at(steps.upload, { properties: { integration: postgresql } }),
  "columns to map": at(steps.mapping),
  choice: at(steps.choice),
  "instructions with a secret": at(steps.instructions, { properties: { integration: webhook } }),
  "waiting with progress": at(steps.waiting),
  "waiting without an end in sight": at({ kind: "waiting", for: "import", progress: { done: 12, total: null } }),
  done: at(steps.done),
  failed: at(steps.failed),
};

/** Every look of an existing connection. */
export const connectionStates: States = {
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
  "passing fault": open({ properties: { integration: integration({ connections: [faulty] }), connection: faulty } }),
  "webhook that was only tested so far": open(
    {
      api: createFakeApi({
        deliveries: async () => ({ deliveries: [delivery({ type: "speedai.test" })], next: null }),
      }),
      properties: { integration: { ...webhook, connections: [testedHook] }, connection: testedHook },
    },
    async (harness) => {
      await until(() => harness.findAll(".notice .link").length > 0);
    },
  ),
  "question before disconnecting": open({ properties: { ...withConnection, view: "settings" } }, async (harness) =>
    harness.find(".danger").click(),
  ),
  journal: open({ properties: { ...withConnection, view: "journal" } }),
  "question before a secret is replaced": open({ properties: { ...withHook, view: "settings" } }, async (harness) =>
    harness.find(".replace").click(),
  ),
  "new secret": open({ api: hookApi(), properties: { ...withHook, view: "settings" } }, async (harness) => {
    harness.find(".destructive").click();
    await until(() => harness.text.includes("whsec_"));
  }),
  "journal of a webhook": open({ api: hookApi(), properties: { ...withHook, view: "journal" } }, async (harness) => {
    await until(() => harness.findAll("li .button").length > 0);
    harness.find("li .button").click();
    await until(() => harness.findAll(".news .notice").length > 0);
  }),
  "connection that was disconnected": open(
    {
      api: createFakeApi({ disconnect: async () => ({ revoked: "unsupported" }) }),
      properties: { ...withConnection, view: "settings" },
    },
    async (harness) => {
      harness.find(".destructive").click();
      await until(() => harness.findAll(".goodbye .notice").length > 0);
    },
  ),
  "looking only": open({ properties: { ...withConnection, readonly: true } }),
};
