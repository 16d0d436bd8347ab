/** Proof of possession (RFC 9449) as the page makes it: one key of the browser, a new proof for each request. */
import { randomUUID } from "node:crypto";
import { encodeBase64Url } from "../../worker/domain/base64.ts";
import { toBytes } from "../../worker/domain/bytes.ts";
import { sha256 } from "../../worker/domain/hash.ts";

/** Value of the `DPoP` header for one request. */
export type Prove = (request: {
  readonly method: string;
  readonly url: string;
  readonly token: string;
}) => Promise<string>;

export function createSigner(): Prove {
  const pair = crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  return async ({ method, url, token }) => {
    const { privateKey, publicKey } = await pair;
    const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", publicKey);
    const { origin, pathname } = new URL(url);
    const claims = {
      jti: randomUUID(),
      htm: method,
      htu: origin + pathname,
      iat: Math.floor(Date.now() / 1_000),
      ath: encodeBase64Url(await sha256(token)),
    };
    const signed = `${encode({ typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } })}.${encode(claims)}`;
    const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, toBytes(signed));
    return `${signed}.${encodeBase64Url(new Uint8Array(signature))}`;
  };
}

function encode(value: object): string {
  return encodeBase64Url(toBytes(JSON.stringify(value)));
}
