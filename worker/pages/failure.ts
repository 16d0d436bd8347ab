/**
 * What a person sees who stands in the consent window, or comes back from a provider, when we cannot go on: what happened, what to
 * do, a reference for the support; in place of the problem document that programs get.
 */
import type { Context } from "hono";
import { html } from "hono/html";
import { returnFragment } from "../../schema/wire/index.ts";
import { type Refusal, statusOf } from "../errors.ts";
import type { AppEnv } from "../middleware/context.ts";
import { localeOf } from "../services/sessions.ts";
import { answerPage } from "./layout.ts";
import { type PageTexts, pageTexts } from "./texts.ts";

/** The two addresses that a browser shows: our start page, and the provider's way back to us. */
export function isPage(c: Context<AppEnv>): boolean {
  return c.req.method === "GET" && /^\/api\/integrations\/[^/]+\/(?:start|callback)$/.test(c.req.path);
}

export function failurePage(c: Context<AppEnv>, refusal: Refusal): Response | Promise<Response> {
  const consent = c.get("consent");
  const locale = consent?.locale ?? localeOf(c.req.header("accept-language")) ?? "fr";
  const texts = pageTexts(locale);
  const { title, text } = wordsOf(texts, refusal);
  const again = againAt(c, refusal);
  c.status(statusOf(refusal));
  if (refusal.retryAfter !== undefined) c.header("retry-after", String(refusal.retryAfter));
  return answerPage(c, {
    locale,
    title,
    // Code and state leave the address, and the page that began hears of it; what can be tried again keeps its own.
    ...(again === undefined && { script: "settled" }),
    data: {
      attempt: consent?.attempt.id ?? "",
      openerOrigin: (consent?.road === "popup" && consent.attempt.openerOrigin) || "",
      outcome: "failed",
    },
    content: html`<h1>${title}</h1>
      <p>${text}</p>
      ${again === undefined ? wayBack(c, texts) : html`<a class="button" href="${again}">${texts.again}</a>`}
      ${referenceOf(c, texts)}`,
  });
}

/** What the support finds the request by. */
export function referenceOf(c: Context<AppEnv>, texts: PageTexts) {
  return html`<p class="muted reference">${texts.reference} <code>${c.get("requestId")}</code></p>`;
}

export function closeButton(texts: PageTexts) {
  return html`<button id="close" type="button">${texts.close}</button>
    <p id="stays" role="status" hidden>${texts.stays}</p>`;
}

function wordsOf(texts: PageTexts, { code, retryAfter }: Refusal): { readonly title: string; readonly text: string } {
  switch (code) {
    case "not_found":
      return { title: texts.unknownTitle, text: texts.unknownText };
    case "too_many_requests":
      return { title: texts.busyTitle, text: texts.busyText(retryAfter ?? 60) };
    case "dependency_unavailable":
      return { title: texts.downTitle, text: texts.downText };
    case "https_required":
      return { title: texts.clearTitle, text: texts.clearText };
    default:
      return { title: texts.brokenTitle, text: texts.brokenText };
  }
}

/** The address of a start page that may be there the next time. A callback is spent. */
function againAt({ req }: Context<AppEnv>, { code }: Refusal): string | undefined {
  if (req.path.endsWith("/callback") || code === "not_found" || code === "https_required") return undefined;
  const { pathname, search } = new URL(req.url);
  return pathname + search;
}

/** To the page that this tab came from; a window is closed. */
function wayBack(c: Context<AppEnv>, texts: PageTexts) {
  const consent = c.get("consent");
  if (consent?.road !== "redirect" || consent.attempt.returnUrl === null) return closeButton(texts);
  // The address was checked against the session's origins when the attempt was made.
  const fragment = new URLSearchParams({ [returnFragment.attempt]: consent.attempt.id });
  return html`<a class="button" href="${consent.attempt.returnUrl}#${fragment}">${texts.back}</a>`;
}
