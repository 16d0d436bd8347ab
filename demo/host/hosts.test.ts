/** Both host pages over real HTTP, before a small API that remembers which sessions were asked for. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type SessionCreate, sessionCreate } from "../../schema/wire/index.ts";
import { createDashboard } from "../dashboard/server.ts";
import { createPartnerSite } from "../partner/server.ts";
import pipedrive from "../simulators/pipedrive.ts";
import { type RunningSimulators, serveSimulators } from "../simulators/server.ts";
import { listen, type RunningHost } from "./pages.ts";
import { type NamedIntegration, nameSamples } from "./samples.ts";

const publicApiUrl = "http://localhost:8787";
let folder: string;
let asked: { authorization: string | undefined; session: SessionCreate }[] = [];
let apiAnswers: "well" | "refuses" | "html" = "well";

const api = new Hono();
api.post("/api/sessions", async (c) => {
  if (apiAnswers === "html") return c.html("<h1>502</h1>", 502);
  if (apiAnswers === "refuses") return c.json({ code: "unauthenticated" }, 401);
  asked.push({ authorization: c.req.header("authorization"), session: sessionCreate.parse(await c.req.json()) });
  return c.json({ session_id: "ses_1", token: "tok_1", expires_at: "2026-11-23T10:15:00.000Z" }, 201);
});

let running: { api: RunningHost; simulators: RunningSimulators; dashboard: RunningHost; partner: RunningHost };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hosts-"));
  const widgetFile = join(folder, "speedai-integrations.js");
  writeFileSync(widgetFile, "export {};");
  const apiHost = await listen(api, 0);
  const simulators = await serveSimulators({ simulators: [pipedrive], port: 0 });
  const access = { apiUrl: `http://127.0.0.1:${apiHost.port}`, publicApiUrl, widgetFile };
  const dashboard = await createDashboard({
    ...access,
    partnerKey: "dashboard-key",
    simulatorsUrl: simulators.url,
    moreSamples: () => ({ postgresql: { database: { host: "127.0.0.1", ssl: true } } }),
  });
  const partner = await createPartnerSite({ ...access, partnerKey: "partner-key" });
  running = { api: apiHost, simulators, dashboard: await listen(dashboard, 0), partner: await listen(partner, 0) };
});
afterAll(async () => {
  for (const host of Object.values(running)) await host.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  asked = [];
  apiAnswers = "well";
});

type Host = "dashboard" | "partner";
const hosts = ["dashboard", "partner"] as const;
const urlOf = (host: Host) => `http://localhost:${running[host].port}`;

function postJson(host: Host, path: string, headers: Record<string, string> = {}, body: unknown = {}) {
  return fetch(urlOf(host) + path, {
    method: "POST",
    headers: { "content-type": "application/json", origin: urlOf(host), ...headers },
    body: JSON.stringify(body),
  });
}

describe.each(hosts)("the page of the %s", (host) => {
  test("runs under the strict policy that the element promises to work with", async () => {
    const policy = (await fetch(urlOf(host))).headers.get("content-security-policy")?.split("; ");
    expect(policy).toEqual(
      expect.arrayContaining([
        "script-src 'self'",
        "style-src 'self'",
        `connect-src 'self' ${publicApiUrl}`,
        "img-src 'self' data:",
        "require-trusted-types-for 'script'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy?.join()).not.toMatch(/unsafe|\*/);
  });

  test("has nothing inline and loads nothing from elsewhere", async () => {
    const page = await (await fetch(urlOf(host))).text();
    expect(page).toContain("<speedai-integrations");
    expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)/);
    expect([...page.matchAll(/(?:src|href)="(https?:)?\/\/[^"]*"/g)].map(([found]) => found)).toEqual([]);
  });

  test("finds every file that it names", async () => {
    const page = await (await fetch(urlOf(host))).text();
    const files = [...page.matchAll(/(?:src|href)="(\/[a-z-]+\.[a-z]+)"/g)].map(([, file]) => file);
    expect(files).toContain("/speedai-integrations.js");
    for (const file of files) expect((await fetch(urlOf(host) + file)).status, file).toBe(200);
  });

  test("never holds the partner key", async () => {
    const page = await (await fetch(urlOf(host))).text();
    const script = await (await fetch(`${urlOf(host)}/${host}.js`)).text();
    expect(page + script).not.toMatch(/(?:dashboard|partner)-key/);
  });
});

describe.each(hosts)("a session of the %s", (host) => {
  test("is minted with the host's key, for its own origin", async () => {
    const answer = await postJson(host, "/session");
    expect(await answer.json()).toEqual({ token: "tok_1", expires_at: "2026-11-23T10:15:00.000Z" });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(asked).toMatchObject([{ authorization: `Bearer ${host}-key`, session: { origins: [urlOf(host)] } }]);
  });

  test.each([
    ["another site", { origin: "https://evil.example" }],
    ["another port of this machine", { origin: "http://localhost:1" }],
    ["a form of another site", { "content-type": "text/plain" }],
  ])("is refused to %s", async (_who, headers) => {
    expect((await postJson(host, "/session", headers)).status).toBe(403);
    expect(asked).toEqual([]);
  });

  test("is refused to a caller without an origin", async () => {
    const answer = await fetch(`${urlOf(host)}/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect(answer.status).toBe(403);
  });

  test.each(["refuses", "html"] as const)("is a 502 when the API %s", async (how) => {
    apiAnswers = how;
    expect((await postJson(host, "/session")).status).toBe(502);
  });
});

test("the two hosts serve different tenants", async () => {
  await postJson("dashboard", "/session");
  await postJson("partner", "/session");
  expect(asked.map(({ session }) => session.tenant.name)).toEqual(["Maison Lumière", "Auberge du Port"]);
});

describe("the dashboard's switches", () => {
  const preferences = "dashboard_role=viewer; dashboard_locale=en; dashboard_theme=dark";

  test("are French, light and administrator at first", async () => {
    const page = await (await fetch(urlOf("dashboard"))).text();
    expect(page).toContain('<html lang="fr" data-theme="light">');
    expect(page).toContain('<option value="admin" selected>Administration</option>');
  });

  test("reach the page and the session", async () => {
    const page = await (await fetch(urlOf("dashboard"), { headers: { cookie: preferences } })).text();
    expect(page).toContain('<html lang="en" data-theme="dark">');
    expect(page).toMatch(/<speedai-integrations[^>]*locale="en"[^>]*theme="dark"/);
    await postJson("dashboard", "/session", { cookie: preferences });
    expect(asked).toMatchObject([{ session: { user: { role: "viewer" }, locale: "en" } }]);
  });

  test("are kept in cookies that scripts cannot read", async () => {
    const answer = await postJson("dashboard", "/preferences", {}, { role: "manager" });
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie()).toEqual([
      "dashboard_role=manager; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax",
    ]);
  });

  test.each([[{ role: "owner" }], [{ locale: "de" }], [{ colour: "red" }], ["viewer"]])("refuse %j", async (chosen) => {
    const answer = await postJson("dashboard", "/preferences", {}, chosen);
    expect(answer.status).toBe(400);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test("fall back to the first ones when a cookie says something else", async () => {
    await postJson("dashboard", "/session", { cookie: "dashboard_role=owner; dashboard_locale=en" });
    expect(asked).toMatchObject([{ session: { user: { role: "admin" }, locale: "fr" } }]);
  });
});

test("the partner's role and language are in the address", async () => {
  await postJson("partner", "/session?role=viewer&locale=en");
  await postJson("partner", "/session?role=owner&locale=%3Cscript%3E");
  expect(asked.map(({ session }) => [session.user.role, session.locale])).toEqual([
    ["viewer", "en"],
    ["manager", "fr"],
  ]);
});

describe("sample values", () => {
  test("are shown under their ids when the API does not answer", async () => {
    apiAnswers = "refuses";
    const answer = await fetch(`${urlOf("dashboard")}/samples.json`);
    expect(await answer.json()).toEqual({
      samples: [
        {
          provider: "pipedrive",
          name: "pipedrive",
          methods: [
            {
              method: "credentials",
              title: "credentials",
              values: [{ field: "api_token", label: "api_token", value: expect.any(String), use: "copy" }],
            },
          ],
        },
        {
          provider: "postgresql",
          name: "postgresql",
          methods: [
            {
              method: "database",
              title: "database",
              values: [
                { field: "host", label: "host", value: "127.0.0.1", use: "copy" },
                { field: "ssl", label: "ssl", value: "", use: "on" },
              ],
            },
          ],
        },
      ],
    });
  });

  const zulu: NamedIntegration = {
    id: "zulu",
    name: "Zulu",
    methods: [
      {
        id: "credentials",
        title: "Connexion API",
        fields: [
          { name: "region", label: "Région", type: "select", options: [{ value: "eu", label: "Europe" }] },
          { name: "file", label: "Fichier", type: "file" },
          { name: "key", label: "Clé", type: "secret" },
        ],
      },
    ],
  };
  const alpha: NamedIntegration = { id: "alpha", name: "Alpha", methods: [] };

  test("have the page's order and words", () => {
    const samples = { alpha: {}, other: {}, zulu: { credentials: { region: "eu", file: "a;b", key: 7 } } };
    const named = nameSamples(samples, [zulu, alpha]);
    expect(named.map(({ name }) => name)).toEqual(["Zulu", "Alpha", "other"]);
    expect(named[0]?.methods).toEqual([
      {
        method: "credentials",
        title: "Connexion API",
        values: [
          { field: "region", label: "Région", value: "Europe", use: "choose" },
          { field: "file", label: "Fichier", value: "a;b", use: "file" },
          { field: "key", label: "Clé", value: "7", use: "copy" },
        ],
      },
    ]);
  });
});

describe("failures on order", () => {
  const callPipedrive = async () => (await fetch(`${running.simulators.url}/pipedrive-api/v1/users/me`)).status;

  test("hit the next call once", async () => {
    await postJson("dashboard", "/faults", {}, { provider: "pipedrive", kind: "server_error" });
    expect([await callPipedrive(), await callPipedrive()]).toEqual([500, 401]);
  });

  test("can be taken back", async () => {
    await postJson("dashboard", "/faults", {}, { provider: "pipedrive", kind: "server_error" });
    await fetch(`${urlOf("dashboard")}/faults`, {
      method: "DELETE",
      headers: { "content-type": "application/json", origin: urlOf("dashboard") },
    });
    expect(await callPipedrive()).toBe(401);
  });

  test("are refused to other sites", async () => {
    const headers = { origin: "https://evil.example" };
    const answer = await postJson("dashboard", "/faults", headers, { provider: "pipedrive", kind: "server_error" });
    expect(answer.status).toBe(403);
    expect(await callPipedrive()).toBe(401);
  });

  test.each([[{ provider: "nobody", kind: "hang" }], [{ provider: "pipedrive", kind: "flood" }], [7]])(
    "are refused when they make no sense: %j",
    async (order) => {
      expect((await postJson("dashboard", "/faults", {}, order)).status).toBe(400);
    },
  );
});
