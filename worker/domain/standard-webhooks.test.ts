import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { toBytes } from "./bytes.ts";
import {
  generateWebhookSecret,
  type StandardWebhookHeaders,
  signStandardWebhook,
  verifyStandardWebhook,
} from "./standard-webhooks.ts";

const now = new Date("2026-11-20T12:00:00Z");
const seconds = now.getTime() / 1000;
const secret = `whsec_${btoa("an-old-but-honest-32-byte-secret")}`;
const otherSecret = `whsec_${btoa("a-new-and-also-honest-32b-secret")}`;
const body = '{"type":"réservation.créée","data":{"n":1}}';
const id = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";

beforeEach(() => {
  // The official library reads the machine's clock.
  vi.useFakeTimers({ now, toFake: ["Date"] });
  return () => vi.useRealTimers();
});

const signed = (timestamp: Date = now, by = secret) => signStandardWebhook({ secret: by, id, timestamp, body });

function verify(headers: StandardWebhookHeaders, more: { body?: string; secrets?: string[] } = {}) {
  return verifyStandardWebhook({ headers, body: toBytes(more.body ?? body), secrets: more.secrets ?? [secret], now });
}

/** A signature over any texts, made without the code under test. */
function signText(timestamp: string, messageId = id, payload = body, by = secret): Promise<string> {
  const key = Uint8Array.from(atob(by.slice(6)), (character) => character.charCodeAt(0));
  return crypto.subtle
    .importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"])
    .then((imported) =>
      crypto.subtle.sign("HMAC", imported, new TextEncoder().encode(`${messageId}.${timestamp}.${payload}`)),
    )
    .then((mac) => `v1,${btoa(String.fromCharCode(...new Uint8Array(mac)))}`);
}

const failed = (failure: object) => ({ ok: false, failure });

describe("a delivery", () => {
  it("signed by the official library is accepted, with its id and time", async () => {
    const headers = {
      "webhook-id": id,
      "webhook-timestamp": String(seconds),
      "webhook-signature": new Webhook(secret).sign(id, now, body),
    };
    expect(await verify(headers)).toEqual({ ok: true, value: { id, sentAt: now } });
  });

  it("signed here is accepted by the official library", async () => {
    expect(new Webhook(secret).verify(body, { ...(await signed()) })).toEqual(JSON.parse(body));
  });

  it("signed here with a generated secret is accepted by both", async () => {
    const generated = generateWebhookSecret({ bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) });
    expect(generated).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const headers = await signed(now, generated);
    expect(await verify(headers, { secrets: [generated] })).toMatchObject({ ok: true });
    expect(new Webhook(generated).verify(body, { ...headers })).toEqual(JSON.parse(body));
  });

  it("with an empty body, or bytes that are no text, is verified over the bytes as they came", async () => {
    const empty = { ...(await signed()), "webhook-signature": await signText(String(seconds), id, "") };
    expect(await verify(empty, { body: "" })).toMatchObject({ ok: true });
    const bytes = Uint8Array.of(0xff, 0xfe, 0x00);
    const replaced = new TextDecoder().decode(bytes);
    const headers = { ...(await signed()), "webhook-signature": await signText(String(seconds), id, replaced) };
    expect(await verifyStandardWebhook({ headers, body: bytes, secrets: [secret], now })).toEqual(
      failed({ reason: "no_match" }),
    );
  });

  it("is accepted at both ends of the window, and not a second beyond", async () => {
    const at = async (offset: number) => verify(await signed(new Date(now.getTime() + offset * 1000)));
    expect(await at(-300)).toMatchObject({ ok: true });
    expect(await at(300)).toMatchObject({ ok: true });
    expect(await at(-301)).toEqual(failed({ reason: "too_old", ageSeconds: 301 }));
    expect(await at(301)).toEqual(failed({ reason: "too_new", aheadSeconds: 301 }));
    expect(await at(86_400)).toEqual(failed({ reason: "too_new", aheadSeconds: 86_400 }));
  });
});

describe("several signatures and secrets", () => {
  it("any v1 signature is enough, among others and other versions", async () => {
    const good = (await signed())["webhook-signature"];
    const wrong = (await signed(now, otherSecret))["webhook-signature"];
    const asymmetric = `v1a,${btoa("x".repeat(64))}`;
    for (const list of [`${wrong} ${good}`, `${good} ${wrong}`, `${asymmetric} v2,abc ${good}`, `nonsense  ${good}`]) {
      expect(await verify({ ...(await signed()), "webhook-signature": list })).toMatchObject({ ok: true });
    }
  });

  it("while a secret is being changed both are valid, afterwards one", async () => {
    const old = await signed();
    const fresh = await signed(now, otherSecret);
    expect(await verify(old, { secrets: [otherSecret, secret] })).toMatchObject({ ok: true });
    expect(await verify(fresh, { secrets: [otherSecret, secret] })).toMatchObject({ ok: true });
    expect(await verify(old, { secrets: [otherSecret] })).toEqual(failed({ reason: "no_match" }));
  });

  it("a right signature of another version does not count", async () => {
    const [, mac] = (await signed())["webhook-signature"].split(",");
    for (const list of [
      `v2,${mac}`,
      `v1a,${mac}`,
      `V1,${mac}`,
      `v1 ${mac}`,
      `v1=${mac}`,
      `${mac}`,
      `v1,${mac},x`,
      "v1,",
    ]) {
      expect(await verify({ ...(await signed()), "webhook-signature": list })).toEqual(failed({ reason: "no_match" }));
    }
  });

  it("a long list is not a way to make us compute: only the first 16 count", async () => {
    const good = (await signed())["webhook-signature"];
    const list = [...Array(16).fill(`v1,${btoa("0".repeat(32))}`), good].join(" ");
    expect(await verify({ ...(await signed()), "webhook-signature": list })).toEqual(failed({ reason: "no_match" }));
  });
});

describe("a forged delivery", () => {
  it.each([
    ["body", {}, `${body} `],
    ["id", { "webhook-id": "msg_other" }, body],
    ["timestamp", { "webhook-timestamp": String(seconds - 1) }, body],
  ])("with another %s is refused", async (_name, change, sent) => {
    expect(await verify({ ...(await signed()), ...change }, { body: sent })).toEqual(failed({ reason: "no_match" }));
  });

  it("with one bit of the signature changed is refused, for every bit", async () => {
    const headers = await signed();
    const mac = Uint8Array.from(atob(headers["webhook-signature"].slice(3)), (character) => character.charCodeAt(0));
    for (let bit = 0; bit < mac.length * 8; bit += 1) {
      const changed = mac.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const signature = `v1,${btoa(String.fromCharCode(...changed))}`;
      expect(await verify({ ...headers, "webhook-signature": signature })).toEqual(failed({ reason: "no_match" }));
    }
  });

  it("with a signature that is cut, longer or in another alphabet is refused", async () => {
    const headers = await signed();
    const signature = headers["webhook-signature"];
    for (const other of [
      signature.slice(0, -4),
      `${signature}AAAA`,
      signature.slice(0, -1),
      signature.replaceAll("=", ""),
      `${signature}\n`,
    ]) {
      expect(await verify({ ...headers, "webhook-signature": other })).toEqual(failed({ reason: "no_match" }));
    }
  });

  it("that moves the border between id, time and body is refused", async () => {
    // One signature, two readings: ("msg", "1", "<now>.body") and ("msg.1", "<now>", "body").
    const signature = await signText("1", "msg", `${seconds}.${body}`);
    const headers = { "webhook-id": "msg.1", "webhook-timestamp": String(seconds), "webhook-signature": signature };
    expect(await verify(headers)).toEqual(failed({ reason: "malformed_id" }));
  });

  it.each(["", " ", "a b", "é", "a\u0000", "x".repeat(257)])("with the id %j is refused", async (messageId) => {
    const headers = {
      ...(await signed()),
      "webhook-id": messageId,
      "webhook-signature": await signText(String(seconds), messageId),
    };
    const reason = messageId === "" ? { reason: "missing_header", header: "webhook-id" } : { reason: "malformed_id" };
    expect(await verify(headers)).toEqual(failed(reason));
  });
});

describe("a header", () => {
  it.each(["webhook-id", "webhook-timestamp", "webhook-signature"] as const)(
    "that is missing is named: %s",
    async (header) => {
      expect(await verify({ ...(await signed()), [header]: undefined })).toEqual(
        failed({ reason: "missing_header", header }),
      );
      expect(await verify({ ...(await signed()), [header]: "" })).toEqual(failed({ reason: "missing_header", header }));
    },
  );

  it.each([
    `${seconds}abc`,
    `+${seconds}`,
    `-${seconds}`,
    `${seconds}.5`,
    ` ${seconds}`,
    `${seconds}\n`,
    "1e9",
    "0x65",
    "٣",
    "1".repeat(13),
    "NaN",
  ])("with the time %j is refused, even when it is signed", async (timestamp) => {
    const headers = {
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": await signText(timestamp),
    };
    expect(await verify(headers)).toEqual(failed({ reason: "malformed_timestamp" }));
  });
});

describe("a secret that is none", () => {
  it.each([
    "",
    "whsec_",
    "whsec_####",
    btoa("an-old-but-honest-32-byte-secret"),
    `whsec_${btoa("short")}`,
    `whsec_${btoa("x".repeat(65))}`,
    // A Stripe secret is text, not Base64 of a key: nothing may be decoded from it by accident.
    "whsec_test_51Habc_def",
  ])("is refused before anything is compared: %j", async (wrong) => {
    await expect(verify(await signed(), { secrets: [wrong] })).rejects.toThrow(RangeError);
    await expect(verify(await signed(), { secrets: [secret, wrong] })).rejects.toThrow(RangeError);
    await expect(signed(now, wrong)).rejects.toThrow(RangeError);
  });

  it("does not verify either when there is none at all", async () => {
    await expect(verify(await signed(), { secrets: [] })).rejects.toThrow(RangeError);
  });

  it("is not repeated in the error", async () => {
    await expect(verify(await signed(), { secrets: ["whsec_c4n4ry"] })).rejects.not.toThrow("c4n4ry");
  });
});
