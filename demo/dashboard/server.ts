/**
 * The demonstration's SpeedAI dashboard: a host page like any customer's, which embeds `<speedai-integrations>` and mints sessions in its
 * back end. The person's role, language and theme are chosen on the page and kept in cookies.
 */
import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { z } from "zod";
import { role as roles } from "../../schema/wire/index.ts";
import { buildScript, contentSecurityPolicy, serveFiles, withPolicy } from "../host/pages.ts";
import { fetchCatalogue, fetchSamples, nameSamples, type SamplesByMethod } from "../host/samples.ts";
import { answerSessionRequest, isFromOwnPage, type PartnerAccess } from "../host/session.ts";
import { absentPage, integrationsPage, samplesPage, type View } from "./page.ts";
import { locales, sectionPaths, sections } from "./texts.ts";

export const dashboardTenant = { id: "maison-lumiere", name: "Maison Lumière" } as const;
const user = { id: "camille.laurent", name: "Camille Laurent" } as const;
const yearSeconds = 31_536_000;

export interface DashboardOptions extends PartnerAccess {
  /** Origin of the API as browsers see it. */
  readonly publicApiUrl: string;
  /** Bundle of the element; its source map stands beside it. */
  readonly widgetFile: string;
  readonly simulatorsUrl: string;
  /** Values beside those of the simulators: the databases of this machine, when they run. */
  readonly moreSamples: () => SamplesByMethod;
}

const preferences = z.strictObject({
  role: roles.optional(),
  locale: z.enum(locales).optional(),
  theme: z.enum(["light", "dark"]).optional(),
});

const faultBody = z.strictObject({ provider: z.string(), kind: z.string() });

export async function createDashboard(options: DashboardOptions): Promise<Hono> {
  const script = await buildScript(new URL("dashboard.client.ts", import.meta.url));
  const app = new Hono();
  app.use(withPolicy(contentSecurityPolicy(options.publicApiUrl)));

  app.get("/", (c) => c.html(integrationsPage(readView(c, options))));
  app.get("/samples", (c) => c.html(samplesPage(readView(c, options))));
  for (const section of sections) {
    if (section !== "integrations") {
      app.get(`/${sectionPaths[section]}`, (c) => c.html(absentPage(readView(c, options), section)));
    }
  }

  const style = new URL("dashboard.css", import.meta.url);
  serveFiles(app, { name: "dashboard", style, script, iconSvg, widgetFile: options.widgetFile });

  app.post("/session", (c) => {
    const view = readView(c, options);
    return answerSessionRequest(c, options, {
      tenant: dashboardTenant,
      user: { ...user, role: view.role },
      origins: [new URL(c.req.url).origin],
      locale: view.locale,
    });
  });

  app.post("/preferences", async (c) => {
    if (!isFromOwnPage(c)) return c.json({ error: "cross-site" }, 403);
    const chosen = preferences.safeParse(await c.req.json().catch(() => undefined));
    if (!chosen.success) return c.json({ error: "unknown preference" }, 400);
    for (const [name, value] of Object.entries(chosen.data)) {
      if (value === undefined) continue;
      setCookie(c, cookieName(name), value, { httpOnly: true, sameSite: "Lax", path: "/", maxAge: yearSeconds });
    }
    return c.body(null, 204);
  });

  app.get("/samples.json", async (c) => {
    const [simulated, integrations] = await Promise.all([
      fetchSamples(options.simulatorsUrl),
      fetchCatalogue(options, {
        tenant: dashboardTenant,
        origin: new URL(c.req.url).origin,
        locale: readView(c, options).locale,
      }),
    ]);
    return c.json({ samples: nameSamples({ ...simulated, ...options.moreSamples() }, integrations) });
  });

  app.post("/faults", async (c) => {
    if (!isFromOwnPage(c)) return c.json({ error: "cross-site" }, 403);
    const body = faultBody.safeParse(await c.req.json().catch(() => undefined));
    if (!body.success) return c.json({ error: "invalid fault" }, 400);
    const ordered = await fetch(`${options.simulatorsUrl}/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...body.data, times: 1 }),
    });
    return c.body(null, ordered.ok ? 204 : 400);
  });
  app.delete("/faults", async (c) => {
    if (!isFromOwnPage(c)) return c.json({ error: "cross-site" }, 403);
    await fetch(`${options.simulatorsUrl}/faults`, { method: "DELETE" });
    return c.body(null, 204);
  });

  return app;
}

/** Browsers send a port's cookies to all ports of a host: the name keeps those of the two demo hosts apart. */
function cookieName(name: string): string {
  return `dashboard_${name}`;
}

function readView(c: Context, options: DashboardOptions): View {
  const chosen = preferences.safeParse({
    role: getCookie(c, cookieName("role")),
    locale: getCookie(c, cookieName("locale")),
    theme: getCookie(c, cookieName("theme")),
  });
  const { role = "admin", locale = "fr", theme = "light" } = chosen.success ? chosen.data : {};
  return {
    role,
    locale,
    theme,
    tenantName: dashboardTenant.name,
    userName: user.name,
    publicApiUrl: options.publicApiUrl,
  };
}

const iconSvg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#14233b"/><path d="M7.5 14v4M12 10.5v11M16 7.5v17M20 10.5v11M24.5 14v4" stroke="#e3c78f" stroke-width="2.4" stroke-linecap="round"/></svg>';
