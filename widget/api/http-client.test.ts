import { expect } from "chai";
import type { Prover } from "../proof.ts";
import { type Session, SessionError } from "../session.ts";
import { attempt, steps } from "../testing/attempts.ts";
import { check, connection } from "../testing/connections.ts";
import { delivery, importSummary, mail } from "../testing/records.ts";
import { ApiError } from "./client.ts";
import { createApiClient } from "./http-client.ts";

interface Seen {
  readonly url: string;
  readonly init: RequestInit;
}

/** A client whose requests are kept and answered one after the other; the last answer repeats. */
function clientAnswering(...answers: (() => Response | Promise<Response>)[]) {
  const seen: Seen[] = [];
  const tokens = { now: "t1", renewals: 0 };
  const session: Session = {
    token: async () => tokens.now,
    tokenAfterRefusal: async () => {
      tokens.renewals += 1;
      tokens.now = `t${tokens.renewals + 1}`;
      return tokens.now;
    },
    wake: async () => {},
  };
  const prover: Prover = {
    prove: async ({ method, url, token }) => `${method} ${url} for ${token}`,
    learnTime: () => false,
    giveUp: () => {},
  };
  const client = createApiClient({
    base: "https://api.speedai.example/v1/",
    session,
    prover,
    locale: "fr-CH",
    fetch: async (url, init = {}) => {
      seen.push({ url: String(url), init });
      const answer = answers[Math.min(seen.length, answers.length) - 1];
      if (!answer) throw new TypeError("Failed to fetch");
      return answer();
    },
  });
  return { client, seen, tokens, session, prover };
}

const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status });
const problem = (status: number, code: string) => () =>
  new Response(JSON.stringify({ type: `urn:${code}`, title: code, status, code, detail: code, request_id: "req_1" }), {
    status,
    headers: { "content-type": "application/problem+json; charset=utf-8" },
  });

async function failureOf(promise: Promise<unknown>): Promise<ApiError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error("did not fail");
}

describe("API client", () => {
  it("sends the session's token and the language, no cookie, and follows no redirect", async () => {
    const { client, seen } = clientAnswering(json({ integrations: [] }));
    expect(await client.catalogue()).to.deep.equal({ integrations: [] });
    expect(seen[0]?.url).to.equal("https://api.speedai.example/v1/api/integrations");
    expect(seen[0]?.init).to.include({ method: "GET", credentials: "omit", redirect: "error", cache: "no-store" });
    expect(seen[0]?.init.headers).to.deep.equal({
      authorization: "Bearer t1",
      dpop: "GET https://api.speedai.example/v1/api/integrations for t1",
      accept: "application/json",
      "accept-language": "fr-CH",
    });
  });

  const connected = connection();
  const opened = attempt(steps.form);
  const calls: {
    title: string;
    run: (client: ReturnType<typeof createApiClient>) => Promise<unknown>;
    request: string;
    body?: unknown;
    answer: unknown;
  }[] = [
    {
      title: "createAttempt",
      run: (client) => client.createAttempt("pipedrive", { method: "credentials" }),
      request: "POST /api/integrations/pipedrive/attempts",
      body: { method: "credentials" },
      answer: opened,
    },
    { title: "attempt", run: (client) => client.attempt("att_1"), request: "GET /api/attempts/att_1", answer: opened },
    {
      title: "submitStep",
      run: (client) => client.submitStep("att_1", { choice: "17" }),
      request: "POST /api/attempts/att_1/steps",
      body: { values: { choice: "17" } },
      answer: opened,
    },
    {
      title: "cancelAttempt",
      run: (client) => client.cancelAttempt("att_1"),
      request: "DELETE /api/attempts/att_1",
      answer: undefined,
    },
    {
      title: "connection",
      run: (client) => client.connection("con_1"),
      request: "GET /api/connections/con_1",
      answer: connected,
    },
    {
      title: "patchConnection",
      run: (client) => client.patchConnection("con_1", { label: "Lyon" }),
      request: "PATCH /api/connections/con_1",
      body: { label: "Lyon" },
      answer: connected,
    },
    {
      title: "testConnection",
      run: (client) => client.testConnection("con_1"),
      request: "POST /api/connections/con_1/test",
      answer: check(),
    },
    {
      title: "logs",
      run: (client) => client.logs("con_1", "log 9/8"),
      request: "GET /api/connections/con_1/logs?before=log%209%2F8",
      answer: { entries: [], next: null },
    },
    {
      title: "disconnect",
      run: (client) => client.disconnect("con_1"),
      request: "DELETE /api/connections/con_1",
      answer: { revoked: "revoked" },
    },
    {
      title: "records",
      run: (client) => client.records("con_1", "customer"),
      request: "GET /api/connections/con_1/records?kind=customer",
      answer: { records: [], counts: { booking: 0, customer: 0 }, next: null },
    },
    {
      title: "records of another page",
      run: (client) => client.records("con_1", "booking", "rec 9/8"),
      request: "GET /api/connections/con_1/records?kind=booking&before=rec%209%2F8",
      answer: { records: [], counts: { booking: 0, customer: 0 }, next: null },
    },
    {
      title: "imports",
      run: (client) => client.imports("con_1"),
      request: "GET /api/connections/con_1/imports",
      answer: { imports: [] },
    },
    {
      title: "undoImport",
      run: (client) => client.undoImport("con_1", "imp/1"),
      request: "POST /api/connections/con_1/imports/imp%2F1/undo",
      answer: importSummary(),
    },
    {
      title: "mails",
      run: (client) => client.mails("con_1", "mail 9"),
      request: "GET /api/connections/con_1/mails?before=mail%209",
      answer: { mails: [], next: null },
    },
    {
      title: "decideMail",
      run: (client) => client.decideMail("con_1", "mail_1", "discard"),
      request: "POST /api/connections/con_1/mails/mail_1",
      body: { decision: "discard" },
      answer: mail(),
    },
    {
      title: "deliveries",
      run: (client) => client.deliveries("con_1", "dlv 9"),
      request: "GET /api/connections/con_1/deliveries?before=dlv%209",
      answer: { deliveries: [], next: null },
    },
    {
      title: "replayDelivery",
      run: (client) => client.replayDelivery("con_1", "dlv/1"),
      request: "POST /api/connections/con_1/deliveries/dlv%2F1/replay",
      answer: delivery(),
    },
    {
      title: "replaceWebhookSecret",
      run: (client) => client.replaceWebhookSecret("con/1"),
      request: "POST /api/connections/con%2F1/webhook-secret",
      answer: { items: [], previous_valid_until: null },
    },
    {
      title: "rotateMailAddress",
      run: (client) => client.rotateMailAddress("con_1"),
      request: "POST /api/connections/con_1/mail-address",
      answer: connected,
    },
  ];
  for (const { title, run, request, body, answer } of calls) {
    it(`${title} is ${request}`, async () => {
      const { client, seen } = clientAnswering(json(answer ?? null));
      const given = await run(client);
      const { pathname, search } = new URL(seen[0]?.url ?? "");
      expect(`${seen[0]?.init.method} ${pathname.replace(/^\/v1/, "")}${search}`).to.equal(request);
      expect(seen[0]?.init.body).to.equal(body === undefined ? undefined : JSON.stringify(body));
      expect(given).to.deep.equal(answer);
    });
  }

  it("does not let an id leave its place in the path", async () => {
    const { client, seen } = clientAnswering(json(connected));
    await client.connection("../attempts/att_1?x");
    expect(seen[0]?.url).to.equal("https://api.speedai.example/v1/api/connections/..%2Fattempts%2Fatt_1%3Fx");
  });

  it("tries once more with a new token after 401, and only once", async () => {
    const once = clientAnswering(problem(401, "session_expired"), json({ integrations: [] }));
    await once.client.catalogue();
    expect(once.seen.map(({ init }) => new Headers(init.headers).get("authorization"))).to.deep.equal([
      "Bearer t1",
      "Bearer t2",
    ]);

    const always = clientAnswering(problem(401, "unauthenticated"));
    expect(await failureOf(always.client.catalogue())).to.have.nested.property("problem.code", "unauthenticated");
    expect(always.seen).to.have.length(2);
    expect(always.tokens.renewals).to.equal(1);
  });

  it("gives the API's problem as it is, with its fields and its request id", async () => {
    const { client, seen } = clientAnswering(problem(422, "invalid_request"));
    const { problem: told } = await failureOf(client.createAttempt("hubspot", { method: "oauth2" }));
    expect(told).to.include({ status: 422, code: "invalid_request", request_id: "req_1" });
    expect(seen).to.have.length(1);
  });

  const silences: [title: string, answer: () => Response | Promise<Response>][] = [
    ["no network", () => Promise.reject(new TypeError("Failed to fetch"))],
    [
      "a proxy's error page",
      () => new Response("<h1>502</h1>", { status: 502, headers: { "content-type": "text/html" } }),
    ],
    [
      "a problem document that is none",
      () => new Response('{"code":5}', { status: 500, headers: { "content-type": "application/problem+json" } }),
    ],
    [
      "a problem document that was cut off",
      () => new Response('{"code":"int', { status: 500, headers: { "content-type": "application/problem+json" } }),
    ],
    ["a page instead of JSON", () => new Response("<html>", { status: 200 })],
  ];
  for (const [title, answer] of silences) {
    it(`counts ${title} as no answer, once, without another try`, async () => {
      const { client, seen } = clientAnswering(answer);
      expect(await failureOf(client.catalogue())).to.have.property("problem", null);
      expect(seen).to.have.length(1);
    });
  }

  it("says that the session failed, and sends nothing", async () => {
    const { client, seen, session } = clientAnswering(json({}));
    session.token = () => Promise.reject(new SessionError("start"));
    expect((await failureOf(client.catalogue())).cause).to.be.instanceOf(SessionError);
    expect(seen).to.have.length(0);
  });

  it("lets the caller's own abort through as what it is", async () => {
    const abort = new AbortController();
    const { client } = clientAnswering(() => {
      abort.abort();
      return Promise.reject(abort.signal.reason);
    });
    const error = await client.catalogue(abort.signal).catch((cause: unknown) => cause);
    expect(error).to.be.instanceOf(DOMException).and.to.have.property("name", "AbortError");
  });
});

describe("the file of refused rows", () => {
  const csv = "\uFEFFline;error;Date\r\n4;unreadable_date;31/06/2026\r\n";
  const answer = () => new Response(csv, { headers: { "content-type": "text/csv; charset=utf-8" } });

  it("is asked for as CSV, with the session's token, and comes byte by byte as it was sent", async () => {
    const { client, seen } = clientAnswering(answer);
    const file = await client.importErrors("con_1", "imp_1");
    expect(seen[0]?.url).to.equal("https://api.speedai.example/v1/api/connections/con_1/imports/imp_1/errors");
    expect(new Headers(seen[0]?.init.headers).get("authorization")).to.equal("Bearer t1");
    expect(new Headers(seen[0]?.init.headers).get("accept")).to.equal("text/csv");
    expect(new Uint8Array(await file.arrayBuffer())).to.deep.equal(new TextEncoder().encode(csv));
    expect(file.type).to.match(/^text\/csv; ?charset=utf-8$/);
  });

  it("is asked for again with a new token, and a refusal stays a refusal", async () => {
    const renewed = clientAnswering(problem(401, "session_expired"), answer);
    await renewed.client.importErrors("con_1", "imp_1");
    expect(renewed.seen).to.have.length(2);
    const { client } = clientAnswering(problem(404, "not_found"));
    expect(await failureOf(client.importErrors("con_1", "imp_1"))).to.have.nested.property("problem.code", "not_found");
  });

  it("counts as no answer when it breaks off on the way", async () => {
    const { client } = clientAnswering(() => {
      const broken = new ReadableStream({
        start: (controller) => controller.enqueue(new Uint8Array([1])),
        pull: (controller) => controller.error(new TypeError("network lost")),
      });
      return new Response(broken, { headers: { "content-type": "text/csv" } });
    });
    expect(await failureOf(client.importErrors("con_1", "imp_1"))).to.have.property("problem", null);
  });
});

describe("logos", () => {
  const svg = () => new Response("<svg/>", { headers: { "content-type": "image/svg+xml" } });

  it("come without a token, as a data: URL, once per address", async () => {
    const { client, seen } = clientAnswering(svg);
    const [one, again] = await Promise.all([client.logo("/a.svg"), client.logo("/a.svg")]);
    expect(one)
      .to.equal(`data:image/svg+xml;base64,${btoa("<svg/>")}`)
      .and.to.equal(again);
    expect(seen).to.have.length(1);
    expect(seen[0]?.init.headers).to.equal(undefined);
    expect(seen[0]?.init.credentials).to.equal("omit");
  });

  it("may be asked for again after a failure", async () => {
    const { client } = clientAnswering(() => new Response("", { status: 503 }), svg);
    await failureOf(client.logo("/a.svg"));
    expect(await client.logo("/a.svg")).to.match(/^data:image\/svg\+xml/);
  });

  it("are refused when they are not pictures", async () => {
    const { client } = clientAnswering(() => new Response("<script>", { headers: { "content-type": "text/html" } }));
    await failureOf(client.logo("/a.svg"));
  });
});

describe("upload", () => {
  // The test server answers 404 to a POST: enough to see a refusal and what was sent on the way.
  it("tells its progress and reports a refusal without a problem document as no answer", async () => {
    const { session, prover } = clientAnswering();
    const client = createApiClient({ base: location.origin, session, prover, locale: "fr", fetch });
    const told: [number, number][] = [];
    const file = new Blob(["nom;date\n".repeat(1000)], { type: "text/csv" });
    const error = await failureOf(client.upload("att_1", file, (sent, total) => told.push([sent, total])));
    expect(error.problem).to.equal(null);
    expect(String(error.cause)).to.contain("404");
    expect(told.at(-1)).to.deep.equal([file.size, file.size]);
  });

  it("sends nothing when it was called off before it began", async () => {
    const { session, prover } = clientAnswering();
    const client = createApiClient({ base: location.origin, session, prover, locale: "fr", fetch });
    const told: number[] = [];
    const error = await client
      .upload("att_1", new Blob(["a"]), (sent) => told.push(sent), AbortSignal.abort())
      .catch((cause: unknown) => cause);
    expect(error).to.have.property("name", "AbortError");
    expect(told).to.deep.equal([]);
  });
});
