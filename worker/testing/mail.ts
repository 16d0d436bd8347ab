/** Mails for the rig: delivered as Cloudflare hands them to the Worker's `email()` handler. */
import { composeBookingMail, type MailOptions } from "../../demo/simulators/thefork-mail.ts";
import type { Connection, LogPage, Mail, MailList, RecordPage } from "../../schema/wire/index.ts";
import { type InboundMail, takeMail } from "../services/mailbox.ts";
import type { Caller, Rig } from "./rig.ts";

export interface Delivery {
  readonly to: string;
  readonly raw: string | ReadableStream<Uint8Array>;
  /** Envelope sender. */
  readonly from?: string;
  /** What the platform says the size is; it may be wrong. */
  readonly rawSize?: number;
}

/** Undefined when the mail was taken, else what the sending server is told. */
export async function deliver(rig: Rig, delivery: Delivery): Promise<string | undefined> {
  const bytes = typeof delivery.raw === "string" ? new TextEncoder().encode(delivery.raw) : undefined;
  let rejection: string | undefined;
  const message: InboundMail = {
    from: delivery.from ?? "bounces@thefork.com",
    to: delivery.to,
    raw: typeof delivery.raw === "string" ? (new Response(delivery.raw).body ?? new ReadableStream()) : delivery.raw,
    rawSize: delivery.rawSize ?? bytes?.length ?? 0,
    setReject: (reason) => {
      rejection = reason;
    },
  };
  await takeMail(rig.services, message);
  return rejection;
}

/** A new mailbox connection with its address. */
export async function openMailbox(caller: Caller): Promise<{ id: string; address: string }> {
  const { connection } = await caller.attempt("thefork", { method: "mailbox" });
  const address = connection?.settings["mail_address"];
  if (!connection || typeof address !== "string") throw new Error("no mailbox");
  return { id: connection.id, address };
}

/** A mail in which the provider announces a booking, in French unless told. */
export function compose(to: string, more: Partial<MailOptions> = {}): string {
  return composeBookingMail({ to, language: "fr", change: "new", format: "text", ...more });
}

/** A new mailbox with a mail that waits for a person. */
export async function openWaiting(
  rig: Rig,
  caller: Caller,
  more: Partial<MailOptions> = {},
): Promise<{ id: string; address: string; mail: Mail }> {
  const box = await openMailbox(caller);
  await deliver(rig, { to: box.address, raw: compose(box.address, { road: "unsigned", ...more }) });
  const [mail] = await readMails(caller, box.id);
  if (!mail) throw new Error("no mail");
  return { ...box, mail };
}

/** The body of a 200; anything else ends the test with what was said. */
export async function read<Body>(caller: Caller, path: string): Promise<Body> {
  const response = await caller.call("GET", path);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

export async function readMails(caller: Caller, connectionId: string): Promise<MailList["mails"]> {
  return (await read<MailList>(caller, `/api/connections/${connectionId}/mails`)).mails;
}

export function readConnection(caller: Caller, id: string): Promise<Connection> {
  return read(caller, `/api/connections/${id}`);
}

export async function readBookings(caller: Caller, id: string): Promise<RecordPage["records"]> {
  return (await read<RecordPage>(caller, `/api/connections/${id}/records`)).records;
}

/** Codes of the journal's lines, the newest first. */
export async function readCodes(caller: Caller, id: string): Promise<string[]> {
  return (await read<LogPage>(caller, `/api/connections/${id}/logs`)).entries.map(({ code }) => code);
}

export async function refusal(response: Response): Promise<{ status: number; code: string }> {
  const { code } = await response.json<{ code: string }>();
  return { status: response.status, code };
}
