/** The official client is the judge of the simulator. */
import { Client, LogLevel } from "@notionhq/client";
import { describe, expect, test } from "vitest";
import notion, { notionDatabase, notionWorkspaces } from "./notion.ts";
import { simulatorClient } from "./oauth-client.ts";
import { consent } from "./testing/decide.ts";
import { serveForTests } from "./testing/served.ts";

const client = simulatorClient("notion");
const redirectUri = "http://localhost:8787/api/integrations/notion/callback";

const running = serveForTests([notion]);

const sdk = (auth?: string) =>
  new Client({
    baseUrl: `${running.url}/notion-api`,
    retry: false,
    logLevel: LogLevel.ERROR,
    ...(auth !== undefined && { auth }),
  });

async function allow(account: string = notionWorkspaces[0].id): Promise<string> {
  const query = new URLSearchParams({
    client_id: client.id,
    redirect_uri: redirectUri,
    response_type: "code",
    owner: "user",
    state: "s",
  });
  return consent(`${running.url}/notion-api/v1/oauth/authorize?${query}`, { account });
}

const credentials = { client_id: client.id, client_secret: client.secret };
const connect = async (account?: string) =>
  sdk().oauth.token({
    ...credentials,
    grant_type: "authorization_code",
    code: await allow(account),
    redirect_uri: redirectUri,
  });

describe("the official client", () => {
  test("trades a code for tokens that name the workspace", async () => {
    expect(await connect()).toMatchObject({
      token_type: "bearer",
      workspace_id: notionWorkspaces[0].id,
      workspace_name: "Maison Lumière",
      refresh_token: expect.stringMatching(/^nrt_/),
    });
  });

  test("renews both tokens, and the old refresh token is worth nothing", async () => {
    const first = await connect();
    const refresh = (token: string) =>
      sdk().oauth.token({ ...credentials, grant_type: "refresh_token", refresh_token: token });
    const second = await refresh(first.refresh_token ?? "");
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(second.access_token).not.toBe(first.access_token);
    await expect(refresh(first.refresh_token ?? "")).rejects.toMatchObject({ status: 400 });
  });

  test("reads the bot, the database, its data source and its rows", async () => {
    const notionClient = sdk((await connect()).access_token);
    expect(await notionClient.users.me({})).toMatchObject({ type: "bot", bot: { workspace_name: "Maison Lumière" } });
    const database = await notionClient.databases.retrieve({ database_id: notionDatabase.id });
    expect(database).toMatchObject({ data_sources: [{ id: notionDatabase.dataSource, name: "Clients" }] });
    await notionClient.pages.create({
      parent: { type: "data_source_id", data_source_id: notionDatabase.dataSource },
      properties: { Nom: { title: [{ text: { content: "Nora Petit" } }] } },
    });
    const rows = await notionClient.dataSources.query({ data_source_id: notionDatabase.dataSource, page_size: 1 });
    expect(rows.results).toHaveLength(1);
  });

  test("revokes a grant", async () => {
    const { access_token } = await connect();
    await sdk().oauth.revoke({ ...credentials, token: access_token });
    expect(await sdk().oauth.introspect({ ...credentials, token: access_token })).toMatchObject({ active: false });
    await expect(sdk(access_token).users.me({})).rejects.toMatchObject({ code: "unauthorized", status: 401 });
  });

  test("sees a database that was not shared as object_not_found", async () => {
    const { access_token } = await connect(notionWorkspaces[1].id);
    const asked = sdk(access_token).databases.retrieve({ database_id: notionDatabase.id });
    await expect(asked).rejects.toMatchObject({ code: "object_not_found", status: 404 });
  });

  test.each([
    ["an id that is none", "clients", "validation_error"],
    ["a data source's id", notionDatabase.dataSource, "object_not_found"],
  ])("sees %s (%s) as %s", async (_what, id, code) => {
    const { access_token } = await connect();
    await expect(sdk(access_token).databases.retrieve({ database_id: id })).rejects.toMatchObject({ code });
  });

  test("sees a wrong client secret as a refusal", async () => {
    const wrong = sdk().oauth.token({
      client_id: client.id,
      client_secret: "wrong",
      grant_type: "authorization_code",
      code: await allow(),
      redirect_uri: redirectUri,
    });
    await expect(wrong).rejects.toMatchObject({ status: 401 });
  });
});

test("a call without Notion-Version is refused", async () => {
  const answer = await fetch(`${running.url}/notion-api/v1/users/me`);
  expect([answer.status, await answer.json()]).toMatchObject([400, { code: "missing_version" }]);
});
