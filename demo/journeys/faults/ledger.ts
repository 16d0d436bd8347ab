/**
 * What the simulated providers have granted, learnt from their answers on the wire: each consent is a family of tokens, which
 * grows with every renewal and ends when it is given back or when a used refresh token comes a second time.
 */
import { parseJson, textAt } from "../../../worker/domain/json.ts";
import type { Exchange } from "./gate.ts";

export interface Family {
  readonly number: number;
  readonly provider: string;
  /** Every token of it, the newest last. */
  readonly tokens: string[];
  isLive: boolean;
  /** Whether the answer with its newest tokens reached us. */
  isTold: boolean;
}

export interface Ledger {
  readonly families: readonly Family[];
  readonly observe: (exchange: Exchange) => void;
  familyOf(token: string): Family | undefined;
}

export function keepLedger(): Ledger {
  const families: Family[] = [];
  const familyOf = (token: string | undefined) =>
    token === undefined ? undefined : families.find(({ tokens }) => tokens.includes(token));

  const grant = (family: Family, answer: unknown, isTold: boolean) => {
    for (const member of ["access_token", "refresh_token"]) {
      const token = textAt(answer, member);
      if (token !== undefined && !family.tokens.includes(token)) family.tokens.push(token);
    }
    family.isTold = isTold;
  };

  return {
    families,
    familyOf,
    observe: ({ method, path, body, status, answer, isDelivered }) => {
      const [mount = ""] = path.slice(1).split("/");
      const sent = parametersOf(path, body);
      const told = parseJson(answer);
      const refreshToken = sent.get("refresh_token");
      if (status < 300 && textAt(told, "access_token") !== undefined) {
        const renewed = familyOf(refreshToken);
        if (renewed) return grant(renewed, told, isDelivered);
        const family = { number: families.length + 1, provider: mount, tokens: [], isLive: true, isTold: false };
        families.push(family);
        return grant(family, told, isDelivered);
      }
      // RFC 9700 §4.14.2: a refresh token that comes a second time ends the family.
      if (status === 400 && textAt(told, "error") === "invalid_grant") return end(familyOf(refreshToken));
      const isRevocation = path.includes("/revoke") || (method === "DELETE" && path.includes("api_permissions"));
      if (isRevocation && status < 300) end(familyOf(sent.get("token")));
      return undefined;
    },
  };
}

function end(family: Family | undefined): void {
  if (family) family.isLive = false;
}

/** Of the query and of a body that is a form or JSON. */
function parametersOf(path: string, body: string): ReadonlyMap<string, string> {
  const json = parseJson(body);
  const members =
    typeof json === "object" && json !== null
      ? Object.entries(json).flatMap(([name, value]): [string, string][] =>
          typeof value === "string" ? [[name, value]] : [],
        )
      : [...new URLSearchParams(body)];
  return new Map([...new URLSearchParams(path.split("?")[1] ?? ""), ...members]);
}
