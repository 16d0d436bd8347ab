import { setViewport } from "@web/test-runner-commands";
import { expect } from "chai";
import type { Step } from "../../schema/wire/index.ts";
import { ApiError } from "../api/client.ts";
import { DrawerHarness, type Opening } from "../drawer/drawer.harness.ts";
import { expectNothingToObjectTo } from "../testing/accessibility.ts";
import { steps } from "../testing/attempts.ts";
import { until } from "../testing/deep.ts";
import { type Answers, createFakeApi } from "../testing/fake-api.ts";
import {
  csvConnection,
  customerRecord,
  importSummary,
  mailboxConnection,
  mails,
  recordPage,
  thefork,
} from "../testing/records.ts";

const api = (answers: Answers = {}) =>
  createFakeApi({
    records: async (_id, kind) => recordPage(kind === "customer" ? { records: [customerRecord] } : { next: "rec_5" }),
    imports: async () => ({
      imports: [
        importSummary(),
        importSummary({ id: "imp_2", state: "running", finished_at: null }),
        importSummary({ id: "imp_3", state: "undone" }),
        importSummary({ id: "imp_4", state: "failed" }),
      ],
    }),
    mails: async () => ({ mails: Object.values(mails), next: null }),
    cancelAttempt: async () => {},
    attempt: () => new Promise(() => {}),
    createAttempt: () => new Promise(() => {}),
    ...answers,
  });

const refuse = async () => {
  throw new ApiError(null);
};

const opened =
  (
    connection: typeof csvConnection,
    { answers, properties = {} }: { answers?: Answers; properties?: Opening["properties"] } = {},
    act?: (harness: DrawerHarness) => Promise<unknown>,
  ) =>
  async (look: Opening) => {
    const harness = await DrawerHarness.open({
      ...look,
      api: api(answers),
      properties: {
        integration: { ...thefork, connections: [connection] },
        connection,
        view: "records",
        ...properties,
      },
    });
    await until(() => harness.findAll("speedai-records .skeleton, .skeleton").length === 0);
    await act?.(harness);
    await harness.settle();
    return harness;
  };
const at = (step: Step) => (look: Opening) => DrawerHarness.openAt(step, { ...look, api: api() });
const press = (selector: string) => async (harness: DrawerHarness) => harness.find(selector).click();
const none = { answers: { records: async () => recordPage({ records: [], counts: { booking: 0, customer: 0 } }) } };

/** Every state of the tab and of an import that looks different. */
const states: Readonly<Record<string, (look: Opening) => Promise<DrawerHarness>>> = {
  "files and bookings": opened(csvConnection),
  customers: opened(csvConnection, {}, async (harness) => {
    harness.findAll<HTMLInputElement>("[name=kind]")[1]?.click();
    await until(() => harness.text.includes("Zoë Martin"));
  }),
  "no file yet": opened(csvConnection, { answers: { ...none.answers, imports: async () => ({ imports: [] }) } }),
  "no answer": opened(csvConnection, { answers: { records: refuse, imports: refuse } }),
  "question before undoing": opened(csvConnection, {}, async (harness) => {
    harness.find(".ways .quiet").click();
    await harness.settle();
  }),
  undone: opened(
    csvConnection,
    { answers: { undoImport: async () => importSummary({ state: "undone" }) } },
    async (harness) => {
      harness.find(".ways .quiet").click();
      await harness.settle();
      harness.find(".destructive").click();
      await until(() => harness.findAll(".notice.ok").length > 0);
    },
  ),
  "another file": opened(csvConnection, {}, press(".head .primary")),
  "e-mails of every kind": opened(mailboxConnection),
  "no e-mail yet": opened(
    { ...mailboxConnection, status: "action_required", reason: "mail_never_received" },
    { answers: { ...none.answers, mails: async () => ({ mails: [], next: null }) } },
  ),
  "address replaced": opened(
    mailboxConnection,
    { answers: { rotateMailAddress: async () => mailboxConnection } },
    async (harness) => {
      harness.find(".ways .quiet").click();
      harness.find(".destructive").click();
      await until(() => harness.findAll(".notice.warning").length > 0);
    },
  ),
  "looking only": opened(mailboxConnection, { properties: { readonly: true } }),
  "columns with faults": async (look) => {
    const harness = await at(steps.mapping)(look);
    harness.find("[type=submit]").click();
    await harness.settle();
    return harness;
  },
  "import done": at({ kind: "done", connection: csvConnection, import: importSummary() }),
};

describe("data for everybody (WCAG 2.2 AA)", function () {
  this.timeout(20_000);
  let harness: DrawerHarness | undefined;
  afterEach(() => harness?.remove());

  expectNothingToObjectTo(states);

  it("nothing is wider than the screen of a small phone", async () => {
    await setViewport({ width: 320, height: 700 });
    try {
      for (const [name, show] of Object.entries(states)) {
        harness?.remove();
        harness = await show({});
        const body = harness.find(".body");
        expect(body.scrollWidth, name).to.be.at.most(body.clientWidth);
      }
    } finally {
      await setViewport({ width: 800, height: 600 });
    }
  });
});
