/** What comes to us: deliveries to a webhook, and files. */
import { expect, test, vi } from "vitest";
import { mailList } from "../../../schema/wire/index.ts";
import { type MailRoad, sendToLocalWorker } from "../../simulators/mail-road.ts";
import { composeBookingMail } from "../../simulators/thefork-mail.ts";
import { connectionOf } from "../person.ts";
import { proposedMapping } from "../senders.ts";
import { type Bench, expectRemedy, inOrder, patience, personOf } from "./bench.ts";

export function batteryOfWebhooks(bench: () => Bench): void {
  test("waits for its first delivery, proves itself, and renews its secret", inOrder, async () => {
    const person = personOf(bench(), "webhook");
    const connection = connectionOf(await person.begin("webhook", { method: "webhook", values: { label: "Caisse" } }));
    bench().connected.add("webhook webhook");
    expect(connection).toMatchObject({ label: "Caisse", status: "action_required", reason: "webhook_never_called" });
    expectRemedy("webhook_never_called", "Webhook");
    expect(await person.test(connection.id)).toMatchObject({ ok: true, status: "connected" });
    expect((await person.logs(connection.id)).map(({ code }) => code)).toContain("webhook_received");
    expect(await bench().inside.count("inbound_events", "connection_id = ?", connection.id)).toBe(1);
    const renewal = await person.begin("webhook", { method: "webhook", values: {}, connection_id: connection.id });
    expect(connectionOf(renewal)).toMatchObject({ id: connection.id, label: "Caisse" });
    expect(await person.test(connection.id)).toMatchObject({ ok: true, status: "connected" });
  });
}

const file = [
  "Date;Heure;Nom;Téléphone;Couverts;Statut",
  "28/11/2026;19:30;Élodie Marchand;06 12 34 56 78;4;confirmée",
  "29/11/2026;20h00;Karim Benali;+33698765432;2;confirmée",
  "demain;20h00;Sans Date;;2;confirmée",
].join("\r\n");

export function batteryOfFiles(bench: () => Bench, provider: string): void {
  const person = () => personOf(bench(), provider);

  /** Sends the file and takes the mapping as it is proposed. */
  async function importFile(connectionId: string | undefined) {
    const begun = await person().begin(provider, {
      method: "csv",
      ...(connectionId !== undefined && { connection_id: connectionId }),
    });
    const { step } = await person().upload(begun.id, "réservations.csv", file);
    await person().submit(begun.id, proposedMapping(step));
    const done = await vi.waitFor(async () => {
      const attempt = await person().attempt(begun.id);
      expect(attempt.state).toBe("done");
      return attempt;
    }, patience);
    return { remembered: step.kind === "mapping" && step.remembered, done };
  }

  test("becomes bookings once, however often it is sent", inOrder, async () => {
    const first = await importFile(undefined);
    bench().connected.add(`${provider} csv`);
    expect(first.remembered).toBe(false);
    expect(first.done.step).toMatchObject({
      kind: "done",
      import: { state: "done", counts: { rows: 3, created: 2, unchanged: 0, failed: 1 } },
    });
    const { id } = connectionOf(first.done);
    const second = await importFile(id);
    expect(second.remembered).toBe(true);
    expect(second.done.step).toMatchObject({
      import: { state: "done", counts: { rows: 3, created: 0, unchanged: 2, failed: 1 } },
    });
    expect(connectionOf(second.done).id).toBe(id);
    expect(await bench().inside.count("records", "connection_id = ? and kind = 'booking'", id)).toBe(2);
  });

  test("that is none is refused with a sentence", inOrder, async () => {
    const begun = await person().begin(provider, { method: "csv" });
    const bytes = new Uint8Array([0x50, 0x4b, 0x03, 0x04, 0x00, 0x00]);
    await expect(person().upload(begun.id, "export.xlsx", bytes)).rejects.toThrow("file_unreadable");
    expectRemedy("file_unreadable", provider);
  });
}

function mailTo(to: string, road: MailRoad): string {
  return composeBookingMail({ to, language: "fr", change: "new", road, messageId: `<${road}@thefork.com>` });
}

export function batteryOfMail(bench: () => Bench): void {
  /** Status of the platform's entry for mails. */
  async function deliver(to: string, mail: string): Promise<number> {
    const answer = await sendToLocalWorker(bench().stack.urls.api, to, mail);
    await answer.body?.cancel();
    return answer.status;
  }

  test("gives an address whose proven mails become bookings, and whose doubtful ones wait", inOrder, async () => {
    const person = personOf(bench(), "thefork");
    const attempt = await person.begin("thefork", { method: "mailbox" });
    const connection = connectionOf(attempt);
    bench().connected.add("thefork mailbox");
    expect(connection).toMatchObject({ status: "action_required", reason: "mail_never_received" });
    expectRemedy("mail_never_received", "TheFork Manager");
    const address = String(connection.settings["mail_address"]);
    expect(attempt.step).toMatchObject({ items: [{ name: "mail_address", value: address, once: false }] });
    const mails = async () => {
      const answer = await person.call("GET", `/api/connections/${connection.id}/mails`);
      return mailList.parse(await answer.json()).mails.map(({ verdict, reason }) => ({ verdict, reason }));
    };

    expect(await deliver(address, mailTo(address, "unsigned"))).toBe(200);
    expect(await mails()).toEqual([{ verdict: "to_review", reason: "sender_unproven" }]);
    expect(await bench().inside.count("records", "connection_id = ?", connection.id)).toBe(0);

    for (const _delivery of ["first", "again"]) await deliver(address, mailTo(address, "direct"));
    expect(await mails()).toEqual([
      { verdict: "accepted", reason: "booking_read" },
      { verdict: "to_review", reason: "sender_unproven" },
    ]);
    expect(await bench().inside.count("records", "connection_id = ? and kind = 'booking'", connection.id)).toBe(1);
    expect(await person.connection(connection.id)).toMatchObject({ status: "connected", reason: null });
    const [local = ""] = address.split("@");
    expect(await deliver(`${"a".repeat(local.length)}@connect.speedai.test`, mailTo(address, "direct"))).not.toBe(200);
  });
}
