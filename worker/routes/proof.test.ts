import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sessions, usedProofs } from "../../schema/tables/index.ts";
import { encodeBase64Url } from "../domain/base64.ts";
import { toBytes } from "../domain/bytes.ts";
import { countRoundTrips } from "../platform/database.ts";
import { runDueWork } from "../services/background.ts";
import { type Caller, createRig, pageOrigin, publicUrl, type Rig } from "../testing/rig.ts";

let rig: Rig;
let caller: Caller;
let mine: CryptoKeyPair;
let theirs: CryptoKeyPair;

beforeAll(async () => {
  rig = await createRig();
  [mine, theirs] = [await makeKeys(), await makeKeys()];
});
beforeEach(async () => {
  rig.pass(60);
  caller = await rig.session();
});

/** As a page makes it: the private half cannot be exported. */
async function makeKeys(): Promise<CryptoKeyPair> {
  const made = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  if (!("publicKey" in made)) throw new Error("not a pair");
  return made;
}

const encode = (value: unknown) => encodeBase64Url(toBytes(JSON.stringify(value)));
const jti = () => encodeBase64Url(crypto.getRandomValues(new Uint8Array(16)));

async function prove(keys: CryptoKeyPair, change: object = {}, token = caller.token): Promise<string> {
  const jwk = await crypto.subtle.exportKey("jwk", keys.publicKey);
  if (!("x" in jwk)) throw new Error("not a key");
  const { kty, crv, x, y } = jwk;
  const ath = encodeBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", toBytes(token))));
  const claims = {
    jti: jti(),
    htm: "GET",
    htu: `${publicUrl}/api/connections`,
    iat: Math.floor(rig.now().getTime() / 1_000),
    ath,
    ...change,
  };
  const signed = `${encode({ typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } })}.${encode(claims)}`;
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys.privateKey, toBytes(signed));
  return `${signed}.${encodeBase64Url(new Uint8Array(signature))}`;
}

const look = (dpop?: string, by = caller) =>
  by.call("GET", "/api/connections", undefined, dpop === undefined ? {} : { dpop });

async function expectRefused(response: Response): Promise<void> {
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toMatch(/^DPoP error="invalid_dpop_proof"/);
  expect(await response.json()).toMatchObject({ code: "unauthenticated" });
}

describe("a session that has shown a key", () => {
  it("is worth nothing to whoever has the token alone", async () => {
    expect((await look(await prove(mine))).status).toBe(200);
    await expectRefused(await look());
    await expectRefused(await caller.call("POST", "/api/connections/con_x/test"));
    await expectRefused(await caller.call("GET", "/api/integrations"));
  });

  it("is worth nothing to whoever has the token and another key", async () => {
    expect((await look(await prove(mine))).status).toBe(200);
    await expectRefused(await look(await prove(theirs)));
    expect((await look(await prove(mine))).status).toBe(200);
  });

  it("hears each proof once, also of many copies at the same time", async () => {
    const proof = await prove(mine);
    const copies = await Promise.all(Array.from({ length: 12 }, () => look(proof)));
    expect(copies.filter(({ status }) => status === 200)).toHaveLength(1);
    await expectRefused(await look(proof));
  });

  it("still knows a proof after a restart, as long as its time lasts", async () => {
    const proof = await prove(mine, { iat: Math.floor(rig.now().getTime() / 1_000) + 120 });
    expect((await look(proof)).status).toBe(200);
    rig.pass(239);
    await runDueWork(rig.services);
    await expectRefused(await look(proof));
  });

  it("takes proofs for its own request only", async () => {
    expect((await look(await prove(mine))).status).toBe(200);
    const other = await rig.session();
    for (const change of [
      { htm: "POST" },
      { htu: `${publicUrl}/api/integrations` },
      { htu: "https://evil.example/api/connections" },
      { iat: Math.floor(rig.now().getTime() / 1_000) - 121 },
      { iat: Math.floor(rig.now().getTime() / 1_000) + 121 },
    ]) {
      await expectRefused(await look(await prove(mine, change)));
    }
    await expectRefused(await look(await prove(mine, {}, other.token)));
  });

  it("goes with the key into the next session of the page", async () => {
    expect((await look(await prove(mine))).status).toBe(200);
    const renewed = await rig.session();
    expect((await look(await prove(mine, {}, renewed.token), renewed)).status).toBe(200);
  });
});

describe("binding", () => {
  it("is won by one of two keys that come at the same time", async () => {
    const answers = await Promise.all([look(await prove(mine)), look(await prove(theirs))]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
  });

  it("happens on the session's own origins only", async () => {
    const response = await caller.call("GET", "/api/connections", undefined, {
      origin: "https://partner.example",
      dpop: await prove(theirs),
    });
    expect(response.status).toBe(403);
    expect((await look(await prove(mine))).status).toBe(200);
  });

  it("does not happen by a proof that is wrong, and such a proof is not overlooked", async () => {
    await expectRefused(await look(await prove(theirs, { htm: "POST" })));
    expect((await look()).status).toBe(200);
  });

  it("does not happen to a session that has ended", async () => {
    rig.pass(900);
    expect((await look(await prove(mine))).status).toBe(401);
    const row = await rig.services.db.select().from(sessions).where(eq(sessions.id, caller.sessionId)).get();
    expect(row?.keyThumbprint).toBeNull();
  });

  it("costs no round trip", async () => {
    const proof = await prove(mine, { htu: `${publicUrl}/api/integrations` });
    const before = countRoundTrips(rig.services.db);
    expect((await caller.call("GET", "/api/integrations", undefined, { dpop: proof })).status).toBe(200);
    expect(countRoundTrips(rig.services.db) - before).toBe(1);
  });
});

describe("a session without a key", () => {
  it.each([undefined, "optional"] as const)("is good for programs that never prove anything: %s", async (proof) => {
    const program = await rig.session({ proof });
    expect((await look(undefined, program)).status).toBe(200);
    expect((await look(await prove(mine, {}, program.token), program)).status).toBe(200);
    await expectRefused(await look(undefined, program));
  });

  it("is refused when its host asked for proofs", async () => {
    const bound = await rig.session({ proof: "required" });
    await expectRefused(await look(undefined, bound));
    expect((await look(await prove(mine, {}, bound.token), bound)).status).toBe(200);
    await expectRefused(await look(undefined, bound));
  });

  it("says what to do to whoever has the token alone", async () => {
    const refused = await look(undefined, await rig.session({ proof: "required" }));
    const { detail } = await refused.json<{ detail: string }>();
    for (const word of ["DPoP", "https", 'proof: "required"']) expect(detail).toContain(word);
  });
});

describe("the browser", () => {
  it("may send proofs across origins, and reads why one was refused and what time it is", async () => {
    const preflight = await rig.request("/api/connections", {
      method: "OPTIONS",
      headers: { origin: pageOrigin, "access-control-request-method": "GET", "access-control-request-headers": "dpop" },
    });
    expect(preflight.headers.get("access-control-allow-headers")).toContain("dpop");
    const refused = await look("not-a-proof");
    expect(refused.headers.get("access-control-expose-headers")).toMatch(/www-authenticate.*date/);
    expect(Date.parse(refused.headers.get("date") ?? "")).toBe(Math.floor(rig.now().getTime() / 1_000) * 1_000);
  });
});

it("proofs that are over are forgotten, and those of nobody are not kept", async () => {
  await rig.services.db.delete(usedProofs);
  await look(await prove(mine, {}, `${caller.token}x`), { ...caller, token: `${caller.token}x` });
  expect(await rig.services.db.select().from(usedProofs)).toEqual([]);
  await look(await prove(mine));
  expect(await rig.services.db.select().from(usedProofs)).toHaveLength(1);
  rig.pass(300);
  await runDueWork(rig.services);
  expect(await rig.services.db.select().from(usedProofs)).toEqual([]);
});
