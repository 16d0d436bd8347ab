/** An attempt as the page sees it: the stored step with its translated fields, addresses and connection. */
import type { Attempt, Connection, CopyItem, Step } from "../../schema/wire/index.ts";
import type { AttemptRow } from "../platform/store/attempts.ts";
import { createConnectionStore } from "../platform/store/connections.ts";
import { createImportStore } from "../platform/store/imports.ts";
import { toWireFields } from "../providers/catalogue.ts";
import type { Method, Provider } from "../providers/define.ts";
import { showConnection } from "./connection-view.ts";
import { endpointFor } from "./endpoints.ts";
import { readRefusedRows } from "./import-errors.ts";
import { maxUploadBytes } from "./import-files.ts";
import { showMapping } from "./import-mapping.ts";
import { progressOf, toSummary } from "./imports.ts";
import { languageOf, type Person } from "./people.ts";
import type { Services } from "./types.ts";

/** Known only in the answer that made them. */
export type ShownOnce = readonly CopyItem[];

export async function showAttempt(
  services: Services,
  person: Person,
  attempt: AttemptRow,
  provider: Provider,
  method: Method,
  once: ShownOnce = [],
): Promise<Attempt> {
  const expired = attempt.state === "open" && attempt.expiresAt <= services.clock.now();
  // A file is read for a connection that is made already: the page may show it while it fills.
  const isReading = attempt.step.kind === "waiting" && attempt.step.importId !== undefined;
  const parts =
    attempt.state === "done" || attempt.reconnects || isReading
      ? await createConnectionStore(services.db, attempt.tenantId).find(attempt.connectionId)
      : undefined;
  const connection = parts && (await showConnection(services, person, parts));
  return {
    id: attempt.id,
    provider: attempt.provider,
    method: attempt.method,
    state: expired ? "expired" : attempt.state,
    step: expired
      ? { kind: "failed", reason: "attempt_expired" }
      : await showStep(services, person, attempt, provider, method, connection, once),
    ...(connection && { connection }),
    expires_at: attempt.expiresAt.toISOString(),
  };
}

async function showStep(
  services: Services,
  person: Person,
  attempt: AttemptRow,
  provider: Provider,
  method: Method,
  connection: Connection | undefined,
  once: ShownOnce,
): Promise<Step> {
  const { step } = attempt;
  switch (step.kind) {
    case "form": {
      const items = await formItems(services, provider, method, attempt);
      const blamed = step.check?.field;
      return {
        ...step,
        fields: toWireFields(method.fields, { locale: person.locale, role: person.role }),
        ...(blamed !== undefined && { errors: [{ field: `values.${blamed}`, code: "rejected_by_provider" }] }),
        ...(items.length > 0 && { items }),
      };
    }
    case "redirect":
      return {
        kind: "redirect",
        start_url: startUrl(services, attempt),
        handshake: await handshakeOf(services, attempt.id),
        can_redirect: attempt.returnUrl !== null,
      };
    case "upload":
      return { kind: "upload", accept: ".csv,text/csv", max_bytes: maxUploadBytes };
    case "instructions":
      // The connection was removed since: nothing is left to instruct.
      if (!connection) return { kind: "failed", reason: "attempt_expired" };
      return { kind: "instructions", items: [...connectionItems(connection), ...once], connection };
    case "done":
      if (!connection) return { kind: "failed", reason: "attempt_expired" };
      return {
        kind: "done",
        connection,
        ...(step.check && { check: step.check }),
        ...(await showImport(services, person, step.importId)),
      };
    case "mapping":
      return showMapping(services, attempt.tenantId, step.importId);
    case "waiting":
      return { kind: "waiting", for: step.for, ...(await showProgress(services, attempt.tenantId, step.importId)) };
    case "choice":
    case "failed":
      return step;
    default:
      return step satisfies never;
  }
}

async function showProgress(services: Services, tenantId: string, importId: string | undefined) {
  const row = importId === undefined ? undefined : await createImportStore(services.db, tenantId).find(importId);
  return row ? { progress: progressOf(row) } : {};
}

async function showImport(services: Services, person: Person, importId: string | undefined) {
  const { tenantId } = person;
  const row = importId === undefined ? undefined : await createImportStore(services.db, tenantId).find(importId);
  if (!row) return {};
  const refused = await readRefusedRows(services, tenantId, [row], languageOf(person));
  return { import: toSummary(row, refused.get(row.id) ?? []) };
}

function startUrl(services: Services, attempt: AttemptRow): string {
  return `${services.config.publicUrl}/api/integrations/${attempt.provider}/start?attempt=${attempt.id}`;
}

/**
 * The secret that only the page which began the attempt is told. A keyed hash of the attempt's id: nothing to store, and
 * nothing that the attempt's address reveals.
 */
export async function handshakeOf(services: Pick<Services, "vault">, attemptId: string): Promise<string> {
  return services.vault.fingerprint("handshake", attemptId);
}

async function formItems(
  services: Services,
  provider: Provider,
  method: Method,
  attempt: AttemptRow,
): Promise<CopyItem[]> {
  if (method.kind === "webhook") return [];
  const endpoint = await endpointFor(services, provider, method, attempt);
  return endpoint ? [{ name: "webhook_url", value: endpoint.settings.webhook_url, once: false }] : [];
}

function connectionItems(connection: Connection): CopyItem[] {
  return (["webhook_url", "mail_address"] as const).flatMap((name) => {
    const value = connection.settings[name];
    return typeof value === "string" ? [{ name, value, once: false }] : [];
  });
}
