import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { audit, connections, vaultKeys } from "../../schema/tables/index.ts";
import type { AuditVerification, VaultRotation } from "../../schema/wire/index.ts";
import { systemRandom } from "../platform/random.ts";
import { toSecretBytes } from "../platform/secret.ts";
import { createVault } from "../platform/vault.ts";
import { verifyAudit } from "../services/audit-trail.ts";
import { admitVaultKeys } from "../services/vault-keys.ts";
import { rotateVault } from "../services/vault-rotation.ts";
import { type Caller, createRig, json, narrowServiceKey, type Rig, serviceKey } from "../testing/rig.ts";

const token = "5f0c1a9e7b3d4c2e8a6f1b0d9c8e7a6b5c4d3e2f";
let rig: Rig;
let tenants = 0;

beforeAll(async () => {
  rig = await createRig();
  rig.answer((request) =>
    request.headers?.["x-api-token"] === token
      ? json(200, { success: true, data: { id: 1, company_id: 2, company_name: "M" } })
      : json(401, {}),
  );
});

async function house(): Promise<{ tenant: string; caller: Caller; id: string }> {
  tenants += 1;
  const tenant = `house-${tenants}`;
  const caller = await rig.session({ tenant });
  const { connection } = await caller.attempt("pipedrive", { method: "credentials", values: { api_token: token } });
  return { tenant, caller, id: connection?.id ?? "" };
}

const ask = (path: string, key = serviceKey, method = "GET") =>
  rig.request(path, { method, headers: { authorization: `Bearer ${key}` } });

describe("the audit trail", () => {
  const rows = (tenant: string) => rig.services.db.select().from(audit).where(eq(audit.tenantId, tenant));

  it("tells who did what, in one chain per tenant that verifies", async () => {
    const { tenant, caller, id } = await house();
    await caller.call("DELETE", `/api/connections/${id}`);
    expect((await rows(tenant)).map((row) => [row.position, row.action])).toEqual([
      [1, "session.create"],
      [2, "connection.connect"],
      [3, "connection.disconnect"],
    ]);
    const answer = await (await ask(`/internal/audit/verification?tenant=${tenant}`)).json<AuditVerification>();
    expect(answer).toMatchObject({ records: 3, broken_at: null, problem: null });
  });

  it("stays whole when many write at once", async () => {
    const tenant = `crowd-${tenants}`;
    await Promise.all(Array.from({ length: 20 }, () => rig.session({ tenant })));
    expect((await rows(tenant)).map((row) => row.position)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    expect(await verifyAudit(rig.services, tenant)).toMatchObject({ records: 20, problem: null });
  });

  it("is exported to keys that may, for their tenants only, and holds no secret", async () => {
    const { tenant } = await house();
    const page = await (await ask(`/internal/audit?tenant=${tenant}`)).text();
    expect(page).toContain("connection.connect");
    expect(page).not.toContain(token);
    expect((await ask(`/internal/audit?tenant=${tenant}`, narrowServiceKey)).status).toBe(403);
  });
});

describe("rotating the vault's key", () => {
  it("wraps every data key anew, with nothing unreadable before, during or after", async () => {
    const { caller, id } = await house();
    const old = rig.services.vault;
    const [first] = rig.config.vaultKeys;
    if (!first) throw new Error("no key");
    const second = { id: "v2", key: toSecretBytes(systemRandom.bytes(32)) };
    const vault = createVault({
      keys: [second, first],
      fingerprintKey: rig.config.fingerprintKey,
      random: systemRandom,
    });
    const services = { ...rig.services, vault, config: { ...rig.config, vaultKeys: [second, first] } };
    await admitVaultKeys(services);
    const begun = await rotateVault(services, 1);
    expect(begun.rewrapped).toBe(1);
    // Half-way, both vaults' rows open: the test of a connection works whichever key wraps it.
    Object.assign(rig.services, { vault });
    expect(await (await caller.call("POST", `/api/connections/${id}/test`)).json()).toMatchObject({ ok: true });
    let run: VaultRotation = begun;
    while (run.remaining > 0) run = await rotateVault(services, 100);
    expect(run).toMatchObject({
      unreadable: 0,
      keys: expect.arrayContaining([{ key_id: "v2", state: "active", rows: expect.any(Number) }]),
    });
    expect(new Set((await rig.services.db.select().from(connections)).map((row) => row.keyId))).toEqual(
      new Set(["v2"]),
    );
    const only = createVault({ keys: [second], fingerprintKey: rig.config.fingerprintKey, random: systemRandom });
    Object.assign(rig.services, { vault: only });
    expect(await (await caller.call("POST", `/api/connections/${id}/test`)).json()).toMatchObject({ ok: true });
    Object.assign(rig.services, { vault: old });
  });

  it("is refused to keys without the right", async () => {
    expect((await ask("/internal/vault/rotate", narrowServiceKey, "POST")).status).toBe(403);
    expect((await ask("/internal/vault/rotate", serviceKey, "POST")).status).toBe(200);
  });

  it("a start with another key under a known id is refused", async () => {
    const [first] = rig.config.vaultKeys;
    const impostor = { id: first?.id ?? "", key: toSecretBytes(systemRandom.bytes(32)) };
    const vault = createVault({ keys: [impostor], fingerprintKey: rig.config.fingerprintKey, random: systemRandom });
    await rig.services.db.delete(vaultKeys);
    await admitVaultKeys(rig.services);
    const services = { ...rig.services, vault, config: { ...rig.config, vaultKeys: [impostor] } };
    await expect(admitVaultKeys(services)).rejects.toThrow("VAULT_KEYS");
  });
});
