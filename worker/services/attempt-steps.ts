/** What each step of an attempt does with the values that a person sent. */

import type { StoredStep } from "../../schema/tables/index.ts";
import type { FieldError, FieldValues } from "../../schema/wire/index.ts";
import { isSealed, readForm } from "../domain/form.ts";
import { equalsConstantTime, hashToken } from "../domain/hash.ts";
import { generateWebhookSecret } from "../domain/standard-webhooks.ts";
import { toValues } from "../domain/values.ts";
import { Refusal } from "../errors.ts";
import { type Trial, toCheck } from "../methods/driver.ts";
import { type AttemptRow, updateOpenAttempt } from "../platform/store/attempts.ts";
import { createConnectionStore } from "../platform/store/connections.ts";
import { createJournal } from "../platform/store/journal.ts";
import type { Method } from "../providers/define.ts";
import type { ShownOnce } from "./attempt-view.ts";
import { confirmMapping } from "./import-mapping.ts";
import { pushImport } from "./imports.ts";
import { admitTarget } from "./limits.ts";
import type { Circumstance, Person } from "./people.ts";
import { type Draft, openAll, openDraft, sealDraft } from "./secrets.ts";
import { type OpenedAttempt, refuse, settleDraft } from "./settlement.ts";
import { journalEntry } from "./trail.ts";
import { tryMethod } from "./trials.ts";
import type { Services } from "./types.ts";

export async function takeStep(
  services: Services,
  person: Person,
  opened: OpenedAttempt,
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

export async function submitForm(
  services: Services,
  person: Person,
  opened: OpenedAttempt,
  values: FieldValues,
  circumstance: Circumstance,
): Promise<ShownOnce> {
  const { attempt, method } = opened;
  const kept = attempt.reconnects ? await previousValues(services, attempt, method) : { settings: {}, secrets: {} };
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

/** What was typed, checked and cleaned; a Refusal names every wrong field. */
export function validate(
  method: Method,
  values: FieldValues,
  person: Person,
  keepSecrets: ReadonlySet<string> = new Set(),
) {
  const form = readForm(method.fields, values, { role: person.role, keepSecrets });
  if (!form.ok) throw new Refusal("invalid_request", { errors: form.failure });
  return form.value;
}

/**
 * What was typed before, not what was won with it: a draft that is given up is revoked, and the living connection's tokens must
 * not go with it.
 */
async function previousValues(
  services: Services,
  attempt: AttemptRow,
  method: Method,
): Promise<Pick<Draft, "settings" | "secrets">> {
  const found = await createConnectionStore(services.db, attempt.tenantId).findSealed(attempt.connectionId);
  if (!found) throw new Refusal("attempt_closed");
  const opened = await openAll(services.vault, found.row, found.secrets);
  const typed = new Set(method.fields.filter(isSealed).map(({ name }) => name));
  // What does not open is typed anew: that is what the person is here for.
  const secrets = Object.entries(opened.ok ? opened.value : {}).filter(([name]) => typed.has(name));
  return { settings: found.row.settings, secrets: Object.fromEntries(secrets) };
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
  await createJournal(services.db, attempt.tenantId).writeIfThere(entry);
}

async function hold(services: Services, attempt: AttemptRow, draft: Draft, step: StoredStep): Promise<void> {
  const sealed = await sealDraft(services.vault, attempt, draft);
  if (!sealed.ok) throw new Refusal("internal");
  if (!(await updateOpenAttempt(services.db, attempt.id, { ...sealed.value, step })))
    throw new Refusal("attempt_closed");
  attempt.step = step;
}

/**
 * Same-tab road: the code that came back in the fragment, sent by a session of the same person, frees the parked grant. It is
 * spent by the write that ends the attempt, so that a page whose commit was cut off can send it again.
 */
async function complete(
  services: Services,
  opened: OpenedAttempt,
  values: FieldValues,
  circumstance: Circumstance,
): Promise<void> {
  const { attempt } = opened;
  const code = values["completion_code"];
  const wrong: FieldError = { field: "values.completion_code", code: code === undefined ? "required" : "wrong_format" };
  const { completionHash } = attempt;
  if (
    typeof code !== "string" ||
    completionHash === null ||
    !equalsConstantTime(await hashToken(code), completionHash)
  ) {
    throw new Refusal("invalid_request", { errors: [wrong] });
  }
  await settleDraft(services, opened, await heldDraft(services, attempt), circumstance);
}

/** The connection is made, and the file is read behind the answer. */
async function startImport(
  services: Services,
  opened: OpenedAttempt,
  importId: string,
  values: FieldValues,
  circumstance: Circumstance,
): Promise<void> {
  await confirmMapping(services, opened.attempt.tenantId, importId, values);
  const next = { kind: "waiting", for: "import", importId } as const;
  await settleDraft(services, opened, { settings: {}, secrets: {}, steps: [] }, circumstance, { next });
  await pushImport(services, opened.attempt.tenantId, importId);
}

async function choose(
  services: Services,
  opened: OpenedAttempt,
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
