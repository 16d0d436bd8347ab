import { beforeAll, describe, expect, it } from "vitest";
import { encodeBase64Url } from "./base64.ts";
import { toBytes } from "./bytes.ts";
import { hmacSha256 } from "./hash.ts";
import { judgeProof, proofWindowSeconds } from "./proof.ts";

const now = new Date("2026-11-23T08:00:00Z");
const seconds = now.getTime() / 1_000;
const request = {
  method: "POST",
  addresses: ["https://api.speedai.example/api/connections/con_1/test"],
  token: "sat_s1.token",
};

let pair: CryptoKeyPair;
let other: CryptoKeyPair;
let header: Record<string, unknown>;
let claims: Record<string, unknown>;

async function makeKeys(): Promise<CryptoKeyPair> {
  const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  if (!("privateKey" in keys)) throw new Error("ECDSA keys come in pairs");
  return keys;
}
const encode = (value: unknown) => encodeBase64Url(toBytes(JSON.stringify(value)));

async function publicJwk(key: CryptoKey): Promise<JsonWebKey> {
  const jwk = await crypto.subtle.exportKey("jwk", key);
  if (jwk instanceof ArrayBuffer) throw new Error("a JWK is no buffer");
  return jwk;
}

beforeAll(async () => {
  [pair, other] = [await makeKeys(), await makeKeys()];
  const { kty, crv, x, y } = await publicJwk(pair.publicKey);
  header = { typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } };
  claims = {
    jti: "0123456789abcdefghijkl",
    htm: "POST",
    htu: request.addresses[0],
    iat: seconds,
    ath: encodeBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", toBytes(request.token)))),
  };
});

interface Change {
  readonly header?: object;
  readonly claims?: object;
  readonly key?: CryptoKey;
}

async function prove(change: Change = {}): Promise<string> {
  const signed = `${encode({ ...header, ...change.header })}.${encode({ ...claims, ...change.claims })}`;
  const key = change.key ?? pair.privateKey;
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, toBytes(signed));
  return `${signed}.${encodeBase64Url(new Uint8Array(signature))}`;
}

async function faultOf(change: Change): Promise<string | undefined> {
  const judged = await judgeProof(await prove(change), request, now);
  return judged.ok ? undefined : judged.failure;
}

describe("a proof", () => {
  it("of this request by its own key is good", async () => {
    const judged = await judgeProof(await prove(), request, now);
    expect(judged).toMatchObject({ ok: true, value: { thumbprint: expect.stringMatching(/^[\w-]{43}$/) } });
  });

  it("has the thumbprint of RFC 7638 and one id for each key and jti", async () => {
    const { x, y } = await publicJwk(pair.publicKey);
    const text = `{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`;
    const expected = encodeBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", toBytes(text))));
    const [one, again, next] = [
      await judgeProof(await prove(), request, now),
      await judgeProof(await prove({ claims: { iat: seconds - 1 } }), request, now),
      await judgeProof(await prove({ claims: { jti: "another-0123456789ab" } }), request, now),
    ];
    if (!one.ok || !again.ok || !next.ok) throw new Error("refused");
    expect(one.value.thumbprint).toBe(expected);
    expect(again.value.id).toBe(one.value.id);
    expect(next.value.id).not.toBe(one.value.id);
  });

  it("is remembered until it would be refused for its time", async () => {
    const judged = await judgeProof(await prove(), request, now);
    const late = new Date(judged.ok ? judged.value.endsAt : 0);
    expect(await judgeProof(await prove(), request, late)).toEqual({ ok: false, failure: "wrong_time" });
  });

  it.each<[string, Change, string]>([
    ["for another method", { claims: { htm: "DELETE" } }, "wrong_method"],
    ["with the method in small letters", { claims: { htm: "post" } }, "wrong_method"],
    [
      "for another path",
      { claims: { htu: "https://api.speedai.example/api/connections/con_2/test" } },
      "wrong_address",
    ],
    ["for another server", { claims: { htu: "https://evil.example/api/connections/con_1/test" } }, "wrong_address"],
    ["for plain http", { claims: { htu: "http://api.speedai.example/api/connections/con_1/test" } }, "wrong_address"],
    [
      "with credentials in the address",
      { claims: { htu: "https://a@api.speedai.example/api/connections/con_1/test" } },
      "wrong_address",
    ],
    ["for no address", { claims: { htu: undefined } }, "wrong_address"],
    ["for another token", { claims: { ath: "A".repeat(43) } }, "wrong_token"],
    ["for no token", { claims: { ath: undefined } }, "wrong_token"],
    ["of two minutes ago and more", { claims: { iat: 0 } }, "wrong_time"],
    ["without a time", { claims: { iat: undefined } }, "malformed"],
    ["with a time as text", { claims: { iat: "soon" } }, "malformed"],
    ["with a broken time", { claims: { iat: 1.5 } }, "malformed"],
    ["without an id", { claims: { jti: undefined } }, "malformed"],
    ["with an id that could be guessed", { claims: { jti: "1" } }, "malformed"],
    ["with an id without end", { claims: { jti: "x".repeat(129) } }, "malformed"],
    ["of another type", { header: { typ: "JWT" } }, "wrong_algorithm"],
    ["without a type", { header: { typ: undefined } }, "wrong_algorithm"],
    ["with the algorithm none", { header: { alg: "none" } }, "wrong_algorithm"],
    ["with a shared secret", { header: { alg: "HS256" } }, "wrong_algorithm"],
    ["with another curve", { header: { alg: "ES384" } }, "wrong_algorithm"],
    ["with extensions that we must know", { header: { crit: ["b64"], b64: false } }, "wrong_algorithm"],
    ["without a key", { header: { jwk: undefined } }, "wrong_key"],
    ["with a shared key", { header: { jwk: { kty: "oct", k: "AAAA" } } }, "wrong_key"],
    [
      "with a point that is on no curve",
      { header: { jwk: { kty: "EC", crv: "P-256", x: "A".repeat(43), y: "A".repeat(43) } } },
      "wrong_key",
    ],
  ])("%s is refused", async (_name, change, fault) => {
    expect(await faultOf(change)).toBe(fault);
  });

  it("that another key signed is refused", async () => {
    expect(await faultOf({ key: other.privateKey })).toBe("wrong_signature");
  });

  it("that shows a private key is refused", async () => {
    const jwk = await crypto.subtle.exportKey("jwk", pair.privateKey);
    expect(await faultOf({ header: { jwk } })).toBe("wrong_key");
  });

  it("is good for two minutes to either side, and not a second more", async () => {
    for (const shift of [proofWindowSeconds, -proofWindowSeconds]) {
      expect(await faultOf({ claims: { iat: seconds + shift } })).toBeUndefined();
      expect(await faultOf({ claims: { iat: seconds + shift + Math.sign(shift) } })).toBe("wrong_time");
    }
  });

  it("whose address has a query is for the same address", async () => {
    expect(await faultOf({ claims: { htu: `${request.addresses[0]}?x=1#y` } })).toBeUndefined();
    expect(
      await faultOf({ claims: { htu: "HTTPS://API.speedai.example:443/api/connections/con_1/test" } }),
    ).toBeUndefined();
  });

  it("with any sign changed is refused", async () => {
    const proof = await prove();
    for (let index = 0; index < proof.length; index += 7) {
      const sign = proof[index] === "A" ? "B" : "A";
      const changed = proof.slice(0, index) + sign + proof.slice(index + 1);
      expect((await judgeProof(changed, request, now)).ok, String(index)).toBe(false);
    }
  });

  it("in any other form is refused", async () => {
    const proof = await prove();
    const [head = "", payload = "", signature = ""] = proof.split(".");
    const sharedSecret = `${encode({ ...header, alg: "HS256" })}.${payload}`;
    const mac = encodeBase64Url(await hmacSha256(toBytes("secret"), sharedSecret));
    for (const text of [
      "",
      ".",
      "..",
      "a.b.c",
      `${head}.${payload}`,
      `${head}.${payload}.`,
      `${proof}.${signature}`,
      `${proof}, ${proof}`,
      ` ${proof}`,
      `${proof}=`,
      `${head}.${payload}.${encodeBase64Url(new Uint8Array(64))}`,
      `${encode({ ...header, alg: "none" })}.${payload}.`,
      `${sharedSecret}.${mac}`,
      `${encode([])}.${payload}.${signature}`,
      `${encode("x".repeat(3_000))}.${payload}.${signature}`,
    ]) {
      expect((await judgeProof(text, request, now)).ok, text.slice(0, 60)).toBe(false);
    }
  });
});
