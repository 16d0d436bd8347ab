/** Secrets of this machine's demonstration: made once, kept in the data folder for its owner only, used again at every start. */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { StartError } from "./ports.ts";

const ownerOnly = 0o600;

/** Base64 of 32 random bytes, made when the file has none. */
const secret = z
  .string()
  .min(32)
  .default(() => randomBytes(32).toString("base64"));

/** Members of a later version are kept. */
const secrets = z.looseObject({
  libsql_token: secret,
  vault_key: secret,
  session_key: secret,
  fingerprint_key: secret,
  sidecar_key: secret,
  internal_key: secret,
  dashboard_partner_key: secret,
  partner_site_partner_key: secret,
});
export type Secrets = Readonly<z.output<typeof secrets>>;

/** Reads `<dataDir>/secrets.json` and adds what is missing. Throws `StartError` when the file is damaged. */
export function keepSecrets(dataDir: string): Secrets {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, "secrets.json");
  const kept = secrets.safeParse(readJson(file));
  if (!kept.success) {
    throw new StartError(
      `${file} is damaged. Nothing that it sealed can be opened without it: restore it, or remove ${dataDir}.`,
    );
  }
  writeForOwner(file, `${JSON.stringify(kept.data, null, 2)}\n`);
  return kept.data;
}

/** Replaces a file in one step; at no moment can anybody but its owner read it. */
export function writeForOwner(file: string, text: string): void {
  const fresh = `${file}.${randomBytes(6).toString("hex")}`;
  writeFileSync(fresh, text, { mode: ownerOnly, flag: "wx" });
  renameSync(fresh, file);
}

/** An empty object when there is no file, undefined when it is not JSON. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
}
