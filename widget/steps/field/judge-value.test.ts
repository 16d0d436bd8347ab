import { expect } from "chai";
import { field } from "../../testing/tools.ts";
import { cleanPasted, cleanTyped, isFieldVisible, judgeValue, toWire } from "./judge-value.ts";

const key = "5b1e2a90c7d34f68a1b2c3d4e5f60718";

describe("what was pasted", () => {
  it("loses the quotation marks and the words of a header around a key", () => {
    for (const pasted of [
      `"${key}"`,
      `'${key}',`,
      `« ${key} »`,
      `“${key}”`,
      `Bearer ${key}`,
      `Authorization: Bearer ${key}`,
      `bearer "${key}"`,
      ` ${key}\u200b\n`,
    ]) {
      expect(cleanPasted("secret", pasted), pasted).to.equal(key);
    }
    expect(cleanPasted("url", '"https://boutique.example/"')).to.equal("https://boutique.example/");
  });

  it("is left alone where the marks may belong to it", () => {
    expect(cleanPasted("secret", '"motdepasse"')).to.equal('"motdepasse"');
    expect(cleanPasted("secret", "deux mots de passe")).to.equal("deux mots de passe");
    expect(cleanPasted("headers", 'X-Site: "42"')).to.equal('X-Site: "42"');
    expect(cleanPasted("text", "Bearer")).to.equal("Bearer");
  });
});

describe("typed values", () => {
  it("are freed of the spaces and invisible characters that copying brings along", () => {
    expect(cleanTyped("secret", " \u200babc\ufeff\n")).to.equal("abc");
    expect(cleanTyped("url", "\thttps://a.example ")).to.equal("https://a.example");
    expect(cleanTyped("textarea", "\n-----BEGIN\nx\n-----END\n\n")).to.equal("-----BEGIN\nx\n-----END");
  });

  it("keep the spaces inside: a password may have them", () => {
    expect(cleanTyped("secret", "correct horse battery")).to.equal("correct horse battery");
  });

  it("are missing only where they are required", () => {
    expect(judgeValue(field({ name: "a" }), "")).to.equal("required");
    expect(judgeValue(field({ name: "a" }), undefined)).to.equal("required");
    expect(judgeValue(field({ name: "a", required: false }), "")).to.equal(undefined);
    expect(judgeValue(field({ name: "a", type: "boolean" }), undefined)).to.equal(undefined);
  });

  it("are refused as numbers when they are none, or beyond the limits", () => {
    const port = field({ name: "port", type: "number", min: 1, max: 65_535 });
    expect(judgeValue(port, "abc")).to.equal("wrong_type");
    expect(judgeValue(port, "0")).to.equal("out_of_range");
    expect(judgeValue(port, "65536")).to.equal("out_of_range");
    expect(judgeValue(port, "5432")).to.equal(undefined);
  });

  it("are refused as secrets when they are the dots that a tool shows instead", () => {
    const secret = field({ name: "token", type: "secret" });
    for (const mask of ["••••••••", "********", "••••••3f9a", "sk_live_••••••3f9a", "●●●●"]) {
      expect(judgeValue(secret, mask), mask).to.equal("masked_value");
    }
    for (const real of ["a*b*c*d*e", "whsec_MfKQ9r8GKYqrTwjUPD8I", "p**s and more of it"]) {
      expect(judgeValue(secret, real), real).to.equal(undefined);
    }
  });

  it("may be longer or other than the pattern: the API takes an identifier out of a pasted address", () => {
    const shop = field({ name: "shop", pattern: "^[a-z0-9-]+$", max_length: 20, min_length: 3 });
    expect(judgeValue(shop, "https://maison-lumiere.myshopify.com/admin")).to.equal(undefined);
    expect(judgeValue(shop, "ab")).to.equal("too_short");
  });

  it("cross HTTP as what they are, and not at all when they are empty", () => {
    expect(toWire(field({ name: "port", type: "number" }), "5432")).to.equal(5432);
    expect(toWire(field({ name: "ssl", type: "boolean" }), false)).to.equal(false);
    expect(toWire(field({ name: "a" }), "")).to.equal(undefined);
  });

  it("count only while the field they depend on has a named value", () => {
    const key = field({ name: "key", visible_if: { field: "auth", equals: ["basic", "hmac"] } });
    expect(isFieldVisible(key, { auth: "basic" })).to.equal(true);
    expect(isFieldVisible(key, { auth: "bearer" })).to.equal(false);
    expect(isFieldVisible(key, {})).to.equal(false);
    expect(isFieldVisible(field({ name: "a" }), {})).to.equal(true);
  });
});
