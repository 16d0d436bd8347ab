/**
 * A fake of the API for tests of elements. It obeys the real contract: what is sent and what is answered passes the wire
 * schemas, so that a test cannot show a page that the API could not produce.
 */
import "./no-eval.ts";
import { z } from "zod";
import {
  attempt,
  attemptCreate,
  attemptStep,
  catalogue,
  check,
  connection,
  connectionPatch,
  delivery,
  deliveryList,
  disconnection,
  importList,
  importSummary,
  logPage,
  mail,
  mailDecision,
  mailList,
  type Problem,
  problem,
  recordPage,
  webhookSecret,
} from "../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../api/client.ts";

type Calls = { -readonly [Name in keyof ApiClient as ApiClient[Name] extends string ? never : Name]: ApiClient[Name] };
export type Answers = Partial<Calls>;

export interface FakeApi extends ApiClient {
  /** Names and arguments of all calls, in order. */
  readonly calls: readonly { readonly name: keyof Calls; readonly args: readonly unknown[] }[];
  /** Replaces an answer from now on. */
  answer<Name extends keyof Calls>(name: Name, answer: Calls[Name]): void;
  countOf(name: keyof Calls): number;
}

/** A refusal as the API words it. */
export function refusal(facts: Pick<Problem, "code" | "status"> & Partial<Problem>): ApiError {
  return new ApiError(
    problem.parse({
      type: `https://speedai.example/problems/${facts.code}`,
      title: facts.code,
      detail: facts.code,
      request_id: "req_7c1f0a52d94b49b2",
      ...facts,
    }),
  );
}

const emptyLogo = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E";

export function createFakeApi(answers: Answers = {}, base = "https://api.speedai.example"): FakeApi {
  const scripted: Answers = { logo: async () => emptyLogo, ...answers };
  const calls: { name: keyof Calls; args: readonly unknown[] }[] = [];

  const find = <Name extends keyof Calls>(name: Name, ...args: readonly unknown[]): Calls[Name] => {
    calls.push({ name, args });
    const answer = scripted[name];
    if (answer === undefined) throw new Error(`the test did not expect a call of ${name}`);
    // A key of a mapped type and its value: the compiler does not follow the correlation through `Partial`.
    return answer as Calls[Name];
  };

  return {
    base,
    calls,
    answer: (name, answer) => {
      scripted[name] = answer;
    },
    countOf: (name) => calls.filter((call) => call.name === name).length,
    catalogue: async (signal) => catalogue.parse(await find("catalogue")(signal)),
    logo: async (path) =>
      z
        .string()
        .startsWith("data:")
        .parse(await find("logo", path)(path)),
    createAttempt: async (provider, body) => {
      const sent = attemptCreate.parse(body);
      return attempt.parse(await find("createAttempt", provider, sent)(provider, sent));
    },
    attempt: async (id, signal) => attempt.parse(await find("attempt", id)(id, signal)),
    submitStep: async (id, values) => {
      const sent = attemptStep.parse({ values });
      return attempt.parse(await find("submitStep", id, sent.values)(id, sent.values));
    },
    upload: async (id, file, onProgress, signal) =>
      attempt.parse(await find("upload", id, file)(id, file, onProgress, signal)),
    cancelAttempt: async (id) => find("cancelAttempt", id)(id),
    connection: async (id, signal) => connection.parse(await find("connection", id)(id, signal)),
    patchConnection: async (id, patch) => {
      const sent = connectionPatch.parse(patch);
      return connection.parse(await find("patchConnection", id, sent)(id, patch));
    },
    testConnection: async (id) => check.parse(await find("testConnection", id)(id)),
    logs: async (id, before, signal) => logPage.parse(await find("logs", id, before)(id, before, signal)),
    disconnect: async (id) => disconnection.parse(await find("disconnect", id)(id)),
    records: async (id, kind, before, signal) =>
      recordPage.parse(await find("records", id, kind, before)(id, kind, before, signal)),
    imports: async (id, signal) => importList.parse(await find("imports", id)(id, signal)),
    undoImport: async (id, importId) => importSummary.parse(await find("undoImport", id, importId)(id, importId)),
    importErrors: async (id, importId) =>
      z.instanceof(Blob).parse(await find("importErrors", id, importId)(id, importId)),
    mails: async (id, before, signal) => mailList.parse(await find("mails", id, before)(id, before, signal)),
    decideMail: async (id, mailId, decision) => {
      const sent = mailDecision.parse({ decision });
      return mail.parse(await find("decideMail", id, mailId, sent.decision)(id, mailId, sent.decision));
    },
    deliveries: async (id, before, signal) =>
      deliveryList.parse(await find("deliveries", id, before)(id, before, signal)),
    replayDelivery: async (id, deliveryId) =>
      delivery.parse(await find("replayDelivery", id, deliveryId)(id, deliveryId)),
    replaceWebhookSecret: async (id) => webhookSecret.parse(await find("replaceWebhookSecret", id)(id)),
    rotateMailAddress: async (id) => connection.parse(await find("rotateMailAddress", id)(id)),
  };
}
