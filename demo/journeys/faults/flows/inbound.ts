/** What comes to us: deliveries and mails, which their sender repeats until they are taken, and files. */
import { Webhook } from "standardwebhooks";
import type { Attempt, Connection } from "../../../../schema/wire/index.ts";
import { connectionOf } from "../../person.ts";
import type { Flow } from "../flow.ts";
import { countOwn, until } from "../scene.ts";

const delivering: Flow = {
  name: "take a delivery",
  sides: ["libsql"],
  journal: { connected: 1, webhook_received: 1 },
  audit: { "connection.connect": 1 },
  prepare: async (scene) => {
    const { step } = await scene.person.begin("webhook", { method: "webhook", values: {} });
    if (step.kind !== "instructions") throw new Error(step.kind);
    const { connection, items } = step;
    const secret = items.find(({ name }) => name === "webhook_secret")?.value ?? "";
    const path = new URL(String(connection.settings["webhook_url"])).pathname;
    const deliver = async () => {
      const [id, body, at] = [`evt-${connection.id}`, JSON.stringify({ type: "booking.created" }), new Date()];
      const answer = await fetch(scene.stack.urls.api + path, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "webhook-id": id,
          "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
          "webhook-signature": new Webhook(secret).sign(id, at, body),
        },
        body,
      });
      await scene.listen({ method: "POST", path }, answer.clone());
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`refused: ${answer.status}`);
    };
    const stored = () => countOwn(scene, "inbound_events");
    let isTaken = false;
    return {
      act: async () => {
        await deliver();
        isTaken = true;
      },
      find: async () => {
        const events = await stored();
        if (isTaken && events === 0) throw new Error("thanked for and not stored");
        return events === 1 ? "done" : "clean_failure";
      },
      // Standard Webhooks: whoever gets no 2xx sends the same again.
      goOn: async () => {
        if (!isTaken) await deliver();
        const events = await stored();
        if (events !== 1) throw new Error(`${events} events`);
        const { status } = await scene.person.connection(connection.id);
        if (status !== "connected") throw new Error(`the connection is ${status} after a delivery`);
      },
      // Its test is a delivery of our own, which would be counted.
      connectionId: () => undefined,
    };
  },
};

function bookingMail(to: string, messageId: string): string {
  return [
    "Received: from mail.thefork.com (192.0.2.10) by cloudflare-email.net (cloudflare) id abc123 for <x>; Mon, 23 Nov 2026 09:00:00 +0000",
    "Authentication-Results: mx.cloudflare.net; dkim=pass header.d=thefork.com header.s=s1 header.b=AbCdEf; dmarc=pass header.from=thefork.com policy.dmarc=reject; spf=none smtp.mailfrom=bounces@thefork.com",
    "From: TheFork Manager <reservations@thefork.com>",
    `To: ${to}`,
    "Subject: Nouvelle réservation",
    "Date: Mon, 23 Nov 2026 10:00:00 +0100",
    `Message-ID: <${messageId}@thefork.com>`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "",
    "Nouvelle réservation",
    "Nom : Élodie Marchand",
    "Téléphone : 06 12 34 56 78",
    "Date : 28/11/2026",
    "Heure : 19:30",
    "Couverts : 4",
    `Référence : TF-${messageId}`,
    "",
  ].join("\r\n");
}

const mailing: Flow = {
  name: "take a mail",
  sides: ["libsql"],
  journal: { connected: 1, mail_received: 1 },
  audit: { "connection.connect": 1, "mail.accepted": 1 },
  prepare: async (scene) => {
    const connection = connectionOf(await scene.person.begin("thefork", { method: "mailbox" }));
    const address = String(connection.settings["mail_address"]);
    const query = new URLSearchParams({ from: "bounces@thefork.com", to: address });
    const deliver = async () => {
      const answer = await fetch(`${scene.stack.urls.api}/cdn-cgi/handler/email?${query}`, {
        method: "POST",
        body: bookingMail(address, connection.id.slice(-12)),
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`refused: ${answer.status}`);
    };
    const kept = async () =>
      [await countOwn(scene, "mails"), await countOwn(scene, "records", "kind = 'booking'")].join();
    let isTaken = false;
    return {
      act: async () => {
        await deliver();
        isTaken = true;
      },
      find: async () => {
        const now = await kept();
        if (isTaken && now !== "1,1") throw new Error(`taken, and kept: ${now}`);
        return now === "1,1" ? "done" : "clean_failure";
      },
      goOn: async () => {
        if (!isTaken) await deliver();
        const now = await kept();
        if (now !== "1,1") throw new Error(`mails and bookings: ${now}`);
      },
      connectionId: () => undefined,
    };
  },
};

const rows = 3;
const bookings = [
  "Date;Heure;Nom;Téléphone;Couverts;Numéro de réservation",
  ...Array.from(
    { length: rows },
    (_, index) => `0${index + 1}/12/2026;19:30;Client ${index};061234567${index};4;R-${index}`,
  ),
].join("\n");

const importing: Flow = {
  name: "import a file",
  sides: ["libsql"],
  journal: { connected: 1, import_finished: 1 },
  audit: { "connection.connect": 1 },
  prepare: async (scene) => {
    const { person, inside } = scene;
    let attempt: Attempt | undefined;
    let made: Connection | undefined;
    const upload = async (open: Attempt) => {
      const { step } = open.step.kind === "mapping" ? open : await person.upload(open.id, "réservations.csv", bookings);
      if (step.kind !== "mapping") throw new Error(step.kind);
      const proposed = step.targets.flatMap(({ name, column }) => (column === null ? [] : [[name, column]]));
      await person.submit(open.id, Object.fromEntries(proposed));
    };
    const isRead = async () => (await countOwn(scene, "attempts", "state = 'done'")) === 1;
    return {
      act: async () => {
        attempt = await person.begin("zenchef", { method: "csv" });
        await upload(attempt);
        // Read behind the answer, under fire as well.
        await until("the file is read", async () => scene.isCut() || (await isRead()));
      },
      find: async () => ((await isRead()) ? "done" : "clean_failure"),
      goOn: async () => {
        const now = attempt && (await person.attempt(attempt.id));
        const open = now ?? (await person.begin("zenchef", { method: "csv" }));
        if (open.step.kind === "upload" || open.step.kind === "mapping") await upload(open);
        await inside.endLeases();
        const readOn = async () => {
          const { state, connection } = await person.attempt(open.id);
          made = connection;
          return state === "done";
        };
        await until("the file is read", readOn);
        const created = await countOwn(scene, "records", "kind = 'booking'");
        if (created !== rows) throw new Error(`${created} bookings of ${rows} rows`);
        const counted = await countOwn(scene, "imports", `state = 'done' and created = ${rows} and updated = 0`);
        if (counted !== 1) throw new Error("the import's counts are wrong");
      },
      connectionId: () => made?.id,
    };
  },
};

export const inboundFlows: readonly Flow[] = [delivering, mailing, importing];
