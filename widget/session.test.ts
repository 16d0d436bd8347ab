import { expect } from "chai";
import { createSession, type GetSession, SessionError, type SessionReason, sessionFromEndpoint } from "./session.ts";

/** A host that hands out `t1`, `t2`, … and a clock that the test moves. */
function host({ lifeMs = 600_000 }: { lifeMs?: number } = {}) {
  const asked: SessionReason[] = [];
  const clock = { now: Date.parse("2026-10-14T09:30:00Z") };
  const answers: { next: "grant" | "fail" | "nonsense" } = { next: "grant" };
  const getSession: GetSession = async ({ reason }) => {
    asked.push(reason);
    if (answers.next === "fail") throw new Error("signed out");
    // What a host in plain JavaScript may answer.
    if (answers.next === "nonsense") return JSON.parse('{"token":""}');
    return { token: `t${asked.length}`, expires_at: new Date(clock.now + lifeMs).toISOString() };
  };
  const lost: SessionReason[] = [];
  const session = createSession({ getSession, now: () => clock.now, lost: (reason) => lost.push(reason) });
  return { asked, clock, answers, lost, session };
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("did not fail");
}

describe("session", () => {
  it("asks the host once, however many ask at the same time", async () => {
    const { session, asked } = host();
    expect(await Promise.all([session.token(), session.token(), session.token()])).to.deep.equal(["t1", "t1", "t1"]);
    expect(asked).to.deep.equal(["start"]);
  });

  it("keeps a token until 60 seconds before its end", async () => {
    const { session, asked, clock } = host();
    await session.token();
    clock.now += 539_999;
    expect(await session.token()).to.equal("t1");
    clock.now += 1;
    expect(await session.token()).to.equal("t2");
    expect(asked).to.deep.equal(["start", "renewal"]);
  });

  it("renews a token that lives under two minutes at half its life, not at every call", async () => {
    const { session, clock } = host({ lifeMs: 40_000 });
    await session.token();
    clock.now += 19_999;
    expect(await session.token()).to.equal("t1");
    clock.now += 1;
    expect(await session.token()).to.equal("t2");
  });

  it("uses a token that looks expired because a clock is off, instead of asking again and again", async () => {
    const { session, asked } = host({ lifeMs: -3_600_000 });
    expect(await session.token()).to.equal("t1");
    expect(await session.token()).to.equal("t1");
    expect(asked).to.have.length(1);
  });

  it("replaces a token that the API refused, once for all who met the refusal", async () => {
    const { session, asked } = host();
    const refused = await session.token();
    const renewed = await Promise.all([session.tokenAfterRefusal(refused), session.tokenAfterRefusal(refused)]);
    expect(renewed).to.deep.equal(["t2", "t2"]);
    expect(await session.tokenAfterRefusal(refused)).to.equal("t2", "the newer token was never refused");
    expect(asked).to.deep.equal(["start", "unauthorized"]);
  });

  it("renews on wake only what is near its end", async () => {
    const { session, asked, clock } = host();
    await session.wake();
    await session.token();
    await session.wake();
    expect(asked).to.deep.equal(["start"]);
    clock.now += 3_600_000;
    await session.wake();
    expect(asked).to.deep.equal(["start", "wake"]);
  });

  it("asks once when a tab wakes and asks for its token at the same time", async () => {
    const { session, asked, clock } = host();
    await session.token();
    clock.now += 3_600_000;
    await Promise.all([session.token(), session.wake()]);
    expect(asked).to.deep.equal(["start", "renewal"]);
  });

  it("fails with the reason and the host's own error, and asks anew afterwards", async () => {
    const { session, answers, lost } = host();
    answers.next = "fail";
    const error = await failureOf(session.token());
    expect(lost).to.deep.equal(["start"]);
    expect(error).to.be.instanceOf(SessionError).and.to.have.property("reason", "start");
    expect(error).to.have.nested.property("cause.message", "signed out");
    answers.next = "grant";
    expect(await session.token()).to.equal("t2");
  });

  it("refuses an answer without a token or without a time", async () => {
    const { session, answers } = host();
    answers.next = "nonsense";
    expect(await failureOf(session.token())).to.be.instanceOf(SessionError);
  });

  it("never shows the token in its errors", async () => {
    const { session, answers } = host();
    const token = await session.token();
    answers.next = "fail";
    const error = await failureOf(session.tokenAfterRefusal(token));
    expect(String(error) + JSON.stringify(error)).not.to.contain(token);
  });
});

describe("session endpoint", () => {
  const request = { reason: "start" as const, signal: AbortSignal.timeout(1000) };
  const grant = { token: "t1", expires_at: "2026-10-14T09:40:00Z" };

  it("posts to the page's own origin with its cookies, as JSON, following no redirect", async () => {
    const seen: { url: string; init: RequestInit }[] = [];
    const getSession = sessionFromEndpoint("/speedai/session?x=1", async (url, init = {}) => {
      seen.push({ url: String(url), init });
      return Response.json(grant);
    });
    expect(await getSession(request)).to.deep.equal(grant);
    expect(seen[0]?.url).to.equal(`${location.origin}/speedai/session?x=1`);
    expect(seen[0]?.init).to.include({ method: "POST", credentials: "same-origin", redirect: "error" });
    expect(seen[0]?.init.body).to.equal('{"reason":"start"}');
  });

  for (const elsewhere of ["https://evil.example/session", "//evil.example/session", "data:application/json,{}"]) {
    it(`sends nothing to ${elsewhere}`, async () => {
      let sent = 0;
      const getSession = sessionFromEndpoint(elsewhere, async () => {
        sent += 1;
        return Response.json(grant);
      });
      await failureOf(getSession(request));
      expect(sent).to.equal(0);
    });
  }

  it("fails when the host answers with an error or with something else", async () => {
    const refuse = sessionFromEndpoint("/session", async () => new Response("signed out", { status: 401 }));
    const nonsense = sessionFromEndpoint("/session", async () => Response.json({ token: 5 }));
    expect(String(await failureOf(refuse(request)))).to.contain("401");
    expect(await failureOf(nonsense(request))).to.be.instanceOf(TypeError);
  });
});
