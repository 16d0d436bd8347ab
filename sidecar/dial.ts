/** One TCP connection to a checked address, and TLS on top of it, for databases and HTTP alike. */
import { X509Certificate } from "node:crypto";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { checkServerIdentity, connect as connectTls, type TLSSocket } from "node:tls";
import { type Failure, fail, type Outcome, succeed } from "./outcome.ts";
import type { Target } from "./target.ts";

/** More addresses than this are not tried: two of each family is what a careful operator has. */
const maxAddressesTried = 4;

/**
 * Connects to the first address of the target that accepts. Nothing is sent to any of them, so going on to the next one is
 * not a second attempt. All of it takes at most `timeoutMs`.
 */
export async function dial(target: Target, port: number, timeoutMs: number): Promise<Outcome<Socket>> {
  const addresses = target.addresses.slice(0, maxAddressesTried);
  let last: Outcome<Socket> = fail("host_unknown", "host");
  for (const address of addresses) {
    last = await dialAddress(address, port, timeoutMs / addresses.length);
    if (last.ok) return last;
  }
  return last;
}

function dialAddress(address: string, port: number, timeoutMs: number): Promise<Outcome<Socket>> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host: address, port, noDelay: true });
    const settle = (outcome: Outcome<Socket>) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      // A socket without a listener would end the process on its next error.
      socket.on("error", () => socket.destroy());
      if (!outcome.ok) socket.destroy();
      resolve(outcome);
    };
    // No answer at all: a firewall drops the packets.
    const timer = setTimeout(() => settle(fail("port_filtered", "port")), timeoutMs);
    socket.once("connect", () => settle(succeed(socket)));
    socket.once("error", (error) => settle(judgeDialError(error)));
  });
}

function judgeDialError(error: Error): { readonly ok: false; readonly failure: Failure } {
  switch (codeOf(error)) {
    case "ECONNREFUSED":
      return fail("port_closed", "port");
    case "ECONNRESET":
      return fail("connection_lost");
    default:
      // ETIMEDOUT, EHOSTUNREACH, ENETUNREACH, EACCES: something on the way keeps us from getting there.
      return fail("port_filtered", "port");
  }
}

/** What a greeting or an answer to one letter may have. */
const maxOpeningBytes = 65_536;

/**
 * The first bytes of a server, until there are enough; the socket is paused after them. For what must be known before a
 * driver takes over. Waits without end for a silent server: the check has a deadline.
 */
export function readOpening(socket: Socket, isEnough: (bytes: Buffer) => boolean): Promise<Outcome<Buffer>> {
  return new Promise((resolve) => {
    let bytes: Buffer = Buffer.alloc(0);
    const settle = (outcome: Outcome<Buffer>) => {
      socket.off("data", read).off("close", lose).pause();
      resolve(outcome);
    };
    const lose = () => settle(fail("connection_lost"));
    const read = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (isEnough(bytes)) settle(succeed(bytes));
      else if (bytes.length > maxOpeningBytes) settle(fail("unexpected_answer"));
    };
    socket.on("data", read).once("close", lose);
  });
}

/**
 * TLS over a connected socket. The chain is checked against the public authorities, or against `authorities` alone when the
 * customer gave some, and the certificate must be for the host that was typed, name or address. There is no switch to
 * turn a check off.
 */
export function secure(socket: Socket, host: string, authorities: string | undefined): Promise<Outcome<TLSSocket>> {
  if (authorities !== undefined && !isCertificateText(authorities)) {
    return Promise.resolve(fail("tls_unknown_authority", "ca_certificate"));
  }
  return new Promise((resolve) => {
    const secured = connectTls({
      socket,
      host,
      // SNI never holds an address (RFC 6066 §3); the certificate is then checked against `host`.
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(authorities === undefined ? {} : { ca: authorities }),
      rejectUnauthorized: true,
      checkServerIdentity,
      minVersion: "TLSv1.2",
    });
    const settle = (outcome: Outcome<TLSSocket>) => {
      secured.removeAllListeners("secureConnect").removeAllListeners("close");
      secured.on("error", () => secured.destroy());
      if (!outcome.ok) secured.destroy();
      resolve(outcome);
    };
    secured.once("secureConnect", () => settle(succeed(secured)));
    secured.once("error", (error) => settle(judgeTlsError(error)));
    secured.once("close", () => settle(fail("connection_lost")));
  });
}

/** PEM text in which every certificate can be read, and there is at least one. */
function isCertificateText(text: string): boolean {
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return certificates.length > 0 && certificates.every(isReadableCertificate);
}

function isReadableCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

/** OpenSSL's verification results (X509_verify_cert_error_string(3)) that mean: the chain does not lead to a trusted authority. */
const untrustedChain = new Set([
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "CERT_REJECTED",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "PATH_LENGTH_EXCEEDED",
  "CERT_CHAIN_TOO_LONG",
]);

export function judgeTlsError(error: Error): { readonly ok: false; readonly failure: Failure } {
  const code = codeOf(error);
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return fail("tls_wrong_host", "host");
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") return fail("tls_certificate_expired");
  if (untrustedChain.has(code)) return fail("tls_unknown_authority", "ca_certificate");
  if (code === "ECONNRESET" || code === "EPIPE") return fail("connection_lost");
  return fail("tls_failed");
}

/** Node's and OpenSSL's name of an error, or the empty text. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
