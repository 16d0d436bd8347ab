/** What comes to the simulators with credentials: a token request, and a call with an access token. */
import type { SimulatedClient } from "./oauth-client.ts";

/** The body of a token request, form or JSON, and the credentials of its `Authorization: Basic` header. */
export interface TokenRequest {
  readonly parameters: ReadonlyMap<string, string>;
  readonly basic: SimulatedClient | undefined;
}

/** Reads the body once. A body that is neither a form nor a JSON object gives no parameters. */
export async function readTokenRequest(request: Request): Promise<TokenRequest> {
  const text = await request.text();
  const isJson = request.headers.get("content-type")?.includes("application/json") === true;
  return {
    parameters: isJson ? readJsonParameters(text) : new Map(new URLSearchParams(text)),
    basic: readBasicCredentials(request.headers.get("authorization")),
  };
}

/** The token of an `Authorization: Bearer` header; empty when there is none. */
export function readBearer(request: { header(name: string): string | undefined }): string {
  return /^Bearer (\S+)$/i.exec(request.header("authorization") ?? "")?.[1] ?? "";
}

function readJsonParameters(text: string): ReadonlyMap<string, string> {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== "object" || body === null) return new Map();
    return new Map(Object.entries(body).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
  } catch {
    return new Map();
  }
}

/** RFC 6749 §2.3.1: both parts are form-encoded before base64. */
function readBasicCredentials(header: string | null): SimulatedClient | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=_-]+)$/i.exec(header ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const [id = "", ...secret] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return { id: decodeFormText(id), secret: decodeFormText(secret.join(":")) };
}

function decodeFormText(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
