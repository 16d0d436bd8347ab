/** Flows of data that come in: deliveries of a webhook, a file whose columns are looked at, a file that is read. */
import { expect, vi } from "vitest";
import { connectionOf } from "../person.ts";
import { deliverEvent, openWebhook, proposedMapping } from "../senders.ts";
import { expectWell, type Flow, patience, type Scene } from "./scene.ts";

const deliveries = 25;
const manyRows = 4_000;

/** Many deliveries arrive at once. */
export const deliveriesUnderWay: Flow = async (scene) => {
  const { person, inside } = scene;
  const webhook = await openWebhook(person);
  const { connection } = webhook;
  const ids = Array.from({ length: deliveries }, (_, index) => `${connection.id}-${index}`);
  const deliver = async (id: string) => {
    const answer = await deliverEvent(webhook, id);
    await answer.body?.cancel();
    return answer.ok;
  };
  const stored = () => inside.rows("select event_id from inbound_events where connection_id = ?", connection.id);
  const taken: string[] = [];
  const underWay = Promise.all(
    ids.map((id) =>
      deliver(id).then(
        (isTaken) => (isTaken ? taken.push(id) : 0),
        () => 0,
      ),
    ),
  );
  return {
    underWay,
    finish: async () => {
      // What was answered with a 2xx is there; the sender sends the rest again, as Standard Webhooks prescribe.
      const before = new Set((await stored()).map((row) => row["event_id"]));
      expect(taken.filter((id) => !before.has(id))).toEqual([]);
      expect(await Promise.all(ids.map(deliver))).toEqual(ids.map(() => true));
      expect((await stored()).map((row) => row["event_id"]).toSorted()).toEqual(ids.toSorted());
      await expectWell(scene, connection);
    },
  };
};

/** A file is uploaded; the person is looking at the columns. */
export const columnsShown: Flow = async (scene) => {
  const { person } = scene;
  const attempt = await person.begin("zenchef", { method: "csv" });
  await person.upload(attempt.id, "réservations.csv", bookingsFile(3));
  return {
    finish: async () => {
      const { step } = await person.attempt(attempt.id);
      await person.submit(attempt.id, proposedMapping(step));
      await expectImported(scene, attempt.id, 3);
    },
  };
};

/** A file of some thousand rows is being read. */
export const importUnderWay: Flow = async (scene) => {
  const { person, inside } = scene;
  const attempt = await person.begin("thefork", { method: "csv" });
  const { step } = await person.upload(attempt.id, "réservations.csv", bookingsFile(manyRows));
  await person.submit(attempt.id, proposedMapping(step));
  const readRows = async () => {
    const [row] = await inside.rows("select created from imports where attempt_id = ?", attempt.id);
    return Number(row?.["created"]);
  };
  await vi.waitFor(async () => expect(await readRows()).toBeGreaterThan(0), { timeout: 40_000, interval: 10 });
  expect(await readRows()).toBeLessThan(manyRows);
  return {
    finish: async () => {
      await inside.endLeases();
      await expectImported(scene, attempt.id, manyRows);
    },
  };
};

function bookingsFile(rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) => {
    const day = String((index % 28) + 1).padStart(2, "0");
    return `${day}/12/2026;19:30;Client ${index};06${String(index).padStart(8, "0")};${(index % 8) + 1};R-${index}`;
  });
  return ["Date;Heure;Nom;Téléphone;Couverts;Numéro de réservation", ...lines].join("\n");
}

async function expectImported({ person, inside }: Scene, attemptId: string, rows: number): Promise<void> {
  const done = await vi.waitFor(async () => {
    const attempt = await person.attempt(attemptId);
    expect(attempt.state).toBe("done");
    return attempt;
  }, patience);
  expect(done.step).toMatchObject({
    import: { state: "done", counts: { rows, created: rows, updated: 0, failed: 0 } },
  });
  const { id } = connectionOf(done);
  expect(await inside.count("records", "connection_id = ? and kind = 'booking'", id)).toBe(rows);
}
