/** The only file of the page that knows URLs. Types come from the wire schemas; nothing of them is bundled. */
import type {
  Attempt,
  AttemptCreate,
  Catalogue,
  Check,
  Connection,
  ConnectionPatch,
  Delivery,
  DeliveryList,
  Disconnection,
  FieldValues,
  ImportSummary,
  LogPage,
  Mail,
  MailDecision,
  MailList,
  Problem,
  RecordPage,
  StoredRecord,
  WebhookSecret,
} from "../../schema/wire/index.ts";

/** A refused or failed call. `problem` is null when there was no answer (offline, time-out, blocked). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly problem: Problem | null;
  constructor(problem: Problem | null, options?: ErrorOptions) {
    super(problem ? `${problem.status} ${problem.code}` : "no answer", options);
    this.problem = problem;
  }
}

export interface ApiClient {
  /** Origin and path prefix of the API, without a trailing slash. */
  readonly base: string;
  catalogue(signal?: AbortSignal): Promise<Catalogue>;
  /** A provider's logo as a `data:` URL, fetched once. */
  logo(path: string): Promise<string>;
  createAttempt(provider: string, body: AttemptCreate): Promise<Attempt>;
  attempt(id: string, signal?: AbortSignal): Promise<Attempt>;
  submitStep(id: string, values: FieldValues): Promise<Attempt>;
  upload(
    id: string,
    file: Blob,
    onProgress: (sent: number, total: number) => void,
    signal?: AbortSignal,
  ): Promise<Attempt>;
  cancelAttempt(id: string): Promise<void>;
  connection(id: string, signal?: AbortSignal): Promise<Connection>;
  patchConnection(id: string, patch: ConnectionPatch): Promise<Connection>;
  testConnection(id: string): Promise<Check>;
  logs(id: string, before?: string, signal?: AbortSignal): Promise<LogPage>;
  disconnect(id: string): Promise<Disconnection>;
  /** A page of what files and mails became, newest first. */
  records(id: string, kind: StoredRecord["kind"], before?: string, signal?: AbortSignal): Promise<RecordPage>;
  imports(id: string, signal?: AbortSignal): Promise<{ readonly imports: readonly ImportSummary[] }>;
  undoImport(id: string, importId: string): Promise<ImportSummary>;
  /** The rows that could not be taken: CSV, UTF-8. */
  importErrors(id: string, importId: string): Promise<Blob>;
  mails(id: string, before?: string, signal?: AbortSignal): Promise<MailList>;
  decideMail(id: string, mailId: string, decision: MailDecision["decision"]): Promise<Mail>;
  /** Verified deliveries of a webhook, newest first. */
  deliveries(id: string, before?: string, signal?: AbortSignal): Promise<DeliveryList>;
  /** Hands a delivery to SpeedAI's services once more; `conflict` within a minute of the last time. */
  replayDelivery(id: string, deliveryId: string): Promise<Delivery>;
  /** The one before is taken for a day more. The secret is told this once. */
  replaceWebhookSecret(id: string): Promise<WebhookSecret>;
  /** The address receives nothing from then on; the answer names the new one. */
  rotateMailAddress(id: string): Promise<Connection>;
}
