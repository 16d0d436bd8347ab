/**
 * The partner's page as its strictest host would serve it: Trusted Types with one policy by name, reports of every breach, its own
 * Cross-Origin-Opener-Policy; and a back end that can be told to give no session.
 */
import { Hono } from "hono";
import { contentSecurityPolicy, listen, type RunningHost } from "../host/pages.ts";
import { answerSessionRequest } from "../host/session.ts";
import { createPartnerSite } from "../partner/server.ts";
import type { Stack } from "../start.ts";

const partnerKey = "strict-host-partner-key-of-this-test-run-0123456789";
const openerPolicies = ["unsafe-none", "same-origin"] as const;
type OpenerPolicy = (typeof openerPolicies)[number];

export interface StrictHost {
  /** Value of `PARTNER_KEYS` that lets this host mint sessions. Its port is known before the API starts. */
  readonly partnerKeys: string;
  /** From now on the pages carry the element. */
  embed(stack: Pick<Stack, "urls" | "dataDir">): Promise<void>;
  /** Address of the page with this opener policy. Its sessions belong to `tenant`. */
  url(tenant: string, openerPolicy?: OpenerPolicy): string;
  /** Why the page asked for each session, in order. */
  readonly reasons: readonly string[];
  /** What browsers reported against the policy; a test that provokes some takes them out. */
  readonly reports: string[];
  /** 503 in place of a session, until told otherwise. */
  refuseSessions(isRefusing: boolean): void;
  /** The host ends every session of a tenant, as after a sign-out elsewhere. Gives how many lived. */
  endSessions(tenant: string): Promise<number>;
  close(): Promise<void>;
}

export async function startStrictHost(): Promise<StrictHost> {
  const reasons: string[] = [];
  const reports: string[] = [];
  let isRefusing = false;
  let apiUrl = "";
  let running: RunningHost | undefined;
  const app = new Hono();

  app.post("/reports", async (c) => {
    reports.push(await c.req.text());
    return c.body(null, 204);
  });

  const origin = () => `http://localhost:${running?.port}`;
  const embed = async ({ urls, dataDir }: Pick<Stack, "urls" | "dataDir">) => {
    apiUrl = urls.api;
    const access = { apiUrl, partnerKey };
    app.use(async (c, next) => {
      await next();
      const policy = `${contentSecurityPolicy(apiUrl)}; trusted-types lit-html; report-uri /reports`;
      c.header("content-security-policy", policy);
      const asked = openerPolicies.find((one) => one === c.req.query("coop"));
      c.header("cross-origin-opener-policy", asked ?? "unsafe-none");
    });
    app.post("/session", async (c) => {
      const { reason }: { reason?: unknown } = await c.req.json();
      reasons.push(String(reason));
      if (isRefusing) return c.json({ error: "signed out" }, 503);
      const tenant = new URL(c.req.header("referer") ?? origin()).searchParams.get("tenant") ?? "nobody";
      return answerSessionRequest(c, access, {
        tenant: { id: tenant, name: "Auberge du Port" },
        user: { id: "yann.kerlec", name: "Yann Kerlec", role: "admin" },
        origins: [origin()],
        locale: "fr",
      });
    });
    const widgetFile = `${dataDir}/widget/speedai-integrations.js`;
    app.route("/", await createPartnerSite({ ...access, publicApiUrl: apiUrl, widgetFile }));
  };
  running = await listen(app, 0);
  return {
    partnerKeys: JSON.stringify([{ key: partnerKey, name: "strict-host", origins: [origin()], tenants: "*" }]),
    embed,
    url: (tenant, openerPolicy = "unsafe-none") => `${origin()}/?tenant=${tenant}&coop=${openerPolicy}`,
    reasons,
    reports,
    refuseSessions: (refuse) => {
      isRefusing = refuse;
    },
    endSessions: async (tenant) => {
      const answer = await fetch(`${apiUrl}/api/sessions?tenant_id=${tenant}`, {
        method: "DELETE",
        headers: { authorization: `Bearer ${partnerKey}` },
      });
      const { revoked }: { revoked?: unknown } = await answer.json();
      return Number(revoked);
    },
    close: () => running.close(),
  };
}
