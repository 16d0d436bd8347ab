/** Gives a grant back to the provider (RFC 7009 and the providers' own ways). */
import type { Disconnection } from "../../schema/wire/index.ts";
import { toValues, type Values } from "../domain/values.ts";
import { judgeRevocation, revocationRequest } from "../methods/oauth2.ts";
import { type AttemptRow, endAttempt, forgetDraft, postponeReturn } from "../platform/store/attempts.ts";
import type { SealedRow, SecretRow } from "../platform/store/connection-parts.ts";
import type { Method, Provider } from "../providers/define.ts";
import { findMethod, findProvider } from "../providers/registry.ts";
import { oauthClientOf } from "./oauth-clients.ts";
import { type Draft, openAll, openDraft } from "./secrets.ts";
import type { Services } from "./types.ts";

/** Never throws for what the provider does: disconnecting must succeed without it. */
export async function revoke(
  services: Services,
  provider: Provider,
  method: Method,
  values: Values,
): Promise<Disconnection["revoked"]> {
  if (method.kind !== "oauth2" || !method.oauth.revocation) return "unsupported";
  const client = oauthClientOf(services.config, provider, method, values);
  const request = client && revocationRequest(method.oauth, client, values);
  if (!request) return "unsupported";
  const sent = await services.outbound.send({ ...request, maxBytes: 65_536 });
  return sent.ok ? judgeRevocation(method.oauth, sent.value) : "failed";
}

/** A grant that was won but not kept. */
export async function revokeDraft(
  services: Services,
  provider: Provider,
  method: Method,
  draft: Pick<Draft, "settings" | "secrets">,
): Promise<Disconnection["revoked"]> {
  const outcome = await revoke(services, provider, method, toValues(draft.settings, draft.secrets));
  services.log.info("uncommitted_grant_erased", { provider: provider.id, code: outcome });
  return outcome;
}

/** A provider that does not answer is asked again after this time, for a day at most. */
const nextTryMs = 10 * 60_000;
const givenUpMs = 24 * 3600_000;

/**
 * Gives back what an ended attempt holds and only then forgets it, so that whoever is cut off in between is followed by the
 * clock. Asking twice does no harm: a grant that the provider no longer knows is given back.
 */
export async function giveBack(services: Services, attempt: AttemptRow): Promise<Disconnection["revoked"]> {
  const provider = findProvider(attempt.provider);
  const method = provider && findMethod(provider, attempt.method);
  const draft = await openDraft(services.vault, attempt);
  const outcome =
    provider && method && draft.ok && draft.value
      ? await revokeDraft(services, provider, method, draft.value)
      : "unsupported";
  const now = services.clock.now().getTime();
  if (outcome === "failed" && now - attempt.createdAt.getTime() < givenUpMs) {
    await postponeReturn(services.db, attempt.id, new Date(now + nextTryMs));
  } else if (attempt.sealedDraft !== null) await forgetDraft(services.db, attempt.id);
  return outcome;
}

/** Ends an open attempt and gives back what it holds. */
export async function abandon(services: Services, id: string, end: Pick<AttemptRow, "state" | "step">): Promise<void> {
  const ended = await endAttempt(services.db, id, end);
  if (ended) await giveBack(services, ended);
}

/**
 * The grant of an account that another one replaced. That of the same account is only erased: a provider may end the newer
 * grant with it.
 */
export async function revokeReplaced(
  services: Services,
  provider: Provider,
  method: Method,
  { row, secrets }: { readonly row: SealedRow; readonly secrets: readonly SecretRow[] },
): Promise<void> {
  const opened = await openAll(services.vault, row, secrets);
  if (!opened.ok) return;
  const outcome = await revoke(services, provider, method, toValues(row.settings, opened.value));
  services.log.info("replaced_grant_erased", { provider: provider.id, code: outcome });
}
