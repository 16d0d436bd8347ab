import { beforeAll, describe, expect, it } from "vitest";
import { connections } from "../../schema/tables/index.ts";
import { systemRandom } from "../platform/random.ts";
import { toSecretBytes } from "../platform/secret.ts";
import { createVault } from "../platform/vault.ts";
import { answerPipedrive, pipedriveToken } from "../testing/house.ts";
import { type Caller, createRig, type Rig, serviceKey } from "../testing/rig.ts";
import { admitVaultKeys } from "./vault-keys.ts";
import { rotateVault } from "./vault-rotation.ts";

const houses = 6;
let rig: Rig;
let callers: Caller[];
let ids: string[];

beforeAll(async () => {
  rig = await createRig();
  answerPipedrive(rig);
  callers = [];
  ids = [];
  for (let index = 0; index < houses; index += 1) {
    const caller = await rig.session({ tenant: `house-${index}` });
    const values = { api_token: pipedriveToken };
    const { connection } = await caller.attempt("pipedrive", { method: "credentials", values });
    callers.push(caller);
    ids.push(connection?.id ?? "");
  }
});

/** The next key in front, the former behind it, in the same running application. */
async function addKey(id: string) {
  const former = rig.services.config.vaultKeys;
  const vaultKeys = [{ id, key: toSecretBytes(systemRandom.bytes(32)) }, ...former];
  const config = { ...rig.services.config, vaultKeys };
  const vault = createVault({ keys: vaultKeys, fingerprintKey: config.fingerprintKey, random: systemRandom });
  Object.assign(rig.services, { vault, config });
  await admitVaultKeys(rig.services);
  return vaultKeys[0];
}

const use = async (id: string) =>
  (
    await rig.request(`/internal/connections/${id}/proxy/users/me`, {
      headers: { authorization: `Bearer ${serviceKey}` },
    })
  ).status;
const change = async (index: number) =>
  (await callers[index]?.call("PATCH", `/api/connections/${ids[index]}`, { values: { api_token: pipedriveToken } }))
    ?.status;
const keyIds = async () => (await rig.services.db.select().from(connections)).map(({ keyId }) => keyId);

describe("rotating while everybody works", () => {
  it("loses nothing, blocks nobody and ends with nothing under the old key", async () => {
    const key = await addKey("v2");
    let isRotating = true;
    const work = async (index: number) => {
      const seen: (number | undefined)[] = [];
      while (isRotating) seen.push(await use(ids[index] ?? ""), await change(index));
      return seen;
    };
    const rotation = async () => {
      // One row at a time, as many cut-off runs would.
      for (let run = await rotateVault(rig.services, 1); run.remaining > 0; run = await rotateVault(rig.services, 1)) {
        expect(run.unreadable).toBe(0);
      }
      isRotating = false;
    };
    const [, ...seen] = await Promise.all([rotation(), ...Array.from({ length: 2 }, (_, index) => work(index))]);
    expect(new Set(seen.flat())).toEqual(new Set([200]));
    await rotateVault(rig.services, houses);
    expect(new Set(await keyIds())).toEqual(new Set(["v2"]));
    if (!key) throw new Error("no key");
    const only = createVault({ keys: [key], fingerprintKey: rig.config.fingerprintKey, random: systemRandom });
    Object.assign(rig.services, { vault: only });
    for (const id of ids) expect(await use(id)).toBe(200);
  });

  it("is the same when several rotate at once", async () => {
    await addKey("v3");
    const runs = await Promise.all(Array.from({ length: 4 }, () => rotateVault(rig.services, houses)));
    expect(runs.reduce((sum, { rewrapped }) => sum + rewrapped, 0)).toBe(houses);
    expect(new Set(await keyIds())).toEqual(new Set(["v3"]));
    for (const id of ids) expect(await use(id)).toBe(200);
  });

  it("counts what does not open, leaves it as it is, and goes on with the rest", async () => {
    await addKey("v4");
    const [first] = await rig.services.db.select().from(connections);
    await rig.services.db.update(connections).set({ tenantId: "somebody-else" });
    expect(await rotateVault(rig.services, houses)).toMatchObject({ rewrapped: 0, unreadable: houses });
    const [after] = await rig.services.db.select().from(connections);
    expect(after?.wrappedKey).toBe(first?.wrappedKey);
  });
});
