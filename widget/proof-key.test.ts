/** In a page of its own, because a page has one key, made at its first proof. */
import { expect } from "chai";
import { createProver } from "./proof.ts";

describe("the key of a page", () => {
  it("cannot be read out of the browser, not even by a script of the page", async () => {
    const made: CryptoKeyPair[] = [];
    const { subtle } = crypto;
    const generate = subtle.generateKey.bind(subtle);
    // What a hostile script can do: take the key at the moment when it is made.
    Object.defineProperty(subtle, "generateKey", {
      value: async (...parameters: Parameters<typeof generate>) => {
        const pair = await generate(...parameters);
        if ("privateKey" in pair) made.push(pair);
        return pair;
      },
    });
    const proof = await createProver(Date.now).prove({ method: "GET", url: "https://api.example/x", token: "t" });
    expect(proof).to.be.a("string");
    expect(made.length).to.equal(1);
    for (const { privateKey } of made) {
      expect(privateKey.extractable).to.equal(false);
      for (const format of ["jwk", "pkcs8"] as const) {
        const outcome = await subtle.exportKey(format, privateKey).then(
          () => "read",
          (error: unknown) => (error instanceof DOMException ? error.name : "other"),
        );
        expect(outcome).to.equal("InvalidAccessError");
      }
    }
  });
});
