import { expect } from "chai";
import { type Answered, createProver, sendProven } from "./proof.ts";
import type { Session } from "./session.ts";

const request = { method: "POST", url: "https://api.speedai.example/api/connections/con_1/test?x=1#y", token: "sat_1" };
const now = Date.parse("2026-10-14T09:30:00Z");

function read(proof: string | undefined) {
  const [header = "", claims = "", signature = ""] = (proof ?? "").split(".");
  const decode = (text: string): string => atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return {
    signed: `${header}.${claims}`,
    signature: Uint8Array.from(decode(signature), (character) => character.charCodeAt(0)),
    header: JSON.parse(decode(header)),
    claims: JSON.parse(decode(claims)),
  };
}

describe("a proof of possession", () => {
  it("is signed by the key that it shows, over method, address, token and time", async () => {
    const { header, claims, signed, signature } = read(await createProver(() => now).prove(request));
    expect(header).to.deep.include({ typ: "dpop+jwt", alg: "ES256" });
    const key = await crypto.subtle.importKey("jwk", header.jwk, { name: "ECDSA", namedCurve: "P-256" }, true, [
      "verify",
    ]);
    const data = new TextEncoder().encode(signed);
    expect(await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, data)).to.equal(true);
    expect(claims).to.include({
      htm: "POST",
      htu: "https://api.speedai.example/api/connections/con_1/test",
      iat: now / 1000,
      // SHA-256 of the token.
      ath: "GodbFbFYydOAzBQ4snEMIFM_lyqLpQcYQOkf5uvd5gs",
    });
  });

  it("shows the public half alone, and says nothing twice", async () => {
    const prover = createProver(() => now);
    const [one, other] = [read(await prover.prove(request)), read(await prover.prove(request))];
    expect(Object.keys(one.header.jwk).toSorted()).to.deep.equal(["crv", "kty", "x", "y"]);
    expect(one.header.jwk).to.deep.equal(other.header.jwk);
    expect(one.claims.jti).not.to.equal(other.claims.jti);
  });

  it("comes from one key for the whole page", async () => {
    const [one, other] = [createProver(() => now), createProver(() => now)];
    expect(read(await one.prove(request)).header.jwk).to.deep.equal(read(await other.prove(request)).header.jwk);
  });

  it("is dated by the API's clock once that is known", async () => {
    const prover = createProver(() => now);
    expect(prover.learnTime("Wed, 14 Oct 2026 09:30:03 GMT")).to.equal(false);
    expect(prover.learnTime("Wed, 14 Oct 2026 11:30:00 GMT")).to.equal(true);
    expect(read(await prover.prove(request)).claims.iat).to.equal(now / 1000 + 7200);
    expect(prover.learnTime("Wed, 14 Oct 2026 11:30:00 GMT")).to.equal(false);
    for (const nothing of [null, "", "soon"]) expect(prover.learnTime(nothing)).to.equal(false);
  });
});

describe("a request with a proof", () => {
  const refused = (challenge: string, date?: string): Answered => ({
    status: 401,
    header: (name) => (name === "www-authenticate" ? challenge : name === "date" ? (date ?? null) : null),
  });
  const good: Answered = { status: 200, header: () => null };
  const proofRefused = refused('DPoP error="invalid_dpop_proof", algs="ES256"', "Wed, 14 Oct 2026 09:30:00 GMT");

  async function send(...answers: Answered[]) {
    const sent: string[] = [];
    const session: Session = {
      token: async () => "t1",
      tokenAfterRefusal: async (token) => `${token}+`,
      wake: async () => {},
    };
    const prover = createProver(() => now);
    const call = async (): Promise<Answered> =>
      sendProven({ session, prover, method: "GET", url: request.url }, async (token, proof) => {
        const iat = proof === undefined ? "bare" : String(read(proof).claims.iat - now / 1000);
        sent.push(`${token} ${iat}`);
        return answers[Math.min(sent.length, answers.length) - 1] ?? good;
      });
    return { answer: await call(), sent, call };
  }

  it("goes once when it is taken", async () => {
    expect((await send(good)).sent).to.deep.equal(["t1 0"]);
    expect((await send({ status: 403, header: () => null })).sent).to.deep.equal(["t1 0"]);
  });

  it("goes again with another token when the token was refused", async () => {
    expect((await send(refused("Bearer", "Wed, 14 Oct 2026 23:00:00 GMT"), good)).sent).to.deep.equal([
      "t1 0",
      "t1+ 0",
    ]);
  });

  it("goes again with the same token when this browser's clock was wrong", async () => {
    const late = refused('DPoP error="invalid_dpop_proof"', "Wed, 14 Oct 2026 10:30:00 GMT");
    expect((await send(late, good)).sent).to.deep.equal(["t1 0", "t1 3600"]);
  });

  it("goes without a proof at last, and stays so, where no proof is taken", async () => {
    const { sent, call } = await send(proofRefused, proofRefused, good);
    expect(sent).to.deep.equal(["t1 0", "t1+ 0", "t1+ bare"]);
    await call();
    expect(sent.at(-1)).to.equal("t1 bare");
  });

  it("ends with the refusal when the session asks for a proof", async () => {
    const { answer, sent } = await send(proofRefused);
    expect(answer.status).to.equal(401);
    expect(sent).to.have.length(3);
  });

  describe("that this page cannot give", () => {
    const told: string[] = [];
    const { error } = console;
    beforeEach(() => {
      told.length = 0;
      console.error = (...words) => told.push(words.join(" "));
    });
    afterEach(() => {
      console.error = error;
    });

    it("is asked for once, and its host is told the remedy", async () => {
      const session: Session = {
        token: async () => "t1",
        tokenAfterRefusal: async () => Promise.reject(new Error("asked again")),
        wake: async () => {},
      };
      // As in a page without https.
      const prover = { ...createProver(() => now), prove: async () => undefined };
      const sent: string[] = [];
      const answer = await sendProven({ session, prover, method: "GET", url: request.url }, async (token) => {
        sent.push(token);
        return proofRefused;
      });
      expect([answer.status, sent]).to.deep.equal([401, ["t1"]]);
      expect(told).to.have.length(1);
      expect(told[0]).to.match(/^speedai-integrations: .*not served over https.*proof: "required"/);
    });

    it("is told of also behind a proxy that changes addresses, once the page has given up", async () => {
      const { sent, call } = await send(proofRefused);
      expect(sent.at(-1)).to.equal("t1+ bare");
      await call();
      expect(sent.at(-1)).to.equal("t1 bare");
      expect(told).to.have.length(1);
    });

    it("is not told of where a session without proofs is good", async () => {
      await send(proofRefused, proofRefused, good);
      expect(told).to.deep.equal([]);
    });
  });
});
