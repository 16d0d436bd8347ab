/** `ApiClient` over HTTP: token and proof, language, problems as `ApiError`, one new try after a renewed session. */
import type { Problem } from "../../schema/wire/index.ts";
import { type Answered, type Prover, sendProven } from "../proof.ts";
import type { Session } from "../session.ts";
import { type ApiClient, ApiError } from "./client.ts";

export interface ApiClientOptions {
  /** Origin and path prefix of the API. */
  readonly base: string;
  readonly session: Session;
  readonly prover: Prover;
  /** BCP 47, sent as `Accept-Language`: labels and guides come back in it. */
  readonly locale: string;
  readonly fetch: typeof globalThis.fetch;
}

/** A connection test may take its full ten seconds at the provider, then comes the way back. */
const answerDeadlineMs = 30_000;

interface Call {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly body?: unknown;
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
}

export function createApiClient(options: ApiClientOptions): ApiClient {
  const base = options.base.replace(/\/+$/, "");
  const { session, prover, locale, fetch } = options;
  const logos = new Map<string, Promise<string>>();

  /** One round trip, two when the token was refused. The answer is the API's, which checks it against the wire schema. */
  const call = async (
    path: string,
    { method = "GET", body, accept = "application/json", signal }: Call = {},
  ): Promise<Response> => {
    const send = (token: string, proof: string | undefined): Promise<Response> => {
      const deadline = AbortSignal.timeout(answerDeadlineMs);
      const init: RequestInit = {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(proof && { dpop: proof }),
          accept,
          "accept-language": locale,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        credentials: "omit",
        redirect: "error",
        cache: "no-store",
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      };
      if (body !== undefined) init.body = JSON.stringify(body);
      return fetch(base + path, init);
    };
    try {
      const asked = { session, prover, method, url: base + path };
      const { answer } = await sendProven(asked, async (token, proof) => asAnswered(await send(token, proof)));
      return await accepted(answer);
    } catch (cause) {
      throw asApiError(cause, signal);
    }
  };

  const json = async <Answer>(path: string, request?: Call): Promise<Answer> => {
    const answer = await call(path, request);
    // Typed by the caller: both ends are built from the same wire schemas, and the API parses what it sends.
    return (await answer.json().catch((cause: unknown) => Promise.reject(new ApiError(null, { cause })))) as Answer;
  };

  /** A body that breaks off counts as no answer. */
  const file = async (path: string): Promise<Blob> => {
    const answer = await call(path, { accept: "text/csv" });
    return answer.blob().catch((cause: unknown) => Promise.reject(new ApiError(null, { cause })));
  };

  const segment = encodeURIComponent;
  const ofConnection = (id: string): string => `/api/connections/${segment(id)}`;
  const after = (before: string | undefined): string => (before ? `?before=${segment(before)}` : "");

  return {
    base,
    catalogue: (signal) => json("/api/integrations", { signal }),
    logo(path) {
      const known = logos.get(path);
      if (known) return known;
      const loading = fetchLogo(base + path, fetch);
      logos.set(path, loading);
      // A failed logo may be asked for again.
      loading.catch(() => logos.delete(path));
      return loading;
    },
    createAttempt: (provider, body) =>
      json(`/api/integrations/${segment(provider)}/attempts`, { method: "POST", body }),
    attempt: (id, signal) => json(`/api/attempts/${segment(id)}`, { signal }),
    submitStep: (id, values) => json(`/api/attempts/${segment(id)}/steps`, { method: "POST", body: { values } }),
    upload: (id, file, onProgress, signal) =>
      upload({
        url: `${base}/api/attempts/${segment(id)}/upload${nameOf(file)}`,
        file,
        onProgress,
        signal,
        session,
        prover,
        locale,
      }),
    async cancelAttempt(id) {
      await call(`/api/attempts/${segment(id)}`, { method: "DELETE" });
    },
    connection: (id, signal) => json(ofConnection(id), { signal }),
    patchConnection: (id, patch) => json(ofConnection(id), { method: "PATCH", body: patch }),
    testConnection: (id) => json(`${ofConnection(id)}/test`, { method: "POST" }),
    logs: (id, before, signal) => json(`${ofConnection(id)}/logs${after(before)}`, { signal }),
    disconnect: (id) => json(ofConnection(id), { method: "DELETE" }),
    records: (id, kind, before, signal) =>
      json(`${ofConnection(id)}/records?kind=${kind}${before ? `&before=${segment(before)}` : ""}`, { signal }),
    imports: (id, signal) => json(`${ofConnection(id)}/imports`, { signal }),
    undoImport: (id, importId) => json(`${ofConnection(id)}/imports/${segment(importId)}/undo`, { method: "POST" }),
    importErrors: (id, importId) => file(`${ofConnection(id)}/imports/${segment(importId)}/errors`),
    mails: (id, before, signal) => json(`${ofConnection(id)}/mails${after(before)}`, { signal }),
    decideMail: (id, mailId, decision) =>
      json(`${ofConnection(id)}/mails/${segment(mailId)}`, { method: "POST", body: { decision } }),
    deliveries: (id, before, signal) => json(`${ofConnection(id)}/deliveries${after(before)}`, { signal }),
    replayDelivery: (id, deliveryId) =>
      json(`${ofConnection(id)}/deliveries/${segment(deliveryId)}/replay`, { method: "POST" }),
    replaceWebhookSecret: (id) => json(`${ofConnection(id)}/webhook-secret`, { method: "POST" }),
    rotateMailAddress: (id) => json(`${ofConnection(id)}/mail-address`, { method: "POST" }),
  };
}

/** Blobs have no name; files do. */
function nameOf(file: Blob): string {
  // The cut may halve a pair, which no URL can hold; control characters the API refuses.
  const name = file instanceof File ? file.name.slice(0, 255).replaceAll(/[\p{Cc}\p{Cs}]/gu, "") : "";
  return name === "" ? "" : `?file_name=${encodeURIComponent(name)}`;
}

function asAnswered(answer: Response): Answered & { answer: Response } {
  return { answer, status: answer.status, header: (name) => answer.headers.get(name) };
}

async function accepted(answer: Response): Promise<Response> {
  if (answer.ok) return answer;
  throw refusal(answer.status, answer.headers.get("content-type"), await answer.text());
}

/** What a refusal says. Anything but a problem document (a proxy's page) counts as no answer from the API. */
function refusal(status: number, contentType: string | null, text: string): ApiError {
  const problem = contentType?.startsWith("application/problem+json") ? parseProblem(text) : null;
  return new ApiError(problem, problem ? {} : { cause: new Error(`HTTP ${status} without a problem document`) });
}

function parseProblem(text: string): Problem | null {
  try {
    const value: unknown = JSON.parse(text);
    return isProblem(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    typeof value.code === "string" &&
    "status" in value &&
    typeof value.status === "number" &&
    "request_id" in value &&
    typeof value.request_id === "string"
  );
}

/** The caller's own abort stays what it is; everything else becomes an `ApiError`. */
function asApiError(cause: unknown, signal: AbortSignal | undefined): unknown {
  if (cause instanceof ApiError || signal?.aborted) return cause;
  return new ApiError(null, { cause });
}

/** Logos are public and the same for everybody: no token, so that the browser may cache them and asks without a preflight. */
async function fetchLogo(url: string, fetch: typeof globalThis.fetch): Promise<string> {
  try {
    const answer = await fetch(url, { credentials: "omit", signal: AbortSignal.timeout(answerDeadlineMs) });
    const type = answer.headers.get("content-type")?.split(";")[0] ?? "";
    if (!answer.ok || !type.startsWith("image/")) throw new Error(`logo: HTTP ${answer.status} ${type}`);
    return await asDataUrl(await answer.blob());
  } catch (cause) {
    throw new ApiError(null, { cause });
  }
}

function asDataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

interface Upload {
  readonly url: string;
  readonly file: Blob;
  readonly onProgress: (sent: number, total: number) => void;
  readonly signal: AbortSignal | undefined;
  readonly session: Session;
  readonly prover: Prover;
  readonly locale: string;
}

/** `fetch` cannot report how much of a body was sent; XMLHttpRequest can. */
async function upload<Answer>(request: Upload): Promise<Answer> {
  try {
    const answer = await sendProven({ ...request, method: "POST" }, (token, proof) => sendFile(request, token, proof));
    if (answer.status < 200 || answer.status > 299) throw refusal(answer.status, answer.type, answer.text);
    return JSON.parse(answer.text) as Answer; // as in `json` above
  } catch (cause) {
    throw asApiError(cause, request.signal);
  }
}

function sendFile(
  { url, file, onProgress, signal, locale }: Upload,
  token: string,
  proof: string | undefined,
): Promise<Answered & { type: string | null; text: string }> {
  return new Promise((resolve, reject) => {
    const abort = (): void => xhr.abort();
    const xhr = new XMLHttpRequest();
    xhr.open("POST", url);
    xhr.setRequestHeader("authorization", `Bearer ${token}`);
    if (proof) xhr.setRequestHeader("dpop", proof);
    xhr.setRequestHeader("accept-language", locale);
    xhr.setRequestHeader("content-type", "text/csv");
    xhr.upload.onprogress = (event) => onProgress(event.loaded, event.lengthComputable ? event.total : file.size);
    xhr.onload = () =>
      resolve({
        status: xhr.status,
        header: (name) => xhr.getResponseHeader(name),
        type: xhr.getResponseHeader("content-type"),
        text: xhr.responseText,
      });
    xhr.onerror = () => reject(new TypeError("upload failed"));
    xhr.onabort = () => reject(new DOMException("upload aborted", "AbortError"));
    xhr.onloadend = () => signal?.removeEventListener("abort", abort);
    signal?.throwIfAborted();
    signal?.addEventListener("abort", abort, { once: true });
    xhr.send(file);
  });
}
