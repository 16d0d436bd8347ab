/** Flows with a consent: before it, after it, on the way back, parked, and the choice that follows. */
import { expect, vi } from "vitest";
import type { Attempt } from "../../../schema/wire/index.ts";
import { arrive, chooseFirst, completionOf, consent, decide, depart } from "../consent.ts";
import { type AttemptBody, connectionOf } from "../person.ts";
import { expectWell, type Flow, letRun, patience, type Scene, sampleOf, untilAsked } from "./scene.ts";

/** The browser is on the provider's screen. */
export const beforeConsent: Flow = async (scene) => {
  const { stack, person } = scene;
  const attempt = await person.begin("hubspot", { method: "oauth2" });
  const { authorizationUrl, cookie } = await depart(stack, attempt);
  return {
    finish: async () => {
      await arrive(await decide(authorizationUrl, "allow"), cookie);
      await expectWell(scene, connectionOf(await person.attempt(attempt.id)));
    },
  };
};

/** The person has said yes; the browser has not come back yet. */
export const afterConsent: Flow = async (scene) => {
  const { stack, person } = scene;
  const attempt = await person.begin("notion", { method: "oauth2", values: sampleOf("notion", "oauth2") });
  const { authorizationUrl, cookie } = await depart(stack, attempt);
  const callbackUrl = await decide(authorizationUrl, "allow");
  return {
    finish: async () => {
      await arrive(callbackUrl, cookie);
      await expectWell(scene, connectionOf(await person.attempt(attempt.id)));
    },
  };
};

/** The callback has taken the state and asks for the token. */
export const callbackUnderWay: Flow = async (scene) => {
  const { stack, person, simulated } = scene;
  const body = { method: "oauth2", values: sampleOf("google_sheets", "oauth2") };
  const attempt = await person.begin("google_sheets", body);
  const { authorizationUrl, cookie } = await depart(stack, attempt);
  const callbackUrl = await decide(authorizationUrl, "allow");
  const asked = /^POST \/token$/;
  const before = await simulated.countRequests("google_sheets", asked);
  await simulated.order({ provider: "google_sheets", kind: "hang", path: "/token" });
  const underWay = letRun(arrive(callbackUrl, cookie));
  await untilAsked(scene, "google_sheets", asked, before);
  return {
    underWay,
    finish: async () => {
      await simulated.clear("google_sheets");
      const again = await goOn(scene, attempt, body);
      await expectWell(scene, connectionOf(await consent(stack, person, again)));
    },
  };
};

/** The attempt as the person finds it: done already, or open, or over; then another one is begun. */
async function goOn({ person }: Scene, before: Attempt, body: AttemptBody): Promise<Attempt> {
  const now = await person.attempt(before.id);
  return now.state === "open" || now.state === "done" ? now : person.begin(before.provider, body);
}

/** Same-tab road: the grant is parked, and the browser is about to bring its code back to the page. */
export const grantParked: Flow = async (scene) => {
  const { stack, person } = scene;
  const attempt = await person.begin("salesforce", {
    method: "oauth2",
    values: {},
    return_url: `${person.origin}/integrations`,
  });
  const { authorizationUrl, cookie } = await depart(stack, attempt, "redirect");
  const code = completionOf(await arrive(await decide(authorizationUrl, "allow"), cookie));
  return {
    finish: async () => {
      await expectWell(scene, connectionOf(await person.submit(attempt.id, { completion_code: code })));
    },
  };
};

/** A grant is parked, and nobody will ever come for it. */
export const grantForgotten: Flow = async (scene) => {
  const { stack, person, inside, simulated } = scene;
  const values = sampleOf("zoho", "oauth2");
  const attempt = await person.begin("zoho", { method: "oauth2", values, return_url: `${person.origin}/` });
  const { authorizationUrl, cookie } = await depart(stack, attempt, "redirect");
  await arrive(await decide(authorizationUrl, "allow"), cookie);
  return {
    finish: async () => {
      const revocations = /token\/revoke/;
      const before = await simulated.countRequests("zoho", revocations);
      await inside.endAttempt(attempt.id);
      await stack.fireCron();
      await vi.waitFor(async () => {
        expect(
          await inside.count("attempts", "id = ? and state = 'expired' and sealed_draft is null", attempt.id),
        ).toBe(1);
      }, patience);
      expect(await simulated.countRequests("zoho", revocations)).toBe(before + 1);
      expect(
        await inside.count("connections", "id = (select connection_id from attempts where id = ?)", attempt.id),
      ).toBe(0);
    },
  };
};

/** The account has several hotels, and the person is asked which. */
export const choicePending: Flow = async (scene) => {
  const { stack, person } = scene;
  const attempt = await person.begin("cloudbeds", { method: "oauth2" });
  const { authorizationUrl, cookie } = await depart(stack, attempt);
  await arrive(await decide(authorizationUrl, "allow", "group"), cookie);
  const asked = await person.attempt(attempt.id);
  expect(asked.step.kind).toBe("choice");
  return {
    finish: async () => {
      const now = await person.attempt(attempt.id);
      await expectWell(scene, connectionOf(await chooseFirst(person, now)));
    },
  };
};
