import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { toBytes } from "./bytes.ts";
import { verifyStripeSignature } from "./stripe-signature.ts";

const stripe = new Stripe("sk_test_nothing_is_called");
const now = new Date("2026-11-20T12:00:00Z");
const seconds = now.getTime() / 1000;
const secret = "whsec_5f0bQ2hUJ9zXkYv3LmNpRtWs";
const otherSecret = "whsec_aNewOneWhileRolling123456";
const body = '{"id":"evt_1","object":"event","data":{"object":{"name":"Café"}}}';

const header = (options: { timestamp?: number; secret?: string; payload?: string } = {}) =>
  stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: seconds, ...options });

const hex = (options: Parameters<typeof header>[0] = {}) => header(options).split("v1=")[1] ?? "";

function verify(value: string | undefined, more: { body?: string; secrets?: string[] } = {}) {
  return verifyStripeSignature({
    header: value,
    body: toBytes(more.body ?? body),
    secrets: more.secrets ?? [secret],
    now,
  });
}

const accepted = { ok: true, value: { sentAt: now } };
const failed = (failure: object) => ({ ok: false, failure });

describe("an event", () => {
  it("signed by the official library is accepted", async () => {
    expect(await verify(header())).toEqual(accepted);
  });

  it("whose bytes are no text is verified over the bytes as they came", async () => {
    const bytes = Uint8Array.of(0xff, 0xfe, 0x00);
    const replaced = header({ payload: new TextDecoder().decode(bytes) });
    expect(await verifyStripeSignature({ header: replaced, body: bytes, secrets: [secret], now })).toEqual(
      failed({ reason: "no_match" }),
    );
    expect(await verify(replaced, { body: new TextDecoder().decode(bytes) })).toEqual(accepted);
  });

  it("is accepted at both ends of the window, and not a second beyond", async () => {
    const at = (offset: number) => verify(header({ timestamp: seconds + offset }));
    expect(await at(-300)).toMatchObject({ ok: true });
    expect(await at(300)).toMatchObject({ ok: true });
    expect(await at(-301)).toEqual(failed({ reason: "too_old", ageSeconds: 301 }));
    expect(await at(301)).toEqual(failed({ reason: "too_new", aheadSeconds: 301 }));
  });

  it("a day ahead is refused, although the official library takes it", async () => {
    const ahead = header({ timestamp: seconds + 86_400 });
    expect(await verify(ahead)).toEqual(failed({ reason: "too_new", aheadSeconds: 86_400 }));
    expect(stripe.webhooks.constructEvent(body, ahead, secret, 300, undefined, now.getTime()).id).toBe("evt_1");
  });

  it("is accepted while a secret is rolled: two signatures from Stripe, or two secrets here", async () => {
    const rolling = `t=${seconds},v1=${hex({ secret: otherSecret })},v1=${hex()}`;
    expect(await verify(rolling)).toEqual(accepted);
    expect(await verify(rolling, { secrets: [otherSecret] })).toEqual(accepted);
    expect(await verify(header(), { secrets: [otherSecret, secret] })).toEqual(accepted);
    expect(await verify(header(), { secrets: [otherSecret] })).toEqual(failed({ reason: "no_match" }));
  });

  it("may carry other schemes and spaces after commas; another scheme alone is nothing", async () => {
    expect(await verify(`t=${seconds}, v0=${"0".repeat(64)}, v1=${hex()}`)).toEqual(accepted);
    for (const scheme of ["v0", "v2", "V1", "v1 ", ""]) {
      expect(await verify(`t=${seconds},${scheme}=${hex()}`)).toEqual(failed({ reason: "no_match" }));
    }
  });
});

describe("a forged event", () => {
  it("with another body, time or secret is refused", async () => {
    expect(await verify(header(), { body: `${body} ` })).toEqual(failed({ reason: "no_match" }));
    expect(await verify(`t=${seconds - 1},v1=${hex()}`)).toEqual(failed({ reason: "no_match" }));
    expect(await verify(header({ secret: `${secret}x` }))).toEqual(failed({ reason: "no_match" }));
  });

  it("with one bit of the signature changed is refused, for every bit", async () => {
    const good = hex();
    for (let bit = 0; bit < 256; bit += 1) {
      const byte = Number.parseInt(good.slice((bit >> 3) * 2, (bit >> 3) * 2 + 2), 16) ^ (1 << (bit & 7));
      const changed =
        good.slice(0, (bit >> 3) * 2) + byte.toString(16).padStart(2, "0") + good.slice((bit >> 3) * 2 + 2);
      expect(await verify(`t=${seconds},v1=${changed}`)).toEqual(failed({ reason: "no_match" }));
    }
  });

  it("with a signature that is cut, longer or in Base64 is refused", async () => {
    const base64 = btoa(String.fromCharCode(...(hex().match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))));
    for (const other of ["", hex().slice(0, 62), hex().slice(1), `${hex()}00`, base64]) {
      expect(await verify(`t=${seconds},v1=${other}`)).toEqual(failed({ reason: "no_match" }));
    }
  });

  it("made with the decoded secret, as Standard Webhooks would, is refused", async () => {
    const decoded = String.fromCharCode(...new TextEncoder().encode(atob(secret.slice(6))));
    expect(await verify(header({ secret: decoded }))).toEqual(failed({ reason: "no_match" }));
    expect(await verify(header({ secret: secret.slice(6) }))).toEqual(failed({ reason: "no_match" }));
  });

  it("with two times is refused, in either order", async () => {
    const old = header({ timestamp: seconds - 86_400 });
    expect(await verify(`t=${seconds},${old}`)).toEqual(failed({ reason: "malformed_timestamp" }));
    expect(await verify(`${old},t=${seconds}`)).toEqual(failed({ reason: "malformed_timestamp" }));
  });
});

describe("a header", () => {
  it.each([undefined, ""])("that is missing is refused: %j", async (value) => {
    expect(await verify(value)).toEqual(failed({ reason: "missing_header" }));
  });

  it.each([
    "nonsense",
    "v1=00",
    "t=,v1=00",
    `t=${seconds}abc,v1=00`,
    `t=-${seconds},v1=00`,
    `t=${seconds}.0,v1=00`,
    "t=1e9,v1=00",
    `T=${seconds},v1=00`,
  ])("without a time in digits is refused: %j", async (value) => {
    expect(await verify(value)).toEqual(failed({ reason: "malformed_timestamp" }));
  });

  it("with a time and nothing else is refused", async () => {
    expect(await verify(`t=${seconds}`)).toEqual(failed({ reason: "no_match" }));
  });
});

it.each([[[]], [[""]], [[secret, ""]]])("without a secret nothing is verified: %j", async (secrets) => {
  await expect(verify(header(), { secrets })).rejects.toThrow(RangeError);
});
