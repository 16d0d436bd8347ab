import { createHmac, randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { sidecarSignedContent } from "../schema/wire/index.ts";
import { createSignatureGate, type SignatureGate, type SignedHead } from "./signature.ts";

const startedAtSeconds = 1_800_000_000;
const current = { id: "new", bytes: randomBytes(32) };
const former = { id: "old", bytes: randomBytes(32) };
const text = '{"engine":"postgresql","password":"hôtel"}';
const body = Buffer.from(text);

let nowSeconds: number;
let gate: SignatureGate;

beforeEach(() => {
  nowSeconds = startedAtSeconds + 1_000;
  gate = createSignatureGate({ keys: [current, former], startedAtSeconds, nowSeconds: () => nowSeconds });
});

/** As the contract says: HMAC-SHA256 of "id.timestamp.METHOD.path.body". */
function sign(changes: Partial<SignedHead> = {}, { key = current.bytes, signed = text } = {}): SignedHead {
  const unsigned = {
    id: randomBytes(16).toString("hex"),
    timestamp: String(nowSeconds),
    method: "POST",
    path: "/v1/check",
    ...changes,
  };
  const content = sidecarSignedContent({ ...unsigned, body: signed });
  const signature = `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
  return { ...unsigned, signature, ...changes };
}

describe("createSignatureGate", () => {
  it("lets a signed request pass", () => {
    expect(gate.judge(sign(), body)).toBeUndefined();
  });

  it("takes the former key as long as it is configured", () => {
    expect(gate.judge(sign({}, { key: former.bytes }), body)).toBeUndefined();
  });

  it.each([
    ["another key", () => sign({}, { key: randomBytes(32) })],
    ["another body", () => sign({}, { signed: text.replace("hôtel", "hotel") })],
    ["no body", () => sign({}, { signed: "" })],
    ["another path", () => ({ ...sign(), path: "/v1/fetch" })],
    ["a query that was not there", () => ({ ...sign(), path: "/v1/check?x" })],
    ["another method", () => ({ ...sign(), method: "PUT" })],
    ["another id", () => ({ ...sign(), id: randomBytes(16).toString("hex") })],
    ["another time", () => ({ ...sign(), timestamp: String(nowSeconds - 1) })],
    ["a signature of zeros", () => ({ ...sign(), signature: `v1,${Buffer.alloc(32).toString("base64")}` })],
  ])("refuses a request with %s as forged", (_case, make) => {
    expect(gate.judge(make(), body)).toBe("forged");
  });

  it.each([
    ["", "no time"],
    ["1800001000abc", "trailing letters"],
    ["0x6b49d200", "hexadecimal"],
    ["+1800001000", "a sign"],
    ["1800001000.5", "a fraction"],
    [" 1800001000", "white space"],
    ["18e8", "an exponent"],
    ["1800001000000", "milliseconds"],
  ])("refuses the time %j (%s)", (timestamp) => {
    expect(gate.judge(sign({ timestamp }), body)).toBe("malformed");
  });

  it.each(["", "v1,", "v1", "v2,AAAA", "AAAA", "v1,not base64!"])("refuses the signature %j", (signature) => {
    expect(gate.judge(sign({ signature }), body)).toBe("malformed");
  });

  it("refuses several signatures, a second version and a shortened one", () => {
    const { signature } = sign();
    for (const changed of [`${signature} ${signature}`, signature.replace("v1", "v2"), signature.slice(0, -4)]) {
      expect(gate.judge(sign({ signature: changed }), body)).toBe("malformed");
    }
  });

  it.each(["", "short", "x".repeat(129), "id with spaces and more", 'line\n"break"-in-an-id'])(
    "refuses the id %j, which could not stand in a log line or could repeat",
    (id) => {
      expect(gate.judge(sign({ id }), body)).toBe("malformed");
    },
  );

  it.each([
    [-60, undefined],
    [-61, "stale"],
    [60, undefined],
    [61, "stale"],
    [86_400, "stale"],
  ])("judges a request signed %i seconds from now as %s", (offset, verdict) => {
    expect(gate.judge(sign({ timestamp: String(nowSeconds + offset) }), body)).toBe(verdict);
  });

  it("refuses what was signed before this process began, also within the window", () => {
    nowSeconds = startedAtSeconds + 10;
    expect(gate.judge(sign({ timestamp: String(startedAtSeconds - 1) }), body)).toBe("stale");
    expect(gate.judge(sign({ timestamp: String(startedAtSeconds) }), body)).toBeUndefined();
  });

  it("takes an id once, as long as its request could pass", () => {
    const head = sign({ timestamp: String(nowSeconds + 60) });
    expect(gate.judge(head, body)).toBeUndefined();
    expect(gate.judge(head, body)).toBe("replayed");
    nowSeconds += 120;
    expect(gate.judge(head, body)).toBe("replayed");
    nowSeconds += 1;
    expect(gate.judge(head, body)).toBe("stale");
  });

  it("does not let a forged request use up an id", () => {
    const head = sign();
    expect(gate.judge({ ...head, signature: sign().signature }, body)).toBe("forged");
    expect(gate.judge(head, body)).toBeUndefined();
  });

  it("tells two bodies apart that read the same as text", () => {
    const [one, other] = [Buffer.from([0x22, 0xff, 0x22]), Buffer.from([0x22, 0xfe, 0x22])];
    expect(one.toString()).toBe(other.toString());
    expect(gate.judge(sign({}, { signed: one.toString() }), other)).toBe("forged");
  });

  it("refuses rather than forgets when too many ids are remembered, and goes on when they are stale", () => {
    const crowded = createSignatureGate({ keys: [current], startedAtSeconds, nowSeconds: () => nowSeconds, maxIds: 2 });
    const first = sign();
    expect(crowded.judge(first, body)).toBeUndefined();
    expect(crowded.judge(sign(), body)).toBeUndefined();
    expect(crowded.judge(sign(), body)).toBe("crowded");
    expect(crowded.judge(first, body)).toBe("replayed");
    nowSeconds += 61;
    expect(crowded.judge(sign(), body)).toBeUndefined();
  });
});
