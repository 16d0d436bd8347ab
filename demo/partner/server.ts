/**
 * A partner's back office, on another origin: it embeds the same element with the attribute `session-endpoint` alone and gives it
 * its own colours and type. Role and language are in the address, because this host keeps no cookies.
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { role as roles } from "../../schema/wire/index.ts";
import { buildScript, contentSecurityPolicy, serveFiles, withPolicy } from "../host/pages.ts";
import { answerSessionRequest, type PartnerAccess } from "../host/session.ts";
import { type PartnerView, partnerPage } from "./page.ts";

export const partnerTenant = { id: "auberge-du-port", name: "Auberge du Port" } as const;
const user = { id: "yann.kerlec", name: "Yann Kerlec" } as const;

export interface PartnerOptions extends PartnerAccess {
  /** Origin of the API as browsers see it. */
  readonly publicApiUrl: string;
  /** Bundle of the element. */
  readonly widgetFile: string;
}

const query = z.object({
  role: roles.catch("manager"),
  locale: z.enum(["fr", "en"]).catch("fr"),
});

export async function createPartnerSite(options: PartnerOptions): Promise<Hono> {
  const script = await buildScript(new URL("partner.client.ts", import.meta.url));
  const app = new Hono();
  app.use(withPolicy(contentSecurityPolicy(options.publicApiUrl)));

  app.get("/", (c) => c.html(partnerPage(readView(c, options))));
  const style = new URL("partner.css", import.meta.url);
  serveFiles(app, { name: "partner", style, script, iconSvg, widgetFile: options.widgetFile });

  app.post("/session", (c) => {
    const view = readView(c, options);
    return answerSessionRequest(c, options, {
      tenant: partnerTenant,
      user: { ...user, role: view.role },
      origins: [new URL(c.req.url).origin],
      locale: view.locale,
    });
  });
  return app;
}

function readView(c: Context, options: PartnerOptions): PartnerView {
  const { role, locale } = query.parse(c.req.query());
  return { role, locale, publicApiUrl: options.publicApiUrl, tenantName: partnerTenant.name };
}

const iconSvg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="#2f4a3c"/><path d="M10 8v16M22 8v16M10 16h12" stroke="#f5efe3" stroke-width="3"/></svg>';
