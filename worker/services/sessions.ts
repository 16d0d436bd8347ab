/** Sessions: minted for a partner's page, short, revocable, bound to tenant, user, role, integrations and origins. */
import { maxSessionSeconds, type Session, type SessionCreate } from "../../schema/wire/index.ts";
import { decodeBase64Url, encodeBase64Url } from "../domain/base64.ts";
import { equalBytesConstantTime, hashToken, hmacSha256 } from "../domain/hash.ts";
import { Refusal } from "../errors.ts";
import type { PartnerIdentity } from "../middleware/context.ts";
import { writeAudit } from "../platform/store/audit.ts";
import { insertSession, type Revocation, revokeSessions, type SessionRow } from "../platform/store/sessions.ts";
import type { Circumstance, Person } from "./people.ts";
import { auditing } from "./trail.ts";
import type { Services } from "./types.ts";

const tokenPrefix = "sat";

export async function mintSession(
  services: Services,
  partner: PartnerIdentity,
  body: SessionCreate,
  circumstance: Circumstance,
): Promise<Session> {
  checkPartner(partner, body);
  const now = services.clock.now();
  const expiresAt = new Date(now.getTime() + (body.ttl_seconds ?? maxSessionSeconds) * 1000);
  const id = services.random.id("ses");
  const token = await makeToken(services);
  await insertSession(services.db, {
    id,
    tokenHash: await hashToken(token),
    tenantId: body.tenant.id,
    tenantName: body.tenant.name,
    userId: body.user.id,
    role: body.user.role,
    origins: body.origins,
    integrations: body.integrations ?? null,
    locale: localeOf(body.locale) ?? "fr",
    partner: partner.name,
    proofRequired: body.proof === "required",
    createdAt: now,
    expiresAt,
  });
  await writeAudit(services.db, services.vault, {
    tenantId: body.tenant.id,
    at: now,
    actor: `partner:${partner.name}`,
    action: "session.create",
    outcome: "ok",
    origin: null,
    requestId: circumstance.requestId,
  });
  return { session_id: id, token, expires_at: expiresAt.toISOString() };
}

/** A partner names only its own tenants and origins. */
function checkPartner(partner: PartnerIdentity, body: SessionCreate): void {
  const errors = [
    ...(partner.tenants === "*" || partner.tenants.includes(body.tenant.id)
      ? []
      : [{ field: "tenant.id", code: "not_an_option" } as const]),
    ...body.origins.flatMap((origin, index) =>
      partner.origins.includes(origin) ? [] : [{ field: `origins.${index}`, code: "not_an_option" } as const],
    ),
  ];
  if (errors.length > 0) throw new Refusal("invalid_request", { errors });
}

/** How many living sessions were ended. */
export async function endSessions(services: Services, which: Revocation, requestId: string): Promise<number> {
  const tenants = await revokeSessions(services.db, which, services.clock.now());
  for (const tenantId of new Set(tenants)) {
    const count = tenants.filter((tenant) => tenant === tenantId).length;
    const by = { actor: `partner:${which.partner}`, origin: null, requestId };
    await services.db.transaction(
      auditing(services, { ...by, tenantId, action: "session.revoke", outcome: String(count) }),
    );
  }
  return tenants.length;
}

/**
 * `sat_<key id>.<256 random bits>.<HMAC>`: what we never made is refused without asking the database. The database holds the
 * token's hash.
 */
async function makeToken(services: Services): Promise<string> {
  const [key] = services.config.sessionKeys;
  if (!key) throw new RangeError("a configuration has at least one session key");
  const unsigned = `${tokenPrefix}_${key.id}.${services.random.token()}`;
  return `${unsigned}.${encodeBase64Url(await hmacSha256(key.key.reveal(), unsigned))}`;
}

/** Null: the token was never made by us. */
export async function tokenHashOf(services: Services, token: string): Promise<string | null> {
  const match = /^(sat_([\w-]{1,64})\.[\w-]{43})\.([\w-]{43})$/.exec(token);
  const [, unsigned, keyId, signature] = match ?? [];
  const key = services.config.sessionKeys.find((candidate) => candidate.id === keyId);
  const given = signature === undefined ? undefined : decodeBase64Url(signature);
  if (!key || unsigned === undefined || given === undefined) return null;
  const expected = await hmacSha256(key.key.reveal(), unsigned);
  return equalBytesConstantTime(expected, given) ? hashToken(token) : null;
}

/** How a token is shown: where, in which language, with which key's proof. */
export interface Use {
  readonly origin: string | undefined;
  readonly language: string | undefined;
  readonly proof: { readonly thumbprint: string; readonly isFirst: boolean } | undefined;
}

/** The person of a living session used where and by whom it may be; a Refusal else. */
export function authenticate(row: SessionRow | undefined, now: Date, use: Use): Person {
  if (!row) throw new Refusal("unauthenticated");
  if (row.revokedAt !== null || row.expiresAt <= now) throw new Refusal("session_expired");
  if (use.origin !== undefined && !row.origins.includes(use.origin)) throw new Refusal("forbidden_origin");
  if (!isProven(row, use.proof)) throw new Refusal("unauthenticated", { challenge: "proof" });
  return {
    sessionId: row.id,
    tenantId: row.tenantId,
    tenantName: row.tenantName,
    userId: row.userId,
    role: row.role,
    origins: row.origins,
    integrations: row.integrations,
    locale: localeOf(use.language) ?? row.locale,
  };
}

/** Once a session has shown a key, only that key speaks for it, and says each thing once. */
function isProven({ keyThumbprint, proofRequired }: SessionRow, proof: Use["proof"]): boolean {
  if (proof) return proof.isFirst && proof.thumbprint === keyThumbprint;
  return keyThumbprint === null && !proofRequired;
}

/** The first language of an `Accept-Language` or BCP 47 text that we speak. */
export function localeOf(text: string | undefined): "fr" | "en" | undefined {
  const languages = (text ?? "")
    .toLowerCase()
    .split(",")
    .map((part) => part.trim().slice(0, 2));
  return languages.find((language): language is "fr" | "en" => language === "fr" || language === "en");
}
