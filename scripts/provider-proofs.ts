/** What a test of a connection proves, line by line, as docs/providers.md shows it. Pure. */
import type { Values } from "../worker/domain/values.ts";
import { apiUrl } from "../worker/methods/probe.ts";
import type { CredentialsMethod, Method, OAuth2Method, ProbeCall } from "../worker/providers/define.ts";
import { code, plain } from "./markdown.ts";

/** A day that no provider file names; shown as `{today}`. */
const exampleDay = "1999-12-31";

/** Rows of Markdown: line, request, what is certain when the line passes. Empty where nothing can be called. */
export function listProofs(method: Method): readonly (readonly string[])[] {
  switch (method.kind) {
    case "credentials":
      return [...exchangeRows(method), ...method.probe.map((call) => probeRow(method, call))];
    case "oauth2":
      return method.probe.map((call) => probeRow(method, call));
    case "database":
      return [
        ["network", "", "The host is known, its address is a public one, and the port answers."],
        [
          "tls",
          "",
          "With SSL on: the server speaks TLS, its certificate comes from a known authority (or the one given), is valid today and names the host. Without that nothing is sent.",
        ],
        [
          "login",
          "",
          "The user and the password are accepted, by a way of logging in that shows the password to nobody who listens.",
        ],
        ["rights", "", "The database exists, and the user may read a table of it, unless it has none."],
        ["sample", code("SELECT 1"), "A read-only question is answered in time; nothing is changed."],
      ].map(([line = "", request = "", proves = ""]) => [code(line), request, proves]);
    case "webhook":
      return [
        [code("network"), code("POST {webhook_url}"), "A signed event is taken by the route that takes everybody’s."],
        [code("login"), "", "Its signature holds."],
        [code("sample"), "", "The event is stored and shown."],
      ];
    case "csv":
    case "mailbox":
      return [];
    default:
      return method satisfies never;
  }
}

function exchangeRows(method: CredentialsMethod): readonly (readonly string[])[] {
  if (method.exchange === undefined) return [];
  const { method: verb, url } = method.exchange.request(exampleValues(method));
  return [
    [code("login"), code(`${verb} ${url}`), "The keys are accepted: they buy a token, which is kept until it ends."],
  ];
}

function probeRow(method: CredentialsMethod | OAuth2Method, call: ProbeCall): readonly string[] {
  const lines = [call.step, ...(call.alsoProves ?? [])].map(code).join(", ");
  return [lines, showRequest(method, call), plain(call.proves)];
}

/** With the choices of a new form, else with the first other choice for which the line exists. */
function showRequest(method: CredentialsMethod | OAuth2Method, call: ProbeCall): string {
  const others = method.fields.flatMap(({ name, options = [] }) => options.map(({ value }) => ({ [name]: value })));
  for (const chosen of [{}, ...others]) {
    const values = exampleValues(method, chosen);
    const request = call.request(values, new Date(`${exampleDay}T00:00:00Z`));
    if (request === undefined) continue;
    const url = decodeURIComponent(apiUrl(method.api, values, request)).replaceAll(exampleDay, "{today}");
    return code(`${request.method} ${url}`);
  }
  return "";
}

/** Every value is its own name in braces; choices are those of a new form, and what only administrators fill is empty. */
export function exampleValues(method: Method, chosen: Readonly<Record<string, string>> = {}): Values {
  const fixed = new Map(
    method.fields.flatMap(({ name, options, default: initial, adminOnly }): [string, string][] => {
      if (options) return [[name, String(initial ?? options[0]?.value ?? "")]];
      return adminOnly ? [[name, ""]] : [];
    }),
  );
  for (const [name, value] of Object.entries(chosen)) fixed.set(name, value);
  const text = (name: string) => fixed.get(name) ?? `{${name}}`;
  return { text, has: (name) => text(name) !== "", flag: () => true, number: () => 0 };
}
