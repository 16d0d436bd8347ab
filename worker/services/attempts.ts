/** Attempts to connect: a form, a consent, a choice, until a connection is written or nothing is. */

import type { StoredStep } from "../../schema/tables/index.ts";
import type { Attempt, AttemptCreate, FieldError, FieldValues } from "../../schema/wire/index.ts";
import { readForm, typedSettings } from "../domain/form.ts";
import { hashToken } from "../domain/hash.ts";
import { generateWebhookSecret } from "../domain/standard-webhooks.ts";
import { toValues } from "../domain/values.ts";
import { Refusal } from "../errors.ts";
import { type Trial, toCheck } from "../methods/driver.ts";
import {
  type AttemptRow,
  closeAttempt,
  findOwnAttempt,
  insertAttempt,
  takeCompletion,
  updateOpenAttempt,
} from "../platform/store/attempts.ts";
import { createConnectionStore } from "../platform/store/connections.ts";
import type { Method, Provider } from "../providers/define.ts";
import { findMethod, findProvider } from "../providers/registry.ts";
import { type ShownOnce, showAttempt } from "./attempt-view.ts";
import { confirmMapping, pushImport, takeFile } from "./imports.ts";
import { admitTarget } from "./limits.ts";
import { oauthClientOf } from "./oauth-clients.ts";
import { type Circumstance, hasRole, mayUse, type Person } from "./people.ts";
import { revokeDraft } from "./revocation.ts";
import { type Draft, openAll, openDraft, sealDraft } from "./secrets.ts";
import { refuse, settleDraft } from "./settlement.ts";
import { journalEntry } from "./trail.ts";
import { tryMethod } from "./trials.ts";
import type { Services } from "./types.ts";

/** Long enough to fetch a key in another tool; a consent under way has its own, shorter time. */
const attemptSeconds = 3600;

interface Opened {
  readonly attempt: AttemptRow;
  readonly provider: Provider;
  readonly method: Method;
}

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

function validate(method: Method, values: FieldValues, person: Person, keepSecrets: ReadonlySet<string> = new Set()) {
  const form = readForm(method.fields, values, { role: person.role, keepSecrets });
  if (!form.ok) throw new Refusal("invalid_request", { errors: form.failure });
  return form.value;
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

async function takeStep(
  services: Services,
  person: Person,
  opened: Opened,
  values: FieldValues,
  circumstance: Circumstance,
): Promise<ShownOnce> {
  const { step } = opened.attempt;
  switch (step.kind) {
    case "form":
      return submitForm(services, person, opened, values, circumstance);
    case "waiting":
      await complete(services, opened, values, circumstance);
      return [];
    case "choice":
      await choose(services, opened, step, values, circumstance);
      return [];
    case "mapping":
      await startImport(services, opened, step.importId, values, circumstance);
      return [];
    case "redirect":
    case "upload":
    case "instructions":
    case "done":
    case "failed":
      throw new Refusal("attempt_closed");
    default:
      return step satisfies never;
  }
}

async function submitForm(
  services: Services,
  person: Person,
  opened: Opened,
  values: FieldValues,
  circumstance: Circumstance,
): Promise<ShownOnce> {
  const { attempt, method } = opened;
  const kept = attempt.reconnects ? await previousValues(services, attempt) : { settings: {}, secrets: {} };
  const typed = validate(method, values, person, new Set(Object.keys(kept.secrets)));
  const draft: Draft = {
    settings: { ...kept.settings, ...typed.settings },
    secrets: { ...kept.secrets, ...typed.secrets },
    steps: [],
  };
  switch (method.kind) {
    case "oauth2":
      await hold(services, attempt, draft, { kind: "redirect" });
      return [];
    case "webhook": {
      const secret = generateWebhookSecret(services.random);
      await settleDraft(services, opened, { ...draft, secrets: { webhook_secret: secret } }, circumstance);
      return [{ name: "webhook_secret", value: secret, once: true }];
    }
    case "credentials":
    case "database": {
      const values = toValues(draft.settings, draft.secrets);
      await admitTarget(services, attempt.tenantId, method, values);
      const trial = await tryMethod(services, method, values);
      if (trial.ok) await settleDraft(services, opened, provenDraft(draft, trial, services.clock.now()), circumstance);
      else await showFailure(services, attempt, typed.settings, trial, circumstance);
      return [];
    }
    case "mailbox":
      await settleDraft(services, opened, draft, circumstance);
      return [];
    case "csv":
      throw new Refusal("provider_unavailable");
    default:
      return method satisfies never;
  }
}

async function previousValues(services: Services, attempt: AttemptRow): Promise<Pick<Draft, "settings" | "secrets">> {
  const found = await createConnectionStore(services.db, attempt.tenantId).findSealed(attempt.connectionId);
  if (!found) throw new Refusal("attempt_closed");
  const opened = await openAll(services.vault, found.row, found.secrets);
  // What does not open is typed anew: that is what the person is here for.
  return { settings: found.row.settings, secrets: opened.ok ? opened.value : {} };
}

function provenDraft(draft: Draft, trial: Trial, now: Date): Draft {
  return {
    settings: { ...draft.settings, ...trial.finding.settings },
    secrets: { ...draft.secrets, ...(trial.token && { access_token: trial.token.accessToken }) },
    accountId: trial.finding.accountId,
    accountLabel: trial.finding.accountLabel,
    choice: trial.finding.choice,
    ...(trial.token && {
      tokenReceivedAt: now.toISOString(),
      tokenExpiresAt: trial.token.expiresAt.toISOString(),
    }),
    steps: trial.steps,
  };
}

/** Back to the form with the failing line; nothing typed is kept but what is no secret. */
async function showFailure(
  services: Services,
  attempt: AttemptRow,
  settings: FieldValues,
  trial: Trial,
  circumstance: Circumstance,
): Promise<void> {
  const check = toCheck(trial, "pending", services.clock.now());
  const step: StoredStep = { kind: "form", values: settings, check };
  if (!(await updateOpenAttempt(services.db, attempt.id, { step }))) throw new Refusal("attempt_closed");
  attempt.step = step;
  if (!attempt.reconnects) return;
  const entry = journalEntry(services, {
    connectionId: attempt.connectionId,
    tenantId: attempt.tenantId,
    code: "test_failed",
    params: { reason: trial.failure?.reason ?? "internal" },
    requestId: circumstance.requestId,
  });
  await createConnectionStore(services.db, attempt.tenantId).writeJournal(entry);
}

async function hold(services: Services, attempt: AttemptRow, draft: Draft, step: StoredStep): Promise<void> {
  const sealed = await sealDraft(services.vault, attempt, draft);
  if (!sealed.ok) throw new Refusal("internal");
  if (!(await updateOpenAttempt(services.db, attempt.id, { ...sealed.value, step })))
    throw new Refusal("attempt_closed");
  attempt.step = step;
}

/** Same-tab road: the code that came back in the fragment, sent by a session of the same person, frees the parked grant. */
async function complete(
  services: Services,
  opened: Opened,
  values: FieldValues,
  circumstance: Circumstance,
): Promise<void> {
  const { attempt } = opened;
  const code = values["completion_code"];
  const wrong: FieldError = { field: "values.completion_code", code: code === undefined ? "required" : "wrong_format" };
  if (typeof code !== "string" || !(await takeCompletion(services.db, attempt.id, await hashToken(code)))) {
    throw new Refusal("invalid_request", { errors: [wrong] });
  }
  await settleDraft(services, opened, await heldDraft(services, attempt), circumstance);
}

/** The connection is made, and the file is read behind the answer. */
async function startImport(
  services: Services,
  opened: Opened,
  importId: string,
  values: FieldValues,
  circumstance: Circumstance,
): Promise<void> {
  await confirmMapping(services, opened.attempt.tenantId, importId, values);
  const next = { kind: "waiting", for: "import", importId } as const;
  await settleDraft(services, opened, { settings: {}, secrets: {}, steps: [] }, circumstance, { next });
  await pushImport(services, opened.attempt.tenantId, importId);
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

async function choose(
  services: Services,
  opened: Opened,
  step: Extract<StoredStep, { kind: "choice" }>,
  values: FieldValues,
  circumstance: Circumstance,
): Promise<void> {
  const { attempt } = opened;
  const value = values[step.field];
  const option = step.options.find((candidate) => candidate.value === value);
  if (!option) {
    const code = value === undefined ? "required" : "not_an_option";
    throw new Refusal("invalid_request", { errors: [{ field: `values.${step.field}`, code }] });
  }
  const draft = await heldDraft(services, attempt);
  if (step.question === "different_account") {
    if (option.value === "accept") return settleDraft(services, opened, draft, circumstance, { anyAccount: true });
    await revokeDraft(services, opened.provider, opened.method, draft);
    return refuse(services, attempt, { reason: "different_account" }, circumstance);
  }
  const chosen: Draft = {
    ...draft,
    settings: { ...draft.settings, [step.field]: option.value },
    accountId: option.value,
    accountLabel: option.label,
    choice: undefined,
  };
  return settleDraft(services, opened, chosen, circumstance);
}

async function heldDraft(services: Services, attempt: AttemptRow): Promise<Draft> {
  const draft = await openDraft(services.vault, attempt);
  if (!draft.ok || !draft.value) throw new Refusal("attempt_closed");
  return draft.value;
}

/** Ends the attempt; a grant that it holds is revoked. */
export async function cancelAttempt(services: Services, person: Person, id: string): Promise<void> {
  const { attempt, provider, method } = await openOwn(services, person, id);
  const draft = await openDraft(services.vault, attempt);
  const closed = await closeAttempt(services.db, attempt.id, {
    state: "failed",
    step: { kind: "failed", reason: "consent_denied" },
  });
  if (closed && draft.ok && draft.value) await revokeDraft(services, provider, method, draft.value);
}

async function openOwn(services: Services, person: Person, id: string): Promise<Opened> {
  const attempt = await findOwnAttempt(services.db, id, person);
  const provider = attempt && findProvider(attempt.provider);
  const method = provider && findMethod(provider, attempt.method);
  if (!attempt || !provider || !method || !mayUse(person, provider.id)) throw new Refusal("not_found");
  return { attempt, provider, method };
}

async function show(services: Services, person: Person, opened: Opened, once: ShownOnce = []): Promise<Attempt> {
  const fresh = await findOwnAttempt(services.db, opened.attempt.id, person);
  return showAttempt(services, person, fresh ?? opened.attempt, opened.provider, opened.method, once);
}
