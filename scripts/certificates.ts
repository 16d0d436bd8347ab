/**
 * Certificates for servers that tests start: a throw-away authority and what it issues. Made by the `openssl` command,
 * because Node can read X.509 but not write it.
 */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** PEM texts, as `tls.createServer`, PostgreSQL and MariaDB take them. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateAuthority {
  /** PEM of the authority's own certificate: what a customer would paste. */
  readonly cert: string;
  /** A server certificate for DNS names and IP addresses; `expired` ends its life one day before it began. */
  issue(options: { readonly names: readonly string[]; readonly expired?: boolean }): ServerCertificate;
}

/** P-256: fast to make, taken by every server and client of today. */
const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** An authority of its own; two calls never trust each other. */
export function createAuthority(name = "Test authority"): CertificateAuthority {
  const { cert, key } = inFolder((folder) => {
    const paths = { cert: join(folder, "ca.pem"), key: join(folder, "ca.key") };
    const request = ["req", "-x509", ...newKey, "-subj", `/CN=${name} ${randomBytes(4).toString("hex")}`];
    runOpenssl([...request, "-days", "30", "-keyout", paths.key, "-out", paths.cert]);
    return { cert: readFileSync(paths.cert, "utf8"), key: readFileSync(paths.key, "utf8") };
  });
  return { cert, issue: (options) => issue({ cert, key }, options) };
}

function issue(
  authority: ServerCertificate,
  { names, expired = false }: { readonly names: readonly string[]; readonly expired?: boolean },
): ServerCertificate {
  return inFolder((folder) => {
    const at = (file: string) => join(folder, file);
    writeFileSync(at("ca.pem"), authority.cert);
    writeFileSync(at("ca.key"), authority.key, { mode: 0o600 });
    const alternatives = names.map((name) => `${isIP(name) === 0 ? "DNS" : "IP"}:${name}`).join(",");
    writeFileSync(at("extensions"), `subjectAltName=${alternatives}\nextendedKeyUsage=serverAuth\n`);
    runOpenssl(["req", "-new", ...newKey, "-subj", "/CN=Test server", "-keyout", at("key.pem"), "-out", at("request")]);
    const signing = ["x509", "-req", "-in", at("request"), "-CA", at("ca.pem"), "-CAkey", at("ca.key")];
    const serial = ["-set_serial", `0x${randomBytes(12).toString("hex")}`];
    const life = ["-days", expired ? "-1" : "30"];
    runOpenssl([...signing, ...serial, ...life, "-extfile", at("extensions"), "-out", at("cert.pem")]);
    return { cert: readFileSync(at("cert.pem"), "utf8"), key: readFileSync(at("key.pem"), "utf8") };
  });
}

function runOpenssl(parameters: readonly string[]): void {
  execFileSync("openssl", parameters, { stdio: ["ignore", "ignore", "pipe"] });
}

function inFolder<Value>(work: (folder: string) => Value): Value {
  const folder = mkdtempSync(join(tmpdir(), "certificates-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
