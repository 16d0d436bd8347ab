/**
 * Proof of possession (RFC 9449): each request is signed with a key that was made in this page and cannot be read out of it,
 * not even by a script that runs in it. A token that is stolen alone is then worth nothing.
 */
import type { Session } from "./session.ts";

export interface Prover {
  /** Value of the `DPoP` header for one request; undefined where the browser gives no keys (a page without https). */
  prove(request: {
    readonly method: string;
    readonly url: string;
    readonly token: string;
  }): Promise<string | undefined>;
  /** True when the API's clock turned out to differ from this browser's: the same request may succeed now. */
  learnTime(date: string | null): boolean;
  /** From now on the token goes alone. */
  giveUp(): void;
}

/** What an answer tells about token and proof. */
export interface Answered {
  readonly status: number;
  readonly header: (name: string) => string | null;
}

/**
 * Sends a request until the API takes its token and its proof: once more after the clock was set right, once more with another
 * token. Where even then the proof is what is refused (a proxy that gives the API another address), the page works without, as
 * far as its session allows that. What only the host can mend is said in the console.
 */
export async function sendProven<Answer extends Answered>(
  { session, prover, method, url }: { session: Session; prover: Prover; method: string; url: string },
  send: (token: string, proof: string | undefined) => Promise<Answer>,
): Promise<Answer> {
  let isProven = false;
  const sendWith = async (token: string): Promise<Answer> => {
    const proof = await prover.prove({ method, url, token });
    isProven = proof !== undefined;
    return send(token, proof);
  };
  const first = await session.token();
  const answer = await sendWith(first);
  if (answer.status !== 401) return answer;
  if (refusesProof(answer) && !isProven) {
    console.error(`speedai-integrations: ${remedy}`);
    return answer;
  }
  const again = refusesProof(answer) && prover.learnTime(answer.header("date")) ? await sendWith(first) : answer;
  if (again.status !== 401) return again;
  const second = await session.tokenAfterRefusal(first);
  const last = await sendWith(second);
  if (last.status !== 401 || !refusesProof(last)) return last;
  prover.giveUp();
  return sendWith(second);
}

/** For whoever embeds the page: nothing that its visitor could do would help. */
const remedy =
  'the session asks for proofs of possession (DPoP), and this page cannot give them: it is not served over https, or a proxy changes the API\'s address. Serve both over https under the address that browsers see, or mint sessions without proof: "required".';

function refusesProof(answer: Answered): boolean {
  return answer.header("www-authenticate")?.startsWith("DPoP") === true;
}

/** Less is the way of the answer, not the clock. */
const clockToleranceMs = 5_000;

interface Key {
  readonly sign: CryptoKey;
  readonly jwk: JsonWebKey;
}

/** One key for all elements of a page: a host may hand the same session to several. */
let pageKey: Promise<Key> | undefined;

async function makeKey(): Promise<Key> {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return { sign: pair.privateKey, jwk: { kty, crv, x, y } as JsonWebKey }; // exactly these: an elliptic key's public members
}

/** Undefined where the browser gives no keys: typed as always there, it is left out of pages without https. */
function keyOfPage(): Promise<Key> | undefined {
  if (globalThis.crypto?.subtle) pageKey ??= makeKey();
  return pageKey;
}

export function createProver(now: () => number): Prover {
  // Made while the host is asked for a session; the first request tells of a failure.
  keyOfPage()?.catch(() => {});
  let clockOffsetMs = 0;
  let isGivenUp = false;

  return {
    async prove({ method, url, token }) {
      const key = await keyOfPage();
      if (isGivenUp || !key) return undefined;
      const { sign, jwk } = key;
      const { origin, pathname } = new URL(url, location.href);
      const claims = {
        jti: base64Url(crypto.getRandomValues(new Uint8Array(16))),
        htm: method,
        htu: origin + pathname,
        iat: Math.floor((now() + clockOffsetMs) / 1_000),
        ath: base64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token)))),
      };
      const signed = `${encode({ typ: "dpop+jwt", alg: "ES256", jwk })}.${encode(claims)}`;
      const data = new TextEncoder().encode(signed);
      const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, sign, data);
      return `${signed}.${base64Url(new Uint8Array(signature))}`;
    },
    learnTime(date) {
      const told = Date.parse(date ?? "");
      if (Number.isNaN(told)) return false;
      const offset = told - now();
      const isNews = Math.abs(offset - clockOffsetMs) > clockToleranceMs;
      if (isNews) clockOffsetMs = offset;
      return isNews;
    },
    giveUp() {
      isGivenUp = true;
    },
  };
}

function encode(value: object): string {
  return base64Url(new TextEncoder().encode(JSON.stringify(value)));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
