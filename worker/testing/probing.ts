/** A provider's connection test without a network: the form is read, the requests are kept, a test gives the answers. */
import type { FieldValue } from "../../schema/wire/index.ts";
import { toAnswer } from "../domain/exchange.ts";
import { readForm } from "../domain/form.ts";
import { ok } from "../domain/result.ts";
import { toValues } from "../domain/values.ts";
import { tryCredentials } from "../methods/credentials.ts";
import type { Tools, Trial } from "../methods/driver.ts";
import { runProbe } from "../methods/probe.ts";
import type { OutboundRequest } from "../platform/ports.ts";
import type { Provider } from "../providers/define.ts";

/** `json` or `text`; 200 unless told. */
export interface CannedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
}

export interface Probing {
  readonly trial: Trial;
  readonly sent: readonly OutboundRequest[];
}

/** Instant at which every such test happens. */
export const probingTime = new Date("2026-11-23T09:30:00Z");

/**
 * @param typed what a person types; a refused form is an error of the test
 * @param known settings and tokens that the connection has already
 * @param answer the answer to each request; one value answers all
 */
export async function probeProvider(
  provider: Provider,
  methodId: string,
  typed: Readonly<Record<string, FieldValue>>,
  answer: CannedAnswer | ((request: OutboundRequest) => CannedAnswer),
  known: Readonly<Record<string, FieldValue>> = {},
): Promise<Probing> {
  const method = provider.methods.find(({ id }) => id === methodId);
  if (method?.kind !== "credentials" && method?.kind !== "oauth2") throw new Error(`no probe in ${methodId}`);
  const form = readForm(method.fields, typed, { role: "admin" });
  if (!form.ok) throw new Error(`form refused: ${JSON.stringify(form.failure)}`);
  const values = toValues(form.value.settings, form.value.secrets, known);
  const sent: OutboundRequest[] = [];
  const tools: Tools = {
    outbound: {
      send: async (request) => {
        sent.push(request);
        const { status = 200, headers = {}, json, text } = typeof answer === "function" ? answer(request) : answer;
        return ok(toAnswer(status, headers, text ?? JSON.stringify(json ?? null)));
      },
    },
    sidecar: { check: () => Promise.reject(new Error("no database here")), healthy: () => Promise.resolve(false) },
    clock: { now: () => probingTime },
    random: { id: (prefix) => prefix, token: () => "", bytes: (length) => new Uint8Array(length) },
  };
  const trial =
    method.kind === "credentials" ? await tryCredentials(tools, method, values) : await runProbe(tools, method, values);
  return { trial, sent };
}

/** What the form makes of one typed value: the value, or the code of its error. */
export function readTyped(provider: Provider, methodId: string, field: string, typed: string): unknown {
  const fields = provider.methods.find(({ id }) => id === methodId)?.fields.filter(({ name }) => name === field) ?? [];
  const unconditional = fields.map(({ visibleIf: _, ...spec }) => spec);
  const read = readForm(unconditional, { [field]: typed }, { role: "admin" });
  return read.ok ? (read.value.settings[field] ?? read.value.secrets[field]) : read.failure[0]?.code;
}
