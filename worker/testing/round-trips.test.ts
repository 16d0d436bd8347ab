import { beforeAll, describe, expect, it } from "vitest";
import { countRoundTrips } from "../platform/database.ts";
import { type Caller, createRig, json, type Rig } from "./rig.ts";

const token = "5f0c1a9e7b3d4c2e8a6f1b0d9c8e7a6b5c4d3e2f";
let rig: Rig;
let caller: Caller;
let id: string;

beforeAll(async () => {
  rig = await createRig();
  rig.answer(() => json(200, { success: true, data: { id: 1, company_id: 2, company_name: "Maison" } }));
  caller = await rig.session();
  const { connection } = await caller.attempt("pipedrive", { method: "credentials", values: { api_token: token } });
  id = connection?.id ?? "";
});

/** HTTP requests to the database that a call makes. */
async function tripsOf(method: string, path: string): Promise<number> {
  const before = countRoundTrips(rig.services.db);
  const response = await caller.call(method, path);
  expect(response.ok, `${method} ${path}: ${response.status}`).toBe(true);
  return countRoundTrips(rig.services.db) - before;
}

describe("round trips to the database", () => {
  it.each([
    ["GET", "/api/integrations"],
    ["GET", "/openapi.json"],
    ["GET", "/api/integrations/pipedrive/logo.svg"],
  ])("%s %s: the page, or less", async (method, path) => {
    expect(await tripsOf(method, path)).toBeLessThanOrEqual(1);
  });

  it("the catalogue makes exactly one, with or without connections", async () => {
    expect(await tripsOf("GET", "/api/integrations")).toBe(1);
  });

  it.each([
    ["GET", "/api/connections", 3],
    ["GET", "/api/connections/:id", 3],
    ["GET", "/api/connections/:id/logs", 4],
    ["GET", "/api/connections/:id/records", 5],
    ["GET", "/api/connections/:id/imports", 4],
  ])("%s %s makes at most %i", async (method, path, most) => {
    expect(await tripsOf(method, path.replace(":id", id))).toBeLessThanOrEqual(most);
  });
});
