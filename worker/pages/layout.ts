/** The frame of our own pages. `html` escapes every value. */
import type { Context } from "hono";
import { html } from "hono/html";
import type { AppEnv } from "../middleware/context.ts";
import { strictPolicy } from "../middleware/security-headers.ts";

type Markup = ReturnType<typeof html>;

export interface Page {
  readonly locale: string;
  readonly title: string;
  readonly script?: "start" | "settled";
  /** Facts for the script. */
  readonly data?: Readonly<Partial<Record<"attempt" | "openerOrigin" | "canRedirect" | "path" | "outcome", string>>>;
  readonly content: Markup | Promise<Markup>;
}

export function answerPage(c: Context<AppEnv>, page: Page): Response | Promise<Response> {
  c.header("content-security-policy", pagePolicy);
  return c.html(renderPage(page));
}

function renderPage({ locale, title, script, data = {}, content }: Page): Markup {
  return html`<!doctype html>
<html lang="${locale}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex" />
    <title>${title} · SpeedAI</title>
    <link rel="stylesheet" href="/pages/page.css" />
    ${script && html`<script type="module" src="/pages/${script}.js"></script>`}
  </head>
  <body
    data-attempt="${data.attempt ?? ""}"
    data-opener-origin="${data.openerOrigin ?? ""}"
    data-can-redirect="${data.canRedirect ?? ""}"
    data-path="${data.path ?? ""}"
    data-outcome="${data.outcome ?? ""}"
  >
    <main>${content}</main>
  </body>
</html>`;
}

/** Nothing inline, nothing foreign, in no frame. The opener must stay reachable, so there is no COOP. */
export const pagePolicy = [
  strictPolicy,
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
].join("; ");
