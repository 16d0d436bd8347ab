/** The Worker's variables for the demonstration (design of the configuration: docs/operating.md): what the environment sets stays as it is. */
import { z } from "zod";
import { type Ports, StartError } from "./ports.ts";
import type { Secrets } from "./secrets.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every variable of the Worker that a start may take over from the environment, besides `OAUTH_…`. */
const workerVariables = [
  "ENVIRONMENT",
  "PUBLIC_URL",
  "LIBSQL_URL",
  "LIBSQL_AUTH_TOKEN",
  "VAULT_KEYS",
  "SESSION_KEYS",
  "FINGERPRINT_KEY",
  "INTERNAL_KEYS",
  "PARTNER_KEYS",
  "SIDECAR_URL",
  "SIDECAR_KEYS",
  "INBOUND_MAIL_DOMAIN",
  "ORIGIN_MAP",
] as const;

export interface Addresses {
  readonly api: string;
  readonly dashboard: string;
  readonly partner: string;
  readonly sidecar: string;
  readonly simulators: string;
  readonly libsql: string;
}

/** Browsers see `localhost`, where `Secure` cookies work without TLS; processes speak to 127.0.0.1, where they listen. */
export function addressesOf(ports: Ports): Addresses {
  return {
    api: `http://localhost:${ports.api}`,
    dashboard: `http://localhost:${ports.dashboard}`,
    partner: `http://localhost:${ports.partner}`,
    sidecar: `http://127.0.0.1:${ports.sidecar}`,
    simulators: `http://127.0.0.1:${ports.simulators}`,
    libsql: `http://127.0.0.1:${ports.libsql}`,
  };
}

/** What can be said before anything runs. */
export function composeVariables(
  environment: Environment,
  addresses: Addresses,
  secrets: Secrets,
): Readonly<Record<string, string>> {
  const { LIBSQL_URL, PARTNER_KEYS } = environment;
  const ours: Readonly<Record<(typeof workerVariables)[number], string | undefined>> = {
    ENVIRONMENT: "development",
    PUBLIC_URL: addresses.api,
    LIBSQL_URL: addresses.libsql,
    // A database of somebody else's may need no token, and never needs ours.
    LIBSQL_AUTH_TOKEN: LIBSQL_URL ? undefined : secrets.libsql_token,
    VAULT_KEYS: `local:${secrets.vault_key}`,
    SESSION_KEYS: `local:${secrets.session_key}`,
    FINGERPRINT_KEY: secrets.fingerprint_key,
    INTERNAL_KEYS: JSON.stringify([
      {
        key: secrets.internal_key,
        name: "local",
        scopes: ["connections:read", "proxy", "records:read", "events:read", "vault:rotate"],
        tenants: "*",
      },
    ]),
    PARTNER_KEYS: JSON.stringify(partnerKeys(PARTNER_KEYS, addresses, secrets)),
    SIDECAR_URL: addresses.sidecar,
    SIDECAR_KEYS: `local:${secrets.sidecar_key}`,
    INBOUND_MAIL_DOMAIN: "connect.speedai.test",
    ORIGIN_MAP: undefined,
  };
  const chosen = workerVariables.map((name): [string, string | undefined] => [
    name,
    (name === "PARTNER_KEYS" ? undefined : environment[name]) || ours[name],
  ]);
  const clients = Object.entries(environment).filter(([name]) => /^OAUTH_[A-Z0-9_]+_CLIENT_(?:ID|SECRET)/.test(name));
  return Object.fromEntries([...chosen, ...clients].flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

/** Adds what the simulators need: the way to them, and the OAuth clients that they know. What is already set stays. */
export function addSimulators(
  variables: Readonly<Record<string, string>>,
  simulated: {
    readonly originMap: Readonly<Record<string, string>>;
    readonly variables: Readonly<Record<string, string>>;
  },
): Readonly<Record<string, string>> {
  return { ORIGIN_MAP: JSON.stringify(simulated.originMap), ...simulated.variables, ...variables };
}

/** The demo hosts' own keys behind those of the environment, so that neither is lost. */
function partnerKeys(given: string | undefined, addresses: Addresses, secrets: Secrets): readonly unknown[] {
  const listed = given ? z.array(z.unknown()).safeParse(parseJson(given)) : { success: true as const, data: [] };
  if (!listed.success) throw new StartError("PARTNER_KEYS is not a JSON list.");
  return [
    ...listed.data,
    {
      key: secrets.dashboard_partner_key,
      name: "demo-dashboard",
      origins: [addresses.dashboard],
      tenants: ["maison-lumiere"],
    },
    {
      key: secrets.partner_site_partner_key,
      name: "demo-partner",
      origins: [addresses.partner],
      tenants: ["auberge-du-port"],
    },
  ];
}

/** The text of an env file that gives back exactly these values (dotenv's quoting, and its expansion of `$`). */
export function toEnvFile(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${quote(name, value)}\n`)
    .join("");
}

function quote(name: string, value: string): string {
  const mark = ["'", "`", '"'].find((candidate) => !value.includes(candidate));
  // Inside double quotes \n would become a line break.
  if (mark === undefined || /[\r\n]/.test(value) || (mark === '"' && value.includes("\\"))) {
    throw new StartError(`${name} cannot be written to an env file: it has line breaks or every kind of quote.`);
  }
  return mark + value.replaceAll("$", "\\$") + mark;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
