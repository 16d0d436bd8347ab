/** A tenant that has one of everything a route can name, and which of it a path means. */
import type { Attempt, Connection, Delivery, DeliveryList } from "../../schema/wire/index.ts";
import { signStandardWebhook } from "../domain/standard-webhooks.ts";
import { deliver, openMailbox, readMails } from "./mail.ts";
import { type Caller, json, type Rig } from "./rig.ts";

/** Accepted by the provider that `answerPipedrive` plays. */
export const pipedriveToken = "5f0c1a9e7b3d4c2e8a6f1b0d9c8e7a6b5c4d3e2f";
const file = ["Date;Heure;Couverts;Nom", "28/11/2026;19:30;4;Zoë Martin", "31/06/2026;20h00;2;Nobody"].join("\r\n");
const mapping = { starts_on: 0, starts_at: 1, party_size: 2, full_name: 3 };

export interface House {
  readonly tenant: string;
  readonly manager: Caller;
  /** By the name that `fillPath` asks for. */
  readonly ids: Readonly<Record<ThingName, string>>;
}

const thingNames = [
  "connection",
  "attempt",
  "upload",
  "csv",
  "import",
  "mailbox",
  "mail",
  "webhook",
  "endpoint",
  "delivery",
] as const;
type ThingName = (typeof thingNames)[number];

export function answerPipedrive(rig: Rig): void {
  rig.answer((request) =>
    request.headers?.["x-api-token"] === pipedriveToken
      ? json(200, { success: true, data: { id: 7, name: "Camille", company_id: 42, company_name: "Maison" } })
      : json(401, { success: false }),
  );
}

export async function furnish(rig: Rig, tenant: string): Promise<House> {
  answerPipedrive(rig);
  const manager = await rig.session({ tenant });
  const pipedrive = await manager.attempt("pipedrive", {
    method: "credentials",
    values: { api_token: pipedriveToken },
  });
  const open = await manager.attempt("pipedrive", { method: "credentials" });
  const upload = await manager.attempt("thefork", { method: "csv" });
  const webhook = await manager.attempt("webhook", { method: "webhook", values: {} });
  const csv = await importFile(rig, manager);
  const mailbox = await openMailbox(manager);
  await deliver(rig, {
    to: mailbox.address,
    from: "somebody@unknown.example",
    raw: mailToReview(mailbox.address),
  });
  const [mail] = await readMails(manager, mailbox.id);
  const received = await deliverEvent(rig, manager, webhook);
  return {
    tenant,
    manager,
    ids: {
      connection: need(pipedrive.connection).id,
      attempt: open.id,
      upload: upload.id,
      csv: csv.connection.id,
      import: csv.importId,
      mailbox: mailbox.id,
      mail: need(mail).id,
      webhook: need(webhook.connection).id,
      endpoint: String(need(webhook.connection).settings["webhook_url"]).split("/").at(-1) ?? "",
      delivery: received.id,
    },
  };
}

/** Sends a signed event to a webhook that was just opened. */
export async function deliverEvent(
  rig: Rig,
  by: Caller,
  { step, connection }: Attempt,
  id = "evt-1",
): Promise<Delivery> {
  const items = step.kind === "instructions" ? step.items : [];
  const value = (name: string) => items.find((item) => item.name === name)?.value ?? "";
  const body = JSON.stringify({ type: "booking.created", data: { guest: "Zoë" } });
  const signed = { secret: value("webhook_secret"), id, timestamp: rig.now(), body };
  const path = new URL(value("webhook_url")).pathname;
  const response = await rig.request(path, {
    method: "POST",
    headers: { ...(await signStandardWebhook(signed)) },
    body,
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const page = await by.call("GET", `/api/connections/${need(connection).id}/deliveries`);
  return need((await page.json<DeliveryList>()).deliveries[0]);
}

/** Nothing vouches for its sender, so a person decides. */
function mailToReview(to: string): string {
  const headers = [
    "From: Somebody <somebody@unknown.example>",
    `To: ${to}`,
    "Subject: A table",
    "Message-ID: <m@unknown.example>",
  ];
  return [...headers, "", "May we come on Saturday?", ""].join("\r\n");
}

async function importFile(rig: Rig, by: Caller): Promise<{ connection: Connection; importId: string }> {
  const { id } = await by.attempt("thefork", { method: "csv" });
  const headers = { authorization: `Bearer ${by.token}`, "content-type": "text/csv" };
  await rig.request(`/api/attempts/${id}/upload`, { method: "POST", headers, body: file });
  await by.call("POST", `/api/attempts/${id}/steps`, { values: mapping });
  await rig.settle();
  const { step } = await (await by.call("GET", `/api/attempts/${id}`)).json<Attempt>();
  if (step.kind !== "done" || !step.import) throw new Error(JSON.stringify(step));
  return { connection: step.connection, importId: step.import.id };
}

function need<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("The house lacks something");
  return value;
}

/** The path of a documented route with the ids of a house. Throws for a parameter of which it does not know whose it is. */
export function fillPath(path: string, ids: House["ids"]): string {
  return path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(parameterOf(name, path, ids)));
}

function parameterOf(name: string, path: string, ids: House["ids"]): string {
  switch (name) {
    case "provider":
      return path.endsWith("/start") ? "hubspot" : "pipedrive";
    case "callback":
      return "hubspot";
    case "endpoint":
      return ids.endpoint;
    case "import_id":
      return ids.import;
    case "delivery_id":
      return ids.delivery;
    case "mail_id":
      return ids.mail;
    case "path":
      return "users/me";
    case "id":
      return owned(path, ids);
    default:
      throw new Error(`Say in house.ts what {${name}} of ${path} is`);
  }
}

function owned(path: string, ids: House["ids"]): string {
  if (path === "/api/sessions/{id}") return "ses_of-nobody";
  if (path.startsWith("/api/attempts/")) return path.endsWith("/upload") ? ids.upload : ids.attempt;
  if (path.includes("/import")) return ids.csv;
  if (path.includes("/mail")) return ids.mailbox;
  if (path.includes("/webhook") || path.includes("/deliveries")) return ids.webhook;
  if (path.includes("/connections/{id}")) return ids.connection;
  throw new Error(`Say in house.ts whose {id} ${path} has`);
}

/** A body that the route takes; undefined for one without a body. Throws for a documented body that is not given here. */
export function bodyFor(method: string, path: string, ids: House["ids"]): unknown {
  const body = bodies(ids)[`${method} ${path}`];
  if (body === undefined) throw new Error(`Give a body for ${method} ${path} in house.ts`);
  return body;
}

function bodies(ids: House["ids"]): Readonly<Record<string, unknown>> {
  return {
    "post /api/sessions": {
      tenant: { id: "t", name: "T" },
      user: { id: "u", role: "viewer" },
      origins: ["https://dashboard.example"],
    },
    "post /api/integrations/{provider}/attempts": { method: "credentials", connection_id: ids.connection },
    "post /api/attempts/{id}/steps": { values: { api_token: pipedriveToken } },
    "post /api/attempts/{id}/upload": file,
    "patch /api/connections/{id}": { label: "Renamed" },
    "post /api/connections/{id}/mails/{mail_id}": { decision: "discard" },
  };
}
