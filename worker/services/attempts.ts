import type { Attempt, AttemptCreate, FieldValues } from "../../schema/wire/index.ts";
import { typedSettings } from "../domain/form.ts";
import { Refusal } from "../errors.ts";
import { type AttemptRow, findOwnAttempt, insertAttempt } from "../platform/store/attempts.ts";
import { createConnectionStore } from "../platform/store/connections.ts";
import type { Method, Provider } from "../providers/define.ts";
import { findMethod, findProvider } from "../providers/registry.ts";
import { submitForm, takeStep, validate } from "./attempt-steps.ts";
import { type ShownOnce, showAttempt } from "./attempt-view.ts";
import { takeFile } from "./import-files.ts";
import { pushImport } from "./imports.ts";
import { oauthClientOf } from "./oauth-clients.ts";
import { type Circumstance, hasRole, mayUse, type Person } from "./people.ts";
import { abandon } from "./revocation.ts";
import type { OpenedAttempt } from "./settlement.ts";
import type { Services } from "./types.ts";

/** Long enough to fetch a key in another tool; a consent under way has its own, shorter time. */
const attemptSeconds = 3600;

export async function createAttempt(
  services: Services,
  person: Person,
  providerId: string,
  body: AttemptCreate,
  circumstance: Circumstance,
): Promise<Attempt> {
  const provider = findProvider(providerId);
  if (!provider || !mayUse(person, providerId)) throw new Refusal("not_found");
  if (!hasRole(person, "manager")) throw new Refusal("forbidden_role");
  const method = findMethod(provider, body.method);
  if (!method) throw new Refusal("invalid_request", { errors: [{ field: "method", code: "not_an_option" }] });
  if (method.kind === "oauth2" && !method.oauth.ownClient && !oauthClientOf(services.config, provider, method)) {
    throw new Refusal("provider_unavailable");
  }
  if (method.kind === "mailbox" && services.config.inboundMailDomain === undefined) {
    throw new Refusal("provider_unavailable");
  }
  checkReturnUrl(body.return_url, person);
  const previous = await findPrevious(services, person, provider, method, body.connection_id);
  // A wrong form writes nothing, not even an attempt.
  const submits = method.kind !== "csv" && (body.values !== undefined || method.fields.length === 0);
  const values = body.values ?? {};
  if (submits) validate(method, values, person, previous?.secrets);

  const now = services.clock.now();
  const attempt: AttemptRow = {
    id: services.random.id("att"),
    tenantId: person.tenantId,
    userId: person.userId,
    sessionId: person.sessionId,
    provider: provider.id,
    method: method.id,
    state: "open",
    step: method.kind === "csv" ? { kind: "upload" } : { kind: "form", ...knownValues(previous?.settings) },
    label: body.label ?? null,
    connectionId: previous?.id ?? services.random.id("con"),
    reconnects: previous !== undefined,
    wrappedKey: null,
    keyId: null,
    sealedDraft: null,
    openerOrigin: circumstance.origin,
    returnUrl: body.return_url ?? null,
    completionHash: null,
    createdAt: now,
    expiresAt: new Date(now.getTime() + attemptSeconds * 1000),
  };
  await insertAttempt(services.db, attempt);
  const opened = { attempt, provider, method };
  const once = submits ? await submitForm(services, person, opened, values, circumstance) : [];
  return show(services, person, opened, once);
}

function knownValues(settings: FieldValues | undefined): { values?: FieldValues } {
  return settings && Object.keys(settings).length > 0 ? { values: settings } : {};
}

function checkReturnUrl(returnUrl: string | undefined, person: Person): void {
  if (returnUrl === undefined) return;
  const url = new URL(returnUrl);
  if (!person.origins.includes(url.origin) || url.hash !== "" || url.username !== "") {
    throw new Refusal("invalid_request", { errors: [{ field: "return_url", code: "not_an_option" }] });
  }
}

async function findPrevious(
  services: Services,
  person: Person,
  provider: Provider,
  method: Method,
  connectionId: string | undefined,
): Promise<{ id: string; settings: FieldValues; secrets: ReadonlySet<string> } | undefined> {
  if (connectionId === undefined) return undefined;
  const found = await createConnectionStore(services.db, person.tenantId).find(connectionId);
  if (!found || found.row.provider !== provider.id) throw new Refusal("not_found");
  if (found.row.method !== method.id) {
    throw new Refusal("invalid_request", { errors: [{ field: "method", code: "not_an_option" }] });
  }
  const secrets = new Set(found.secrets.map((secret) => secret.field));
  return { id: found.row.id, settings: typedSettings(method.fields, found.row.settings), secrets };
}

export async function readAttempt(services: Services, person: Person, id: string): Promise<Attempt> {
  const opened = await openOwn(services, person, id);
  const { step, state, tenantId } = opened.attempt;
  // Whoever looks keeps a file going whose reader was cut off.
  if (state === "open" && step.kind === "waiting" && step.importId) await pushImport(services, tenantId, step.importId);
  return show(services, person, opened);
}

/** The values of the present step. */
export async function submitStep(
  services: Services,
  person: Person,
  id: string,
  values: FieldValues,
  circumstance: Circumstance,
): Promise<Attempt> {
  if (!hasRole(person, "manager")) throw new Refusal("forbidden_role");
  const opened = await openOwn(services, person, id);
  const { attempt } = opened;
  if (attempt.state !== "open" || attempt.expiresAt <= services.clock.now()) throw new Refusal("attempt_closed");
  const once = await takeStep(services, person, opened, values, circumstance);
  return show(services, person, await openOwn(services, person, id), once);
}

/** A file for the attempt's present step. */
export async function uploadFile(
  services: Services,
  person: Person,
  id: string,
  file: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> },
): Promise<Attempt> {
  if (!hasRole(person, "manager")) throw new Refusal("forbidden_role");
  const opened = await openOwn(services, person, id);
  const { step, state, expiresAt } = opened.attempt;
  const takes = step.kind === "upload" || step.kind === "mapping";
  if (state !== "open" || expiresAt <= services.clock.now() || !takes) throw new Refusal("attempt_closed");
  await takeFile(services, opened.attempt, file);
  return show(services, person, opened);
}

/** Ends the attempt; a grant that it holds is revoked. */
export async function cancelAttempt(services: Services, person: Person, id: string): Promise<void> {
  if (!hasRole(person, "manager")) throw new Refusal("forbidden_role");
  const { attempt } = await openOwn(services, person, id);
  await abandon(services, attempt.id, { state: "failed", step: { kind: "failed", reason: "consent_denied" } });
}

async function openOwn(services: Services, person: Person, id: string): Promise<OpenedAttempt> {
  const attempt = await findOwnAttempt(services.db, id, person);
  const provider = attempt && findProvider(attempt.provider);
  const method = provider && findMethod(provider, attempt.method);
  if (!attempt || !provider || !method || !mayUse(person, provider.id)) throw new Refusal("not_found");
  return { attempt, provider, method };
}

async function show(services: Services, person: Person, opened: OpenedAttempt, once: ShownOnce = []): Promise<Attempt> {
  const fresh = await findOwnAttempt(services.db, opened.attempt.id, person);
  return showAttempt(services, person, fresh ?? opened.attempt, opened.provider, opened.method, once);
}
