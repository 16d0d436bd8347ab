/** A house as it would be after some weeks: connections in every state, and nothing that a visit leaves behind. */
import { consent } from "../../journeys/consent.ts";
import { connectionOf, sitDown } from "../../journeys/person.ts";
import type { startCustomerDatabases } from "../../journeys/real-databases.ts";
import { simulatedProviders } from "../../journeys/simulated.ts";
import type { Stack } from "../../start.ts";
import { sampleOf, sampleText } from "./samples.ts";

type Databases = Awaited<ReturnType<typeof startCustomerDatabases>>;

export interface House {
  /** Disconnects what was not there before. */
  tidy(): Promise<void>;
}

export async function furnish(stack: Stack, databases: Databases): Promise<House> {
  const person = await sitDown(stack);
  const simulated = simulatedProviders(stack);
  const connect = async (provider: string) =>
    connectionOf(await person.begin(provider, { method: "credentials", values: sampleOf(provider) }));
  const agree = async (provider: string) => {
    const begun = await person.begin(provider, { method: "oauth2", values: sampleOf(provider, "oauth2") });
    return connectionOf(await consent(stack, person, begun));
  };
  await agree("hubspot");
  await connect("pipedrive");
  const airtable = await connect("airtable");
  const notion = await agree("notion");
  await person.begin("postgresql", { method: "database", values: { ...databases.postgresql.values } });
  const webhook = connectionOf(
    await person.begin("webhook", { method: "webhook", values: { label: "Caisse du port" } }),
  );
  await person.test(webhook.id);
  const csv = await person.begin("zenchef", { method: "csv" });
  const { step } = await person.upload(csv.id, "réservations.csv", sampleText("zenchef"));
  if (step.kind === "mapping") {
    const mapped = step.targets.flatMap(({ name, column }) => (column === null ? [] : [[name, column]]));
    await person.submit(csv.id, Object.fromEntries(mapped));
  }
  // Their troubles last: background checks would heal them while the pictures are taken.
  await simulated.order({ provider: "airtable", kind: "unauthorized" });
  await person.test(airtable.id);
  await simulated.order({ provider: "notion", kind: "rotated_token", path: "/v1/oauth/token" });
  await simulated.order({ provider: "notion", kind: "unauthorized" });
  await person.test(notion.id);
  const own = new Set((await person.connections()).map(({ id }) => id));
  return {
    async tidy() {
      // Sessions are shorter than the whole set takes.
      const again = await sitDown(stack);
      for (const { id } of await again.connections()) if (!own.has(id)) await again.disconnect(id);
    },
  };
}
