/** The official client is the judge of the simulator. */
import { v1, v2 } from "pipedrive";
import { expect, test } from "vitest";
import pipedrive, { pipedriveTokens } from "./pipedrive.ts";
import { serveForTests } from "./testing/served.ts";

const running = serveForTests([pipedrive]);

const users = (apiKey: string) =>
  new v1.UsersApi(new v1.Configuration({ apiKey, basePath: `${running.url}/pipedrive-api/v1` }));
const persons = (apiKey: string) =>
  new v2.PersonsApi(new v2.Configuration({ apiKey, basePath: `${running.url}/pipedrive-api/api/v2` }));

test("the official client reads the token's user and company", async () => {
  const answer = await users(pipedriveTokens.valid).getCurrentUser();
  expect(answer).toMatchObject({
    success: true,
    data: { name: "Camille Laurent", company_name: "Maison Lumière", company_domain: "maisonlumiere" },
  });
});

test("the official client finds a person by telephone", async () => {
  const answer = await persons(pipedriveTokens.valid).searchPersons({ term: "3612345678", fields: "phone" });
  expect(answer.data?.items?.map((found) => found.item?.name)).toEqual(["Élodie Marchand"]);
});

test("a search for nobody is an empty list", async () => {
  const answer = await persons(pipedriveTokens.valid).searchPersons({ term: "+3999", fields: "phone" });
  expect(answer.data?.items).toEqual([]);
});

test("a term of one letter is refused", async () => {
  await expect(persons(pipedriveTokens.valid).searchPersons({ term: "a" })).rejects.toMatchObject({
    errorCode: 400,
  });
});

test.each([
  ["a wrong token", "wrong", 401],
  ["an empty token", "", 401],
  ["the token of a closed company", pipedriveTokens.closed, 402],
  ["a token without the right", pipedriveTokens.forbidden, 403],
  ["a token whose budget is used up", pipedriveTokens.exhausted, 429],
])("the official client sees %s (%s) as %i", async (_what, token, status) => {
  // The client rejects with the answer's body.
  await expect(users(token).getCurrentUser()).rejects.toMatchObject({ success: false, errorCode: status });
  const answer = await fetch(`${running.url}/pipedrive-api/v1/users/me`, { headers: { "x-api-token": token } });
  expect(answer.status).toBe(status);
});

test("a budget that is used up says when to come back", async () => {
  const refused = await fetch(`${running.url}/pipedrive-api/v1/users/me`, {
    headers: { "x-api-token": pipedriveTokens.exhausted },
  });
  expect(refused.headers.get("retry-after")).toBe("2");
});

test("the old query parameter still works", async () => {
  const answer = await fetch(`${running.url}/pipedrive-api/v1/users/me?api_token=${pipedriveTokens.valid}`);
  expect(answer.status).toBe(200);
});

test("the sample of the demo is the token that works", () => {
  expect(pipedrive.samples).toEqual({ credentials: { api_token: pipedriveTokens.valid } });
});
