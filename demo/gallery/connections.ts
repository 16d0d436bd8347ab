/** Invented connections of the gallery: every status, long names, short and long histories. */
import type { Connection, ConnectionStatus, Reason } from "../../schema/wire/index.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

interface Sketch {
  readonly id: string;
  readonly provider: string;
  readonly kind: Connection["kind"];
  readonly label: string;
  readonly account: string;
  readonly status: ConnectionStatus;
  readonly reason?: Reason;
  /** Minutes since the last check; none when left out. */
  readonly checkedMinutesAgo?: number;
  /** One letter per check, oldest first: `o` passed, `x` failed. */
  readonly checks: string;
}

const sketches: readonly Sketch[] = [
  {
    id: "con_hubspot",
    provider: "hubspot",
    kind: "oauth2",
    label: "HubSpot",
    account: "Maison Lumière · 8412207",
    status: "connected",
    checkedMinutesAgo: 4,
    checks: "o".repeat(30),
  },
  {
    id: "con_salesforce",
    provider: "salesforce",
    kind: "oauth2",
    label: "Salesforce",
    account: "orga@maison-lumiere.fr",
    status: "action_required",
    reason: "grant_revoked",
    checkedMinutesAgo: 190,
    checks: `${"o".repeat(27)}xxx`,
  },
  {
    id: "con_shopify_lyon",
    provider: "shopify",
    kind: "oauth2",
    label: "Boutique Lyon",
    account: "maison-lumiere.myshopify.com",
    status: "connected",
    checkedMinutesAgo: 12,
    checks: `${"o".repeat(6)}x${"o".repeat(15)}`,
  },
  {
    id: "con_shopify_paris",
    provider: "shopify",
    kind: "oauth2",
    label: "Boutique Paris – Saint-Germain-des-Prés",
    account: "maison-lumiere-saint-germain-des-pres.myshopify.com",
    status: "expired",
    reason: "credentials_expired",
    checkedMinutesAgo: 1600,
    checks: "ooooooooxx",
  },
  {
    id: "con_lightspeed",
    provider: "lightspeed",
    kind: "credentials",
    label: "Lightspeed Restaurant",
    account: "Terrasse du Palais, site 2",
    status: "error",
    reason: "provider_down",
    checkedMinutesAgo: 31,
    checks: `${"o".repeat(24)}xoooox`,
  },
  {
    id: "con_thefork",
    provider: "thefork",
    kind: "mailbox",
    label: "TheFork Manager",
    account: "Adresse en attente d’un premier message",
    status: "pending",
    checks: "",
  },
];

export function inventConnections(now: Date): Connection[] {
  const at = (minutesAgo: number): string => new Date(now.getTime() - minutesAgo * minuteMs).toISOString();
  return sketches.map(({ id, provider, kind, label, account, status, reason = null, checkedMinutesAgo, checks }) => ({
    id,
    provider,
    method: kind,
    kind,
    label,
    status,
    reason,
    status_since: at(status === "connected" ? 43_000 : 190),
    account: { id: `acc_${id}`, label: account },
    settings: {},
    secrets: {},
    created_at: at(60_000),
    last_checked_at: checkedMinutesAgo === undefined ? null : at(checkedMinutesAgo),
    last_used_at: null,
    expires_at: null,
    history: [...checks].map((letter, index) => ({
      at: new Date(now.getTime() - (checks.length - index) * dayMs).toISOString(),
      ok: letter === "o",
      reason: letter === "o" ? null : reason,
    })),
  }));
}
