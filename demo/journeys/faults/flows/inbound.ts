/** What comes to us: deliveries and mails, which their sender repeats until they are taken, and files. */
import type { Attempt, Connection } from "../../../../schema/wire/index.ts";
import { sendToLocalWorker } from "../../../simulators/mail-road.ts";
import { composeBookingMail } from "../../../simulators/thefork-mail.ts";
import { connectionOf } from "../../person.ts";
import { deliverEvent, openWebhook, proposedMapping } from "../../senders.ts";
import type { Flow } from "../flow.ts";
import { countOwn, until } from "../scene.ts";

const delivering: Flow = {
  name: "take a delivery",
  sides: ["libsql"],
  journal: { connected: 1, webhook_received: 1 },
  audit: { "connection.connect": 1 },
  prepare: async (scene) => {
    const webhook = await openWebhook(scene.person);
    const { connection } = webhook;
    const path = new URL(webhook.url).pathname;
    const deliver = async () => {
      const answer = await deliverEvent(webhook, `evt-${connection.id}`);
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

const mailing: Flow = {
  name: "take a mail",
  sides: ["libsql"],
  journal: { connected: 1, mail_received: 1 },
  audit: { "connection.connect": 1, "mail.accepted": 1 },
  prepare: async (scene) => {
    const connection = connectionOf(await scene.person.begin("thefork", { method: "mailbox" }));
    const address = String(connection.settings["mail_address"]);
    const raw = composeBookingMail({ to: address, language: "fr", change: "new" });
    const deliver = async () => {
      const answer = await sendToLocalWorker(scene.stack.urls.api, address, raw);
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
      await person.submit(open.id, proposedMapping(step));
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
