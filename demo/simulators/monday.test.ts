/** The official client is the judge of the simulator. */
import { ApiClient } from "@mondaydotcomorg/api";
import { expect, test } from "vitest";
import monday, { mondayTokens } from "./monday.ts";
import { serveForTests } from "./testing/served.ts";

const running = serveForTests([monday]);

const client = (token: string) =>
  new ApiClient({ token, apiVersion: "2026-07", endpoint: `${running.url}/monday-api/v2` });

const boardQuery = "query($ids:[ID!]){me{id name account{id name slug}}boards(ids:$ids){id name state items_count}}";

test("the official client reads the person and a board in one call", async () => {
  const answer = await client(mondayTokens.valid).request(boardQuery, { ids: ["1234567890"] });
  expect(answer).toMatchObject({
    me: { name: "Camille Laurent", account: { name: "Maison Lumière", slug: "maison-lumiere" } },
    boards: [{ id: "1234567890", name: "Clients 2026", items_count: 214 }],
  });
});

test.each([
  ["an unknown board", mondayTokens.valid, "999"],
  ["a board that the person may not see", mondayTokens.guest, "1234567890"],
])("the official client sees %s as an empty list", async (_what, token, id) => {
  expect(await client(token).request(boardQuery, { ids: [id] })).toMatchObject({ boards: [] });
});

test("the official client sees a wrong token as 401", async () => {
  await expect(client("wrong").request(boardQuery)).rejects.toMatchObject({
    response: { status: 401, errors: ["Not Authenticated"] },
  });
});

test.each([
  ["a person without the right", mondayTokens.forbidden, "USER_UNAUTHORIZED"],
  ["a budget that is used up", mondayTokens.exhausted, "DAILY_LIMIT_EXCEEDED"],
])("the official client sees %s as an error inside a 200", async (_what, token, code) => {
  await expect(client(token).request(boardQuery)).rejects.toMatchObject({
    response: { status: 200, errors: [{ extensions: { code } }] },
  });
});

test("a field that does not exist is refused, as by any GraphQL server", async () => {
  await expect(client(mondayTokens.valid).request("{ me { shoe_size } }")).rejects.toMatchObject({
    response: { errors: [{ message: expect.stringContaining("shoe_size") }] },
  });
});

test("the 201st call of the day is refused", async () => {
  const call = () =>
    fetch(`${running.url}/monday-api/v2`, {
      method: "POST",
      headers: { authorization: mondayTokens.valid, "content-type": "application/json" },
      body: JSON.stringify({ query: "{ me { id } }" }),
    });
  for (let number = 1; number <= 200; number += 1) await (await call()).arrayBuffer();
  const refused = await call();
  expect(refused.headers.get("retry-after")).toBe("3600");
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: "DAILY_LIMIT_EXCEEDED" } }] });
});

test("a body that is no GraphQL request is a 400", async () => {
  const answer = await fetch(`${running.url}/monday-api/v2`, {
    method: "POST",
    headers: { authorization: mondayTokens.valid },
    body: "query",
  });
  expect(answer.status).toBe(400);
});

test("the samples of the demo work", async () => {
  const { api_token: token, board_id: id } = monday.samples["credentials"] ?? {};
  expect(await client(String(token)).request(boardQuery, { ids: [id] })).toMatchObject({ boards: [{ id }] });
});
