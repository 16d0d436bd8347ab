/** What every method with a consent promises: refusal, renewal by the provider's own rule, loss of the grant, revocation. */
import { expect, test } from "vitest";
import { arrive, consent, decide, depart } from "../consent.ts";
import { connectionOf } from "../person.ts";
import { type Bench, expectRemedy, inOrder, methodOf, personOf, type Subject, withFault } from "./bench.ts";
import { promiseOfCalls, unknownIdReasons, unknownIds } from "./calls.ts";

/** The providers' own, as their documentation names them. */
const tokenPaths: ReadonlyMap<string, string> = new Map([
  ["hubspot", "/oauth/2026-03/token"],
  ["salesforce", "/services/oauth2/token"],
  ["zoho", "/oauth/v2/token"],
  ["cloudbeds", "/api/v1.3/access_token"],
  ["shopify", "/admin/oauth/access_token"],
  ["notion", "/v1/oauth/token"],
  ["google_sheets", "/token"],
  ["lightspeed", "/oauth/token"],
]);
/** Each renewal brings another refresh token, and the one before it soon dies. */
const rotates: ReadonlySet<string> = new Set(["salesforce", "cloudbeds", "shopify", "notion", "lightspeed"]);

export function batteryOfConsent(bench: () => Bench, subject: Subject): void {
  const { provider } = subject;
  const method = methodOf(provider, subject.method);
  const tokenPath = tokenPaths.get(provider);
  if (method.kind !== "oauth2" || tokenPath === undefined) throw new Error(`${subject.name} has no consent`);
  const { oauth } = method;
  const present = promiseOfCalls(bench, subject);
  const person = () => personOf(bench(), provider);
  const ofToken = (kind: "lost_answer" | "rotated_token") => ({ provider, kind, paths: [tokenPath] });
  const countRenewals = async () => (await bench().simulated.requests(provider)).get(`POST ${tokenPath}`) ?? 0;

  const hasLife = async () =>
    (await bench().inside.count("connections", "id = ? and token_expires_at is not null", present().id)) === 1;

  /** Makes the present access token worthless in the way in which it happens with this provider. */
  async function endToken(): Promise<void> {
    if (await hasLife()) return bench().inside.endAccessToken(present().id);
    await bench().simulated.order({ provider, kind: "unauthorized", times: 1 });
  }

  /** When each sealed token was written. */
  async function readTokenTimes(): Promise<ReadonlyMap<unknown, unknown>> {
    const sql = "select field, set_at from connection_secrets where connection_id = ?";
    return new Map((await bench().inside.rows(sql, present().id)).map((row) => [row["field"], row["set_at"]]));
  }

  async function renewConsent(): Promise<void> {
    const { id, settings } = await person().connection(present().id);
    const typed = method.fields.flatMap(({ name }) => (name in settings ? [[name, settings[name] ?? ""]] : []));
    const values = Object.fromEntries(typed);
    const renewal = await person().begin(provider, { method: subject.method, values, connection_id: id });
    const renewed = connectionOf(await consent(bench().stack, person(), renewal));
    expect(renewed).toMatchObject({ id, status: "connected", reason: null });
  }

  test("a consent that is refused connects nothing", inOrder, async () => {
    const attempt = await person().begin(provider, { method: subject.method, values: subject.values });
    const { authorizationUrl, cookie } = await depart(bench().stack, attempt);
    await arrive(await decide(authorizationUrl, "deny"), cookie);
    expect(await person().attempt(attempt.id)).toMatchObject({
      state: "failed",
      step: { kind: "failed", reason: "consent_denied" },
    });
    expectRemedy("consent_denied", provider);
  });

  const ids = method.fields.filter(({ name }) => name in (unknownIds[provider] ?? {}));
  test.each(ids)("an unknown $name is told as such", inOrder, async ({ name }) => {
    const values = { ...subject.values, [name]: unknownIds[provider]?.[name] ?? "" };
    const begun = await person().begin(provider, { method: subject.method, values });
    const { state, step } = await consent(bench().stack, person(), begun);
    expect(state).toBe("failed");
    expect(unknownIdReasons).toContain(step.kind === "failed" ? step.reason : undefined);
  });

  test("says how long its token lives only where the provider says so", inOrder, async () => {
    expect(await hasLife()).toBe(oauth.accessTokenLifetime !== null);
  });

  test("renews its token by the provider's own rule, twice", inOrder, async () => {
    for (const _time of ["first", "second"]) {
      const before = { renewals: await countRenewals(), times: await readTokenTimes() };
      await endToken();
      expect(await person().test(present().id)).toMatchObject({ ok: true, status: "connected" });
      expect(await countRenewals()).toBe(before.renewals + 1);
      const times = await readTokenTimes();
      expect(times.get("access_token")).not.toBe(before.times.get("access_token"));
      const isReplaced = times.get("refresh_token") !== before.times.get("refresh_token");
      expect(isReplaced).toBe(rotates.has(provider));
    }
  });

  if (oauth.accessTokenLifetime !== null)
    test("ten callers at once renew it once", inOrder, async () => {
      const before = await countRenewals();
      await bench().inside.endAccessToken(present().id);
      const checks = await Promise.all(Array.from({ length: 10 }, () => person().test(present().id)));
      expect(checks.map(({ ok }) => ok)).toEqual(checks.map(() => true));
      expect(await countRenewals()).toBe(before + 1);
    });

  test("a renewal whose answer is lost costs at most a new consent", inOrder, async () => {
    await withFault(bench(), ofToken("lost_answer"), async () => {
      await endToken();
      const check = await person().test(present().id);
      expect(check).toMatchObject({ ok: false, reason: "connection_lost", status: "connected" });
    });
    // As if the pause after a failed renewal had passed.
    await bench().inside.endAccessToken(present().id);
    const check = await person().test(present().id);
    if (check.ok) return;
    // The lost answer held the only refresh token that was still good.
    expect(rotates.has(provider)).toBe(true);
    expect(check).toMatchObject({ status: "expired", reason: "grant_revoked" });
    await renewConsent();
  });

  test("a grant that the provider took back asks for a new consent, which keeps the connection", inOrder, async () => {
    await withFault(bench(), ofToken("rotated_token"), async () => {
      await endToken();
      const check = await person().test(present().id);
      expect(check).toMatchObject({ ok: false, status: "expired", reason: "grant_revoked" });
    });
    expectRemedy("grant_revoked", provider);
    await renewConsent();
  });

  test("is disconnected, and revoked where the provider can", inOrder, async () => {
    expect(await person().disconnect(present().id)).toBe(oauth.revocation ? "revoked" : "unsupported");
    expect((await person().call("GET", `/api/connections/${present().id}`)).status).toBe(404);
  });
}
