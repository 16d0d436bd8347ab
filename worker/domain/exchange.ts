import { parseJson } from "./json.ts";

/** One request to a provider and its answer, as plain data: what can be judged without a network. */
export interface ApiRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Appended to the API's base, or a whole `https://` URL of the same provider. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The parsed body, or undefined when it is not JSON. */
  readonly json: unknown;
}

/** Makes an answer from its parts; a body that is not JSON leaves `json` undefined. */
export function toAnswer(status: number, headers: Readonly<Record<string, string>>, text: string): Answer {
  return { status, headers, text, json: parseJson(text) };
}
