/** Addresses at which outside senders reach a connection. */
import type { endpoints } from "../../schema/tables/index.ts";
import type { AttemptRow } from "../platform/store/attempts.ts";
import type { Method, Provider } from "../providers/define.ts";
import type { Services } from "./types.ts";

/**
 * The endpoint's id is a keyed hash of the connection's id (256 bits): unguessable, and known before the connection is
 * written, so that the address can be shown in the form that asks for its secret.
 */
async function endpointId(services: Pick<Services, "vault">, connectionId: string): Promise<string> {
  return `whk_${await services.vault.fingerprint("endpoint", connectionId)}`;
}

/** The address of a connection that senders call; undefined for methods that nobody calls. */
export async function endpointFor(
  services: Services,
  provider: Provider,
  method: Method,
  attempt: Pick<AttemptRow, "connectionId" | "tenantId">,
): Promise<{ settings: { webhook_url: string }; row: typeof endpoints.$inferInsert } | undefined> {
  const verifier = verifierOf(method);
  if (!verifier) return undefined;
  const id = await endpointId(services, attempt.connectionId);
  const path = verifier === "stripe" ? `${provider.id}/webhook?endpoint=${id}` : `webhook/${id}`;
  return {
    settings: { webhook_url: `${services.config.publicUrl}/api/integrations/${path}` },
    row: {
      id,
      connectionId: attempt.connectionId,
      tenantId: attempt.tenantId,
      verifier,
      createdAt: services.clock.now(),
    },
  };
}

export function verifierOf(method: Method): "standard_webhooks" | "stripe" | undefined {
  if (method.kind === "webhook") return "standard_webhooks";
  return method.kind === "credentials" ? method.inbound?.verifier : undefined;
}
