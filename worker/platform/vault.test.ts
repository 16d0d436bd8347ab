import { inspect } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeBase64Url, encodeBase64Url } from "../domain/base64.ts";
import { joinWithLengths, toBytes } from "../domain/bytes.ts";
import { readEnvelope } from "./envelope.ts";
import type { SealContext, Vault, WrappedKey } from "./ports.ts";
import { systemRandom } from "./random.ts";
import { toSecret, toSecretBytes } from "./secret.ts";
import { createVault } from "./vault.ts";

const material = (start: number) =>
  Uint8Array.from({ length: 32 }, (_, index) => (start * 97 + index * index * 31) % 256);
const key = (id: string, start: number) => ({ id, key: toSecretBytes(material(start)) });
const fingerprintKey = toSecretBytes(material(200));
const open = (...keys: ReturnType<typeof key>[]) => createVault({ keys, fingerprintKey, random: systemRandom });

const owner = { tenant: "tenant-a", connection: "con_1" };
const context: SealContext = { ...owner, field: "api_token", generation: 3 };

let vault: Vault;
let dataKey: WrappedKey;
let envelope: string;

async function seal(to: SealContext, plaintext: string, under: WrappedKey = dataKey): Promise<string> {
  const sealed = await vault.seal(under, to, plaintext);
  if (!sealed.ok) throw new Error("not sealed");
  return sealed.value;
}

async function reveal(
  from: SealContext,
  text: string,
  under: WrappedKey = dataKey,
  by: Vault = vault,
): Promise<string> {
  const opened = await by.open(under, from, text);
  if (!opened.ok) throw new Error(`not opened: ${opened.failure.cause}`);
  return opened.value.reveal();
}

const refused = (cause: string) => ({ ok: false, failure: { reason: "secret_unreadable", cause } });

beforeAll(async () => {
  vault = open(key("k2", 2), key("k1", 1));
  dataKey = await vault.newKey(owner);
  envelope = await seal(context, "s3cret");
});

describe("what was sealed", () => {
  it.each([
    ["an empty text", ""],
    ["64 KiB", "x".repeat(65_536)],
    ["other alphabets and emoji", "mot de passe ünïcödé 密码 🔐"],
    ["a byte order mark, line ends and a zero", "\ufeffa\r\n\u0000b"],
  ])("opens again: %s", async (_name, plaintext) => {
    expect(await reveal(context, await seal(context, plaintext))).toBe(plaintext);
  });

  it("is nowhere in the envelope or the wrapped key", async () => {
    const bytes = [envelope, dataKey.wrapped].map((text) => new TextDecoder("latin1").decode(decodeBase64Url(text)));
    expect([envelope, dataKey.wrapped, ...bytes].join()).not.toContain("s3cret");
  });

  it("never has the same IV or the same text twice in 10 000 seals", async () => {
    const envelopes: string[] = [];
    for (let batch = 0; batch < 100; batch += 1) {
      envelopes.push(...(await Promise.all(Array.from({ length: 100 }, () => seal(context, "same")))));
    }
    const ivs = envelopes.map((text) => {
      const read = readEnvelope(text);
      return read.ok ? encodeBase64Url(read.value.iv) : "";
    });
    expect(new Set(ivs).size).toBe(10_000);
    expect(new Set(envelopes).size).toBe(10_000);
  });
});

describe("an envelope in a place that is not its own", () => {
  it.each<[string, Partial<SealContext>]>([
    ["tenant", { tenant: "tenant-b" }],
    ["connection", { connection: "con_2" }],
    ["field", { field: "refresh_token" }],
    ["older generation", { generation: 2 }],
    ["newer generation", { generation: 4 }],
  ])("is refused: %s", async (_name, change) => {
    expect(await vault.open(dataKey, { ...context, ...change }, envelope)).toEqual(refused("refused"));
  });

  it("is refused although both places share a data key and differ only in the border between two texts", async () => {
    const left = await seal({ ...owner, field: "ab", generation: 1 }, "x");
    expect(await vault.open(dataKey, { ...owner, field: "a", generation: 1 }, left)).toEqual(refused("refused"));
    const tenants = { tenant: "ab", connection: "c", field: "f", generation: 0 };
    const shared = await vault.newKey(tenants);
    const moved = { ...tenants, tenant: "a", connection: "bc" };
    expect(await vault.open(shared, moved, await seal(tenants, "x", shared))).toEqual(refused("refused"));
  });

  it("is refused under the data key of another connection of the same tenant", async () => {
    const other = await vault.newKey({ ...owner, connection: "con_2" });
    expect(await vault.open(other, { ...context, connection: "con_2" }, envelope)).toEqual(refused("unknown_key"));
  });

  it("is refused under a second data key of the very same connection", async () => {
    expect(await vault.open(await vault.newKey(owner), context, envelope)).toEqual(refused("unknown_key"));
  });

  it("cannot be taken for a wrapped key, nor a wrapped key for a value", async () => {
    expect(await vault.open(dataKey, context, dataKey.wrapped)).toEqual(refused("unknown_key"));
    expect((await vault.open({ ...dataKey, wrapped: envelope }, context, envelope)).ok).toBe(false);
  });
});

describe("a changed envelope", () => {
  const flips = (text: string) => {
    const bytes = decodeBase64Url(text) ?? new Uint8Array();
    return Array.from({ length: bytes.length * 8 }, (_, bit) => {
      const changed = bytes.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return encodeBase64Url(changed);
    });
  };

  it("is refused for every single bit", async () => {
    const changed = flips(envelope);
    expect(changed.length).toBeGreaterThan(500);
    const opened = await Promise.all(changed.map((text) => vault.open(dataKey, context, text)));
    expect(opened.filter(({ ok }) => ok)).toEqual([]);
  });

  it("is refused for every single bit of the wrapped key", async () => {
    const changed = flips(dataKey.wrapped);
    const opened = await Promise.all(changed.map((wrapped) => vault.open({ ...dataKey, wrapped }, context, envelope)));
    expect(opened.filter(({ ok }) => ok)).toEqual([]);
  });

  it("is refused for every shorter form", async () => {
    const opened = await Promise.all(
      Array.from(envelope, (_, length) => vault.open(dataKey, context, envelope.slice(0, length))),
    );
    expect(opened.filter(({ ok }) => ok)).toEqual([]);
  });

  it.each([
    ["padding", (text: string) => `${text}=`],
    ["a line end", (text: string) => `${text}\n`],
    ["the other Base64 alphabet", (text: string) => text.replaceAll("-", "+").replaceAll("_", "/").concat("+")],
    ["something behind it", (text: string) => `${text}AAAA`],
  ])("is refused with %s", async (_name, change) => {
    expect((await vault.open(dataKey, context, change(envelope))).ok).toBe(false);
  });

  it("of another version is told from a damaged one, before any key is used", async () => {
    const bytes = decodeBase64Url(envelope) ?? new Uint8Array();
    bytes[0] = 2;
    expect(await vault.open(dataKey, context, encodeBase64Url(bytes))).toEqual(refused("unknown_version"));
  });
});

describe("keys", () => {
  it("come from the row and the envelope together: a relabelled row is refused", async () => {
    expect(await vault.open({ ...dataKey, keyId: "k1" }, context, envelope)).toEqual(refused("unknown_key"));
  });

  it("that are not configured open nothing", async () => {
    expect(await open(key("k1", 1)).open(dataKey, context, envelope)).toEqual(refused("unknown_key"));
  });

  it("with a known id and other bytes open nothing", async () => {
    expect(await open(key("k2", 77)).open(dataKey, context, envelope)).toEqual(refused("refused"));
  });

  it("rotate: a rewrapped data key opens what was sealed before, and the old key can go", async () => {
    const before = open(key("k1", 1));
    const old = await before.newKey(owner);
    const sealed = await before.seal(old, context, "before the rotation");
    if (!sealed.ok) throw new Error("not sealed");

    const rewrapped = await vault.rewrap(old, owner);
    if (!rewrapped.ok) throw new Error("not rewrapped");
    expect(rewrapped.value.keyId).toBe("k2");
    const after = open(key("k2", 2));
    expect(await reveal(context, sealed.value, rewrapped.value, after)).toBe("before the rotation");
    expect(await after.open(old, context, sealed.value)).toEqual(refused("unknown_key"));
  });

  it("are not rewrapped for another owner", async () => {
    expect(await vault.rewrap(dataKey, { ...owner, tenant: "tenant-b" })).toEqual(refused("refused"));
  });

  it("stay in the vault: what it gives out holds no key in clear", async () => {
    const marked = systemRandom.bytes(32);
    const random = { bytes: (length: number) => (length === 32 ? marked.slice() : systemRandom.bytes(length)) };
    const marking = createVault({ keys: [key("k2", 2)], fingerprintKey, random });
    const wrapped = await marking.newKey(owner);
    const sealed = await marking.seal(wrapped, context, "x");
    const rewrapped = await marking.rewrap(wrapped, owner);
    const given = [wrapped.wrapped, sealed.ok ? sealed.value : "", rewrapped.ok ? rewrapped.value.wrapped : ""]
      .map((text) => Array.from(decodeBase64Url(text) ?? []).join())
      .join(" | ");
    expect(given).not.toContain(Array.from(marked).join());
    expect(given).not.toContain(Array.from(material(2)).join());
  });

  it("prove themselves by a check value, which another key, another id or a changed text does not", async () => {
    const proof = await vault.checkValue("k1");
    expect(await vault.provesKey("k1", proof)).toBe(true);
    expect(await open(key("k1", 5)).provesKey("k1", proof)).toBe(false);
    expect(await vault.provesKey("k2", proof)).toBe(false);
    expect(await vault.provesKey("gone", proof)).toBe(false);
    expect(await vault.provesKey("k1", `${proof.slice(0, -2)}AA`)).toBe(false);
    expect(await vault.provesKey("k1", "")).toBe(false);
  });

  it.each([
    ["none", []],
    ["two of one id", [key("k1", 1), key("k1", 2)]],
    ["a short one", [{ id: "k1", key: toSecretBytes(new Uint8Array(16)) }]],
  ])("make no vault: %s", (_name, keys) => {
    expect(() => createVault({ keys, fingerprintKey, random: systemRandom })).toThrow(RangeError);
  });

  it.each([-1, 1.5, Number.NaN])("seal nothing for the generation %s", async (generation) => {
    await expect(vault.seal(dataKey, { ...context, generation }, "x")).rejects.toThrow(RangeError);
  });
});

describe("fingerprints", () => {
  it("outlive a rotation, and another fingerprint key changes them", async () => {
    const before = await open(key("k1", 1)).fingerprint("account", "hubspot", "42");
    expect(await open(key("k9", 9)).fingerprint("account", "hubspot", "42")).toBe(before);
    const elsewhere = createVault({
      keys: [key("k1", 1)],
      fingerprintKey: toSecretBytes(material(201)),
      random: systemRandom,
    });
    expect(await elsewhere.fingerprint("account", "hubspot", "42")).not.toBe(before);
  });

  it("differ by purpose, by value and by the border between values", async () => {
    const all = await Promise.all([
      vault.fingerprint("account", "ab", "c"),
      vault.fingerprint("account", "a", "bc"),
      vault.fingerprint("account", "abc"),
      vault.fingerprint("account", "abc", ""),
      vault.fingerprint("session", "ab", "c"),
    ]);
    expect(new Set(all).size).toBe(all.length);
    expect(all[0]).toMatch(/^[\w-]{43}$/);
  });
});

describe("a secret in memory", () => {
  const secrets = [
    { name: "a text", secret: toSecret("hunter2-hunter2") },
    { name: "key material", secret: toSecretBytes(toBytes("hunter2-hunter2")) },
  ];

  it.each(secrets)("prints as [secret] everywhere: $name", ({ secret }) => {
    expect(String(secret)).toBe("[secret]");
    expect(`${secret}`).toBe("[secret]");
    expect(JSON.stringify({ secret })).toBe('{"secret":"[secret]"}');
    expect(inspect(secret)).toBe("[secret]");
    expect(inspect({ nested: [new Map([["key", secret]])] }, { depth: null, showHidden: true })).not.toContain(
      "hunter2",
    );
    expect(new Error(`failed with ${secret}`).message).toBe("failed with [secret]");
    expect(JSON.stringify({ ...secret })).not.toContain("hunter2");
  });

  it("gives its value to whoever asks for it", () => {
    expect(toSecret("hunter2").reveal()).toBe("hunter2");
  });

  it("cannot be cloned out of its cover", () => {
    expect(() => structuredClone(toSecret("hunter2"))).toThrow();
  });
});

it("texts are joined in a way that only they give", () => {
  expect(joinWithLengths("ab", "c")).not.toEqual(joinWithLengths("a", "bc"));
  expect(joinWithLengths("ab")).not.toEqual(joinWithLengths("ab", ""));
  expect(Array.from(joinWithLengths("é"))).toEqual([0, 0, 0, 2, 0xc3, 0xa9]);
});
