/** The browser's way to a provider and back: start page, its one call, and the callback. */
import { OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import { Refusal } from "../errors.ts";
import { type AppEnv, circumstanceOf } from "../middleware/context.ts";
import { limitAddress } from "../middleware/limits.ts";
import { pageStyle, settledScript, startScript } from "../pages/assets.ts";
import { closeButton, referenceOf } from "../pages/failure.ts";
import { answerPage } from "../pages/layout.ts";
import { pageTexts } from "../pages/texts.ts";
import { providers } from "../providers/registry.ts";
import { beginConsent, finishConsent, openStart } from "../services/consent.ts";
import { refuseInvalid } from "./validation.ts";

/** `__Host-`: only over https (or localhost), only from this host, for all of it (RFC 6265bis §4.1.3.2). */
const cookieName = "speedai-consent";
const cookieSeconds = 600;

const startBody = z.discriminatedUnion("road", [
  z.strictObject({ attempt: z.string().max(64), road: z.literal("popup"), handshake: z.string().max(128) }),
  z.strictObject({ attempt: z.string().max(64), road: z.literal("redirect") }),
]);

const callbacks = new Set(
  providers.flatMap((provider) =>
    provider.methods.flatMap((method) => (method.kind === "oauth2" ? [method.oauth.callback] : [])),
  ),
);

export function consentRoutes() {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });

  routes.get("/api/integrations/:provider/start", limitAddress("consent"), async (c) => {
    const attemptId = c.req.query("attempt") ?? "";
    const started = await openStart(c.get("services"), c.req.param("provider"), attemptId);
    const { attempt, provider, tenantName, locale } = started;
    const texts = pageTexts(locale);
    const site = attempt.openerOrigin ?? (attempt.returnUrl === null ? "" : new URL(attempt.returnUrl).origin);
    const names = { provider: provider.name, tenant: tenantName, site: site.replace(/^https?:\/\//, "") };
    return answerPage(c, {
      locale,
      title: texts.startTitle(names),
      script: "start",
      data: {
        attempt: attempt.id,
        openerOrigin: attempt.openerOrigin ?? "",
        canRedirect: String(attempt.returnUrl !== null),
        path: `/api/integrations/${provider.id}/start`,
        outcome: "",
      },
      content: html`
        <div class="brand"><img src="/api/integrations/${provider.id}/logo.svg" alt="" /><span>SpeedAI</span></div>
        <section id="waiting" data-part>
          <h1>${texts.startTitle(names)}</h1>
          <p>${texts.startWho(names)}</p>
          <p class="muted" role="status">${texts.startWaiting}</p>
        </section>
        <section id="ask" data-part hidden>
          <h1>${texts.startTitle(names)}</h1>
          <p>${texts.startWho(names)}</p>
          <p class="muted">${texts.startSafety(names)}</p>
          <button id="continue" type="button">${texts.startContinue(names)}</button>
        </section>
        <section id="alone" data-part hidden>
          <h1>${texts.failedTitle}</h1>
          <p>${texts.startAlone}</p>
        </section>
        <section id="unknown" data-part hidden>
          <h1>${texts.unknownTitle}</h1>
          <p>${texts.unknownText}</p>
        </section>
        <section id="down" data-part hidden>
          <h1>${texts.downTitle}</h1>
          <p>${texts.downText}</p>
          <button id="again" type="button">${texts.again}</button>
          <p class="muted reference">${texts.reference} <code id="reference"></code></p>
        </section>
      `,
    });
  });

  routes.post("/api/integrations/:provider/start", limitAddress("consent"), async (c) => {
    checkOwnPage(c);
    const body = startBody.safeParse(await c.req.json());
    if (!body.success) throw new Refusal("invalid_request");
    const { attempt, ...road } = body.data;
    const begun = await beginConsent(c.get("services"), c.req.param("provider"), attempt, road, c.get("requestId"));
    setCookie(c, cookieName, begun.browserNonce, {
      prefix: "host",
      secure: true,
      httpOnly: true,
      sameSite: "Lax",
      path: "/",
      maxAge: cookieSeconds,
    });
    return c.json({ authorization_url: begun.authorizationUrl }, 200);
  });

  routes.get("/api/integrations/:callback/callback", limitAddress("consent"), async (c) => {
    const callback = c.req.param("callback");
    if (!callbacks.has(callback)) throw new Refusal("not_found");
    const nonce = getCookie(c, cookieName, "host");
    const parameters = new URL(c.req.url).searchParams;
    const services = c.get("services");
    const outcome = await finishConsent(services, callback, parameters, nonce, circumstanceOf(c), (found) =>
      c.set("consent", found),
    );
    if (outcome.kind === "unknown") throw new Refusal("not_found");
    // 303, so that nothing of this request is sent on (RFC 9700 §4.12).
    if (outcome.kind === "return") return c.redirect(outcome.url, 303);
    const { attempt, failure, locale } = outcome;
    const texts = pageTexts(locale);
    const title = failure ? texts.failedTitle : texts.doneTitle;
    return answerPage(c, {
      locale,
      title,
      script: "settled",
      data: {
        attempt: attempt.id,
        openerOrigin: attempt.openerOrigin ?? "",
        canRedirect: "",
        path: "",
        outcome: failure ? "failed" : "done",
      },
      content: html`<h1>${title}</h1>
        <p>${failure ? texts.failedText : texts.doneText}</p>
        ${closeButton(texts)} ${failure ? referenceOf(c, texts) : ""}`,
    });
  });

  const asset = (type: string, body: string) => (c: Context<AppEnv>) =>
    c.body(body, 200, { "content-type": type, "cache-control": "public, max-age=300" });
  // Browsers ask for it on every page of ours; nothing is less than an error.
  routes.get("/favicon.ico", (c) => c.body(null, 204));
  routes.get("/pages/page.css", asset("text/css; charset=utf-8", pageStyle));
  routes.get("/pages/start.js", asset("text/javascript; charset=utf-8", startScript));
  routes.get("/pages/settled.js", asset("text/javascript; charset=utf-8", settledScript));
  return routes;
}

/** Only our start page may begin a consent: the browser says where a request comes from. */
function checkOwnPage(c: Context<AppEnv>): void {
  const { publicUrl } = c.get("services").config;
  if (c.req.header("origin") !== publicUrl) throw new Refusal("forbidden_origin");
}
