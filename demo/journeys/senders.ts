/** Who comes to us in the journeys: a program that delivers events, a mail server, and whoever takes a file's columns as proposed. */
import { Webhook } from "standardwebhooks";
import type { Attempt, Connection, FieldValues } from "../../schema/wire/index.ts";
import type { Person } from "./person.ts";

export interface OpenedWebhook {
  readonly connection: Connection;
  readonly url: string;
  readonly secret: string;
}

export async function openWebhook(person: Person): Promise<OpenedWebhook> {
  const { step } = await person.begin("webhook", { method: "webhook", values: {} });
  if (step.kind !== "instructions") throw new Error(step.kind);
  const { connection, items } = step;
  const secret = items.find(({ name }) => name === "webhook_secret")?.value ?? "";
  return { connection, url: String(connection.settings["webhook_url"]), secret };
}

/** Signed by the makers of Standard Webhooks, not by us. */
export function deliverEvent(
  { url, secret }: Pick<OpenedWebhook, "url" | "secret">,
  id: string,
  at = new Date(),
): Promise<Response> {
  const body = JSON.stringify({ type: "booking.created", data: { id } });
  return fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(secret).sign(id, at, body),
    },
    body,
  });
}

/** What the person answers who changes nothing. */
export function proposedMapping(step: Attempt["step"]): FieldValues {
  if (step.kind !== "mapping") throw new Error(`no columns to map: ${step.kind}`);
  return Object.fromEntries(step.targets.flatMap(({ name, column }) => (column === null ? [] : [[name, column]])));
}
