/** What every method that calls a provider promises, and what those with typed keys promise besides. */
import { describe, expect, test } from "vitest";
import type { Connection, FieldValues, Reason } from "../../../schema/wire/index.ts";
import type { FaultKind } from "../../simulators/define.ts";
import {
  type Bench,
  connect,
  expectRemedy,
  inOrder,
  methodOf,
  personOf,
  recover,
  retryAfterSeconds,
  type Subject,
  testUntilSaid,
  withFault,
} from "./bench.ts";

const faults: readonly { readonly kind: FaultKind; readonly reasons: readonly Reason[] }[] = [
  { kind: "unauthorized", reasons: ["bad_credentials", "credentials_expired"] },
  { kind: "forbidden", reasons: ["rights_missing", "unknown_id", "account_frozen"] },
  { kind: "rate_limited", reasons: ["rate_limited", "quota_exhausted"] },
  { kind: "server_error", reasons: ["provider_down"] },
  { kind: "html", reasons: ["unexpected_answer"] },
  { kind: "redirect", reasons: ["redirect_refused"] },
  {
    kind: "error_in_200",
    reasons: [
      "unexpected_answer",
      "provider_down",
      "bad_credentials",
      "grant_revoked",
      "unknown_id",
      "rights_missing",
      "rate_limited",
    ],
  },
];

/** OpenTable's "Permission denied" proves the key: the product is not in the contract. */
const provesByRefusal: ReadonlySet<string> = new Set(["opentable"]);

/** An identifier of the right form that the simulator does not know. */
export const unknownIds: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  monday: { board_id: "9999999999" },
  zenchef: { restaurant_id: "999999" },
  thefork: { restaurant_id: "00000000-0000-4000-8000-000000000000" },
  opentable: { restaurant_id: "999999" },
  resy: { venue_id: "999999" },
  lightspeed: { location_id: "999999" },
  mews: { hotel_id: "00000000-0000-4000-8000-000000000000" },
  airtable: { base_id: "appAAAAAAAAAAAAAA", table_id: "tblAAAAAAAAAAAAAA" },
  notion: { database_id: "00000000000000000000000000000000" },
  google_sheets: { spreadsheet_id: "1UnknownSheet_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
};
/** Providers that do not tell an unknown identifier from a foreign one answer with a missing right. */
export const unknownIdReasons: readonly Reason[] = ["unknown_id", "rights_missing"];

/** The first tests of a method; gives the connection that its further tests go on with. */
export function promiseOfCalls(bench: () => Bench, subject: Subject): () => Connection {
  const { provider } = subject;
  let connection: Connection | undefined;
  let paths: readonly string[] = [];
  const present = () => {
    if (!connection) throw new Error(`${subject.name} is not connected`);
    return connection;
  };

  test("connects, names the account, and is tested", inOrder, async () => {
    const made = await connect(bench(), subject);
    connection = made;
    paths = await bench().simulated.pathsAsked(provider, async () => {
      const check = await personOf(bench(), provider).test(made.id);
      expect(check).toMatchObject({ ok: true, status: "connected", reason: null });
      expect(check.steps.map(({ name }) => name)).toEqual(expect.arrayContaining(["network", "tls"]));
    });
    expect(paths.length).toBeGreaterThan(0);
    expect(connection).toMatchObject({ status: "connected", provider, method: subject.method });
    expect(connection.account?.label).toBeTruthy();
  });

  const told = faults.filter(({ kind }) => kind !== "forbidden" || !provesByRefusal.has(provider));
  test.each(told)("$kind is told with status and remedy, and heals", inOrder, async ({ kind, reasons }) => {
    const { id } = present();
    const person = personOf(bench(), provider);
    const check = await withFault(bench(), { provider, kind, paths }, () => testUntilSaid(bench(), present()));
    const reason = check.reason ?? "internal";
    expect(reasons).toContain(reason);
    expectRemedy(reason, provider);
    if (kind === "rate_limited") expect(check.retry_after).toBe(retryAfterSeconds);
    expect(check.steps.at(-1)).toMatchObject({ ok: false, code: reason });
    expect(await person.connection(id)).toMatchObject({ status: check.status, reason });
    expect((await person.logs(id))[0]).toMatchObject({ code: "test_failed", params: { reason } });
    await recover(bench(), present());
  });
  return present;
}

/** Another value of the same form. */
function otherThan(secret: string): string {
  return secret.replace(/[a-z0-9](?=[^a-z0-9]*$)/i, (last) => {
    if (/\d/.test(last)) return last === "1" ? "2" : "1";
    return last === "a" ? "b" : "a";
  });
}

export function batteryOfKeys(bench: () => Bench, subject: Subject): void {
  const { provider, method } = subject;
  const present = promiseOfCalls(bench, subject);
  const person = () => personOf(bench(), provider);
  const typed = methodOf(provider, method).fields.filter(({ name }) => name in subject.values);
  const secrets = typed.filter(({ type, name }) => type === "secret" && name !== "webhook_secret");
  const ids = typed.filter(({ name }) => name in (unknownIds[provider] ?? {}));
  const begin = (values: FieldValues) => person().begin(provider, { method, values: { ...subject.values, ...values } });
  const countOwn = async () => (await person().connections()).filter((one) => one.provider === provider).length;

  test.each(secrets)("a wrong $name connects nothing, and is not repeated", inOrder, async ({ name }) => {
    const wrong = otherThan(String(subject.values[name]));
    const before = await countOwn();
    const attempt = await begin({ [name]: wrong });
    const refused = { kind: "form", check: { ok: false, reason: "bad_credentials" } };
    expect(attempt).toMatchObject({ state: "open", step: refused });
    expect(JSON.stringify(attempt)).not.toContain(wrong);
    expect(await countOwn()).toBe(before);
    const changed = await person().change(present().id, { [name]: wrong });
    expect(changed.status).toBe(422);
    expect(await changed.json()).toMatchObject({
      reason: "bad_credentials",
      errors: [{ code: "rejected_by_provider" }],
    });
    expect((await person().test(present().id)).ok).toBe(true);
  });

  test.each(ids)("an unknown $name is told as such", inOrder, async ({ name }) => {
    const { step } = await begin({ [name]: unknownIds[provider]?.[name] ?? "" });
    expect(unknownIdReasons).toContain(step.kind === "form" ? step.check?.reason : undefined);
    expect(step).toMatchObject({ errors: [{ field: `values.${name}`, code: "rejected_by_provider" }] });
  });

  test("is disconnected, and gone", inOrder, async () => {
    expect(await person().disconnect(present().id)).toBe("unsupported");
    expect((await person().call("GET", `/api/connections/${present().id}`)).status).toBe(404);
  });
}

export function batteryOfSilence(bench: () => Bench, subject: Subject): void {
  describe("a provider that never answers", inOrder, () => {
    test("is silent after ten seconds, and forgiven once", inOrder, async () => {
      const connection = await connect(bench(), subject);
      const person = personOf(bench(), subject.provider);
      await withFault(bench(), { provider: subject.provider, kind: "hang", paths: ["/"] }, async () => {
        const check = await person.test(connection.id);
        expect(check).toMatchObject({ ok: false, status: "connected", reason: "server_silent" });
      });
      expectRemedy("server_silent", subject.provider);
      expect((await person.test(connection.id)).ok).toBe(true);
    });
  });
}
