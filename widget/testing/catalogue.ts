/** The whole catalogue as the page sees it: 23 tools in six categories, with connections in every status. */
import type { Badge, Catalogue, Category, Connection, ConnectionStatus, MethodKind } from "../../schema/wire/index.ts";
import { connection } from "./connections.ts";
import { minutesAgo } from "./now.ts";
import { integration, method } from "./tools.ts";

type Row = readonly [id: string, name: string, category: Category, badge: Badge, kind: MethodKind, synonyms?: string];

const rows: readonly Row[] = [
  ["hubspot", "HubSpot", "crm", "standard", "oauth2"],
  ["salesforce", "Salesforce", "crm", "premium", "oauth2"],
  ["zoho", "Zoho CRM", "crm", "standard", "oauth2"],
  ["pipedrive", "Pipedrive", "crm", "standard", "credentials"],
  ["monday", "Monday.com", "crm", "standard", "credentials"],
  ["zenchef", "Zenchef", "restaurant", "premium", "credentials", "réservation table"],
  ["thefork", "TheFork Manager", "restaurant", "premium", "csv", "la fourchette réservation"],
  ["opentable", "OpenTable", "restaurant", "premium", "credentials", "réservation"],
  ["resy", "Resy", "restaurant", "premium", "credentials", "réservation"],
  ["lightspeed", "Lightspeed Restaurant", "restaurant", "premium", "credentials", "caisse TPE"],
  ["mews", "Mews", "hotel", "premium", "credentials", "PMS"],
  ["cloudbeds", "Cloudbeds", "hotel", "premium", "oauth2", "PMS"],
  ["shopify", "Shopify", "ecommerce", "standard", "oauth2", "boutique"],
  ["woocommerce", "WooCommerce", "ecommerce", "standard", "credentials", "wordpress"],
  ["prestashop", "PrestaShop", "ecommerce", "standard", "credentials"],
  ["stripe", "Stripe", "ecommerce", "standard", "credentials", "paiement"],
  ["airtable", "Airtable", "database", "standard", "credentials"],
  ["notion", "Notion", "database", "standard", "oauth2"],
  ["google_sheets", "Google Sheets", "database", "standard", "oauth2", "tableur"],
  ["postgresql", "PostgreSQL", "database", "premium", "database"],
  ["mysql", "MySQL", "database", "premium", "database", "mariadb"],
  ["custom_api", "API personnalisée", "custom", "custom", "credentials"],
  ["webhook", "Webhook", "custom", "standard", "webhook"],
];

/** `connections` go to their provider; `unavailable` lists providers without an OAuth client. */
export function wholeCatalogue({
  connections = [],
  unavailable = [],
}: {
  connections?: readonly Connection[];
  unavailable?: readonly string[];
} = {}): Catalogue {
  return {
    integrations: rows.map(([id, name, category, badge, kind, synonyms = ""]) =>
      integration({
        id,
        name,
        category,
        badge,
        summary: `Ce que ${name} apporte à chaque appel.`,
        synonyms: synonyms.split(" ").filter(Boolean),
        logo_url: `/api/integrations/${id}/logo.svg`,
        methods: [method({ id: kind, kind, available: !unavailable.includes(id) })],
        available: !unavailable.includes(id),
        ...(unavailable.includes(id) ? { unavailable_reason: "oauth_client_missing" as const } : {}),
        connections: connections.filter(({ provider }) => provider === id),
      }),
    ),
  };
}

/** A connection of `provider` in the given status, checked four minutes ago, as it is for three hours. */
export function connectionOf(provider: string, status: ConnectionStatus, facts: Partial<Connection> = {}): Connection {
  const row = rows.find(([id]) => id === provider);
  const kind = row?.[4] ?? "credentials";
  return connection({
    id: `con_${provider}`,
    provider,
    method: kind,
    kind,
    label: row?.[1] ?? provider,
    status,
    reason: status === "connected" || status === "pending" ? null : "grant_revoked",
    status_since: minutesAgo(180),
    ...facts,
  });
}
