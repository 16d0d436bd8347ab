/** An auditor's afternoon: the running product's trail, its log and its database, judged on a machine that has none of its keys. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createClient } from "@libsql/client/web";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditPage } from "../../schema/wire/index.ts";
import pipedrive from "../simulators/pipedrive.ts";
import { startEphemeralStack } from "../stack/ephemeral.ts";
import type { Stack } from "../start.ts";
import { foreignHostKeys, sitDownAbroad } from "./person.ts";

const { PATH = "" } = process.env;
const folder = mkdtempSync(join(tmpdir(), "audit-"));
const auditorKey = "internal-key-of-the-auditor-8d15c2e7b4a90f63";
const tenant = "tenant-under-audit";
const trailFile = join(folder, "trail.json");
const headsFile = join(folder, "heads.log");

let stack: Stack;
let headKey: string;

beforeAll(async () => {
  const INTERNAL_KEYS = JSON.stringify([{ key: auditorKey, name: "auditor", scopes: ["audit:read"], tenants: "*" }]);
  stack = await startEphemeralStack({ PARTNER_KEYS: foreignHostKeys, INTERNAL_KEYS });
  const person = await sitDownAbroad(stack, { tenant });
  const { connection } = await person.begin("pipedrive", {
    method: "credentials",
    values: pipedrive.samples["credentials"] ?? {},
  });
  await person.test(connection?.id ?? "");
  await stack.fireCron();
});
afterAll(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const script = join(import.meta.dirname, "../../scripts/audit/verify.ts");
/** The command; only with `api` it may ask the running product. */
async function verify(args: readonly string[], api = false): Promise<{ code: number; text: string }> {
  const access = api ? { SPEEDAI_API: stack.urls.api, SPEEDAI_INTERNAL_KEY: auditorKey } : {};
  return promisify(execFile)(process.execPath, [script, ...args], { env: { PATH, ...access } }).then(
    ({ stdout }) => ({ code: 0, text: stdout }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      text: error.stdout + error.stderr,
    }),
  );
}
const database = () => createClient({ url: stack.urls.libsql, authToken: stack.variables["LIBSQL_AUTH_TOKEN"] ?? "" });

describe("an auditor", () => {
  test("exports the trail, hears the same from the service, and finds it whole", async () => {
    const { code, text } = await verify(["--tenant", tenant, "--save", trailFile], true);
    expect([code, text]).toEqual([0, expect.stringContaining(`Whole: trail of ${tenant}`)]);
    expect(text).toContain("says the same");
    const [page] = auditPage.array().parse(JSON.parse(readFileSync(trailFile, "utf8")));
    expect(page?.records.map(({ action }) => action)).toEqual([
      "session.create",
      "connection.connect",
      "connection.check",
    ]);
    headKey = page?.head_key ?? "";
  });

  test("finds signed heads in the product's log, and the trail passes through them", async () => {
    const heads = readFileSync(stack.logs.worker, "utf8")
      .split("\n")
      .filter((line) => line.includes("audit_head"));
    writeFileSync(headsFile, heads.join("\n"));
    const { code, text } = await verify([trailFile, "--heads", headsFile, "--key", headKey]);
    expect([code, text]).toEqual([0, expect.stringMatching(/Whole: .*, 3 records .*, [12] signed heads on the way/)]);
  });

  test("reads which record of the file was changed", async () => {
    const forged = readFileSync(trailFile, "utf8").replace('"connection.check"', '"connection.cheque"');
    writeFileSync(join(folder, "forged.json"), forged);
    const { code, text } = await verify([join(folder, "forged.json"), "--heads", headsFile, "--key", headKey]);
    expect([code, text]).toEqual([1, expect.stringMatching(/BROKEN: .* record 3 .* was changed/)]);
  });

  test("is told of records that an administrator of the database removed, guards and all", async () => {
    const client = database();
    const remove = { sql: "delete from audit where tenant_id = ? and position >= 3", args: [tenant] };
    await expect(client.execute(remove)).rejects.toThrow(/append-only/);
    await client.execute("drop trigger audit_is_never_removed");
    await client.execute(remove);
    client.close();
    const { code, text } = await verify(["--tenant", tenant, "--heads", headsFile, "--key", headKey], true);
    expect(code).toBe(1);
    expect(text).toMatch(/BROKEN: .* record (?:1|3)/);
  });
});
