/** Mails for the rig: delivered as Cloudflare hands them to the Worker's `email()` handler. */
import type { MailList } from "../../schema/wire/index.ts";
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

export async function readMails(caller: Caller, connectionId: string): Promise<MailList["mails"]> {
  const response = await caller.call("GET", `/api/connections/${connectionId}/mails`);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json<MailList>()).mails;
}
