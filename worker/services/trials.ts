/** Tries the values of a method: one switch over the kinds, no rule of its own. */
import type { Values } from "../domain/values.ts";
import { tryCredentials } from "../methods/credentials.ts";
import { tryDatabase } from "../methods/database.ts";
import type { Trial } from "../methods/driver.ts";
import { runProbe } from "../methods/probe.ts";
import { tryWebhook } from "../methods/webhook.ts";
import type { Method } from "../providers/define.ts";
import type { Services } from "./types.ts";

/** The method must be one that can be tried: `canTry`. */
export async function tryMethod(services: Services, method: Method, values: Values): Promise<Trial> {
  switch (method.kind) {
    case "credentials":
      return tryCredentials(services, method, values);
    case "oauth2":
      return runProbe(services, method, values);
    case "database":
      return tryDatabase(services, method, values);
    case "webhook":
      return tryWebhook(services, services.dispatch, values);
    case "csv":
    case "mailbox":
      throw new TypeError(`${method.kind} has nothing to call`);
    default:
      return method satisfies never;
  }
}

/** Files and mails come to us; there is nothing that we could call. */
export function canTry(method: Method): boolean {
  return method.kind !== "csv" && method.kind !== "mailbox";
}

/** False where a check would call nobody, or where calls are so scarce that checks would eat them. */
export function isCheckedInBackground(method: Method): boolean {
  if (method.kind === "credentials") return method.backgroundChecks !== false;
  return method.kind === "oauth2" || method.kind === "database";
}
