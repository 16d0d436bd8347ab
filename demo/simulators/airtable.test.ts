/** The official client is the judge of the simulator. */
import Airtable from "airtable";
import { expect, test } from "vitest";
import airtable, { airtableBase, airtableTable, airtableTokens } from "./airtable.ts";
import { serveForTests } from "./testing/served.ts";

const running = serveForTests([airtable]);

const table = (apiKey: string, tableName: string = airtableTable.id, base: string = airtableBase) =>
  new Airtable({ apiKey, endpointUrl: `${running.url}/airtable-api`, noRetryIfRateLimited: true }).base(base)(
    tableName,
  );

test("the official client reads the first rows", async () => {
  const rows = await table(airtableTokens.valid).select({ maxRecords: 1 }).firstPage();
  expect(rows.map((row) => [row.id, row.get("Nom")])).toEqual([["recSpeedAIdemo001", "Élodie Marchand"]]);
});

test("the official client finds the table by its name too", async () => {
  expect(await table(airtableTokens.valid, airtableTable.name).select().all()).toHaveLength(2);
});

test("the official client adds a row and reads it again", async () => {
  const [created] = await table(airtableTokens.valid).create([{ fields: { Nom: "Nora Petit" } }]);
  const read = await table(airtableTokens.valid).find(created?.id ?? "");
  expect(read.get("Nom")).toBe("Nora Petit");
});

test.each([
  ["an unknown token", "patWrong.0", airtableTable.id, airtableBase, 401],
  ["a token without rows", airtableTokens.schemaOnly, airtableTable.id, airtableBase, 403],
  ["another base", airtableTokens.valid, airtableTable.id, "appSomebodyElse01", 403],
  ["another table", airtableTokens.valid, "tblSomebodyElse01", airtableBase, 403],
  ["a used-up month", airtableTokens.exhausted, airtableTable.id, airtableBase, 429],
])("the official client sees %s as %s %s %s %i", async (_what, token, name, base, statusCode) => {
  await expect(table(token, name, base).select().firstPage()).rejects.toMatchObject({ statusCode });
});

test("a row that is not there is a 404", async () => {
  await expect(table(airtableTokens.valid).find("recNobody00000000")).rejects.toMatchObject({ statusCode: 404 });
});

const meta = async (path: string, token: string) => {
  const answer = await fetch(`${running.url}/airtable-api/v0/meta/${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: answer.status, body: await answer.json() };
};

test("the owner's e-mail is told with its scope alone", async () => {
  expect((await meta("whoami", airtableTokens.valid)).body).toMatchObject({ email: "camille@maison-lumiere.fr" });
  expect((await meta("whoami", airtableTokens.rowsOnly)).body).not.toHaveProperty("email");
});

test("the schema needs its scope", async () => {
  expect((await meta(`bases/${airtableBase}/tables`, airtableTokens.valid)).body).toMatchObject({
    tables: [{ name: "Clients" }],
  });
  expect((await meta(`bases/${airtableBase}/tables`, airtableTokens.rowsOnly)).status).toBe(403);
});
