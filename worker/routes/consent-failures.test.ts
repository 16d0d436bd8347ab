/** What a person sees in the consent window when we cannot go on. */
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createApp } from "../app.ts";
import { Refusal } from "../errors.ts";
import { type BegunAttempt, begin, type Left, leave, returnUrl } from "../testing/consent.ts";
import { createRig, pageOrigin, publicUrl, type Rig } from "../testing/rig.ts";

type Services = Rig["services"];

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});

/** The same house with a fault in it. */
const ask = (fault: Partial<Services>, path: string, headers: Record<string, string> = {}) =>
  createApp({ ...rig.services, ...fault }).fetch(new Request(`${publicUrl}${path}`, { headers }));
const comeBackTo = (fault: Partial<Services>, left: Left, headers: Record<string, string> = {}) =>
  ask(
    fault,
    `/api/integrations/hubspot/callback?${new URLSearchParams({ code: "secret-code-0123", state: left.state })}`,
    {
      cookie: left.cookie,
      ...headers,
    },
  );

const exitThrows = (error: Error): Partial<Services> => ({ outbound: { send: () => Promise.reject(error) } });
const isDown = exitThrows(new Refusal("dependency_unavailable"));
const breaks = exitThrows(new Error("secret-of-the-stack"));
/** Before anything is known of the attempt. */
const throwsAtOnce = (error: Error): Partial<Services> => ({
  db: new Proxy(rig.services.db, {
    get: () => {
      throw error;
    },
  }),
});
const isDownAtOnce = () => throwsAtOnce(new Refusal("dependency_unavailable"));

let attempt: BegunAttempt;
beforeEach(async () => {
  attempt = await begin(await rig.session(), { return_url: returnUrl });
});

async function expectPage(response: Response, status: number, words: readonly string[]): Promise<string> {
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toContain("text/html");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("referrer-policy")).toBe("no-referrer");
  expect(response.headers.get("cross-origin-opener-policy")).toBeNull();
  const policy = response.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toMatch(/unsafe-|[*]|https?:|data:|blob:/);
  const page = await response.text();
  for (const word of words) expect(page).toContain(word);
  const requestId = response.headers.get("x-request-id") ?? "";
  expect(requestId).toMatch(/^req_/);
  expect(page, "a reference for the support").toContain(`<code>${requestId}</code>`);
  for (const secret of ["secret-code-0123", "secret-of-the-stack", attempt.step.handshake])
    expect(page).not.toContain(secret);
  expect(page).not.toMatch(/<script>|style="|onclick/);
  return page;
}

describe("the callback page of a window", () => {
  it.each([
    ["a part of ours that does not answer", isDown, 503, "SpeedAI ne répond pas pour le moment"],
    ["a fault of ours", breaks, 500, "La connexion s’est interrompue"],
  ])("tells %s, what to do, and the page that began", async (_name, fault, status, title) => {
    const left = await leave(rig, attempt, "popup");
    const page = await expectPage(await comeBackTo(fault, left), status, [`<h1>${title}</h1>`, "la page SpeedAI"]);
    expect(page).toContain(`data-attempt="${attempt.id}"`);
    expect(page).toContain(`data-opener-origin="${pageOrigin}"`);
    expect(page).toContain("/pages/settled.js");
    expect(page).toContain('id="close"');
  });

  it("is in the language of the session, else in the browser's", async () => {
    const left = await leave(rig, attempt, "popup");
    const english = { "accept-language": "en-GB,en;q=0.8" };
    await expectPage(await comeBackTo(breaks, left, english), 500, ['lang="fr"', "La connexion s’est interrompue"]);
    const unknown = await expectPage(await comeBackTo(isDownAtOnce(), left, english), 503, [
      'lang="en"',
      "SpeedAI is not answering for the moment",
    ]);
    expect(unknown, "nobody is known to be told").toContain('data-opener-origin=""');
  });

  it("of a state that is worth nothing says so", async () => {
    const left = await leave(rig, attempt, "popup");
    await expectPage(await ask({}, "/api/integrations/hubspot/callback?state=used&code=secret-code-0123"), 404, [
      "<h1>Ce lien n’est plus valable</h1>",
      "/pages/settled.js",
    ]);
    await expectPage(await ask({}, "/api/integrations/nothing/callback"), 404, ["Ce lien n’est plus valable"]);
    const declined = `/api/integrations/hubspot/callback?${new URLSearchParams({ error: "access_denied", state: left.state })}`;
    await expectPage(await ask({}, declined, { cookie: left.cookie }), 200, ["La connexion n’a pas abouti"]);
  });
});

it("leads back to the page that began on the same-tab road, and to no other", async () => {
  const left = await leave(rig, attempt, "redirect");
  const page = await expectPage(await comeBackTo(breaks, left), 500, ["Revenir à la page SpeedAI"]);
  expect(page).toContain(`href="${returnUrl}#speedai_attempt=${attempt.id}"`);
  expect(page, "no window has opened this tab").toContain('data-opener-origin=""');
});

describe("the start page", () => {
  it("that cannot be made can be tried again under its own address", async () => {
    const path = `/api/integrations/hubspot/start?attempt=${attempt.id}`;
    const page = await expectPage(await ask(isDownAtOnce(), path), 503, [
      "SpeedAI ne répond pas pour le moment",
      "Réessayer",
    ]);
    expect(page).toContain(`href="${path}"`);
    expect(page, "its address is needed").not.toContain("settled.js");
  });

  it("of an attempt that is not there can only be closed", async () => {
    const path = "/api/integrations/hubspot/start?attempt=att_x";
    const page = await expectPage(await ask({}, path), 404, ["Ce lien n’est plus valable", 'id="close"', "settled.js"]);
    expect(page).not.toContain("Réessayer");
  });

  it("shows an address from outside as text", async () => {
    const path = `/api/integrations/hubspot/start?attempt="><img src=x onerror=alert(1)>`;
    const page = await (await ask(isDownAtOnce(), path)).text();
    expect(page).not.toContain("<img");
  });

  it.each([
    [20, "Attendez un instant"],
    [150, "Attendez 3\u00a0minutes"],
  ])("that asks too often is told to wait: %d seconds", async (retryAfter, words) => {
    const fault = throwsAtOnce(new Refusal("too_many_requests", { retryAfter }));
    const page = await ask(fault, `/api/integrations/hubspot/start?attempt=${attempt.id}`);
    expect(page.headers.get("retry-after")).toBe(String(retryAfter));
    await expectPage(page, 429, ["Trop d’essais en peu de temps", words, "Réessayer"]);
  });
});

it("programs still get a problem", async () => {
  const response = await createApp({ ...rig.services, ...isDownAtOnce() }).fetch(
    new Request(`${publicUrl}/api/integrations/hubspot/start`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: publicUrl },
      body: JSON.stringify({ attempt: attempt.id, road: "redirect" }),
    }),
  );
  expect(response.status).toBe(503);
  expect(response.headers.get("content-type")).toContain("application/problem+json");
});
