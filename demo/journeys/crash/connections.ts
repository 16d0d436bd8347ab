/** Flows of a connection that exists: tested, renewed, disconnected. */
import { expect } from "vitest";
import { connectionOf } from "../person.ts";
import { connectByConsent, expectWell, type Flow, letRun, sampleOf, untilAsked } from "./scene.ts";

/** A test of an existing connection is under way. */
export const testUnderWay: Flow = async (scene) => {
  const { person, simulated } = scene;
  const values = sampleOf("mews", "credentials");
  const connection = connectionOf(await person.begin("mews", { method: "credentials", values }));
  const before = await simulated.countRequests("mews", /./);
  await simulated.order({ provider: "mews", kind: "hang" });
  const underWay = letRun(person.test(connection.id));
  await untilAsked(scene, "mews", /./, before);
  return {
    underWay,
    finish: async () => {
      await simulated.clear("mews");
      expect(await person.connection(connection.id)).toMatchObject({ status: "connected", reason: null });
      await expectWell(scene, connection);
    },
  };
};

/** An access token is being renewed, under a lease. */
export const renewalUnderWay: Flow = async (scene) => {
  const { person, inside, simulated } = scene;
  const connection = await connectByConsent(scene, "lightspeed");
  const asked = /^POST \/oauth\/token$/;
  const before = await simulated.countRequests("lightspeed", asked);
  await inside.endAccessToken(connection.id);
  await simulated.order({ provider: "lightspeed", kind: "hang", path: "/oauth/token" });
  const underWay = letRun(person.test(connection.id));
  await untilAsked(scene, "lightspeed", asked, before);
  return {
    underWay,
    finish: async () => {
      await simulated.clear("lightspeed");
      await inside.endRenewal(connection.id);
      await expectWell(scene, connection);
    },
  };
};

/** A connection is being disconnected; the provider is told. */
export const disconnectionUnderWay: Flow = async (scene) => {
  const { person, inside, simulated } = scene;
  const connection = await connectByConsent(scene, "shopify");
  const before = await simulated.countRequests("shopify", /^DELETE/);
  await simulated.order({ provider: "shopify", kind: "hang", path: "/admin/api_permissions" });
  const underWay = letRun(person.disconnect(connection.id));
  await untilAsked(scene, "shopify", /^DELETE/, before);
  return {
    underWay,
    finish: async () => {
      await simulated.clear("shopify");
      expect((await person.call("GET", `/api/connections/${connection.id}`)).status).toBe(404);
      expect(await inside.count("connection_secrets", "connection_id = ?", connection.id)).toBe(0);
      await expectWell(scene, await connectByConsent(scene, "shopify"));
    },
  };
};
