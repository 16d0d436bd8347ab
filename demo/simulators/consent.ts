/** The consent screen that every simulated OAuth provider shares, in the provider's name and colour. */
import type { Context, Hono } from "hono";
import { html } from "hono/html";
import { type ConsentLanguage, preferredLanguage, say } from "./consent-texts.ts";
import type { AuthorizationRequest, AuthorizationServer } from "./oauth.ts";

export interface ConsentScreen {
  /** The provider's name, as people know it. */
  readonly name: string;
  /** `#rrggbb`, dark enough to carry white text. */
  readonly color: `#${string}`;
  /** The first is chosen unless the person picks another. */
  readonly accounts: readonly [ConsentAccount, ...ConsentAccount[]];
  /** What a scope allows, in a person's French words (consent-texts.ts has the English); the scope itself is shown when undefined. */
  readonly describeScope?: (scope: string) => string | undefined;
  /** `" "` unless told. */
  readonly scopeSeparator?: " " | ",";
  /** Scopes of a provider that does not take them from the request. */
  readonly fixedScopes?: readonly string[];
  /** The person may untick single rights, as Google lets them. */
  readonly granular?: true;
  /** Only some accounts belong to a request (the shop of its host). */
  readonly accountsOf?: (request: AuthorizationRequest, host: string) => readonly ConsentAccount[];
  /** Completes the callback's parameters (`code` and `state` are there): data centre, HMAC. */
  readonly callbackParameters?: (
    parameters: URLSearchParams,
    context: { readonly request: AuthorizationRequest; readonly account: string; readonly host: string },
  ) => URLSearchParams;
}

export interface ConsentAccount {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
}

/** Mounts the screen (GET) and the person's decision (POST) on a provider's authorization endpoint. */
export function mountConsent(app: Hono, path: string, server: AuthorizationServer, screen: ConsentScreen): void {
  app.get(path, (c) => {
    const request = server.readAuthorizationRequest(new URL(c.req.url).searchParams);
    if (!request.ok) return showPage(c, 400, screen, refusalBody(c, screen, request.failure));
    const accounts = accountsFor(c, screen, request.value);
    return showPage(c, 200, screen, questionBody(languageOf(c), screen, request.value, accounts));
  });

  app.post(path, async (c) => {
    const request = server.readAuthorizationRequest(new URL(c.req.url).searchParams);
    if (!request.ok) return showPage(c, 400, screen, refusalBody(c, screen, request.failure));
    const form = await c.req.formData();
    const back = new URL(request.value.redirectUri);
    const state = request.value.state === undefined ? {} : { state: request.value.state };
    if (form.get("decision") !== "allow") {
      // RFC 6749 §4.1.2.1
      return leave(c, back, new URLSearchParams({ error: "access_denied", ...state }));
    }
    const asked = askedScopes(screen, request.value);
    const accounts = accountsFor(c, screen, request.value);
    const account = accounts.find((choice) => choice.id === form.get("account")) ?? accounts[0];
    if (!account)
      return showPage(c, 400, screen, refusalBody(c, screen, "Aucun compte ne correspond à cette demande."));
    const ticked = new Set(form.getAll("scope"));
    const code = server.approve(request.value, {
      account: account.id,
      scopes: screen.granular ? asked.filter((scope) => ticked.has(scope)) : asked,
    });
    const parameters = new URLSearchParams({ code, ...state });
    const complete = screen.callbackParameters ?? ((plain: URLSearchParams) => plain);
    return leave(c, back, complete(parameters, { request: request.value, account: account.id, host: hostOf(c) }));
  });
}

/** Scopes of the request, in its order. */
export function askedScopes(screen: ConsentScreen, request: AuthorizationRequest): readonly string[] {
  const asked = request.scope.split(screen.scopeSeparator ?? " ").filter((scope) => scope !== "");
  return screen.fixedScopes ?? asked;
}

/** `brand` is six hexadecimal digits. */
export function consentStyleFor(brand: string | undefined): string {
  return /^[0-9a-f]{6}$/i.test(brand ?? "") ? `:root { --brand: #${brand}; }\n` : "";
}

function accountsFor(c: Context, screen: ConsentScreen, request: AuthorizationRequest): readonly ConsentAccount[] {
  return screen.accountsOf?.(request, hostOf(c)) ?? screen.accounts;
}

function hostOf(c: Context): string {
  return c.req.header("x-simulated-host") ?? new URL(c.req.url).host;
}

function leave(c: Context, back: URL, parameters: URLSearchParams): Response {
  for (const [name, value] of parameters) back.searchParams.append(name, value);
  c.header("referrer-policy", "no-referrer");
  c.header("cache-control", "no-store");
  return c.redirect(back.href, 303);
}

function languageOf(c: Context): ConsentLanguage {
  return preferredLanguage(c.req.header("accept-language"));
}

type Body = ReturnType<typeof html>;

function showPage(c: Context, status: 200 | 400, screen: ConsentScreen, body: Body): Response | Promise<Response> {
  // No form-action: it would also be asked about the redirects that follow the decision, whose end only the client knows.
  c.header(
    "content-security-policy",
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
  );
  // Strict providers cut the opener like this; a client that needs it after this page is broken.
  c.header("cross-origin-opener-policy", "same-origin");
  c.header("referrer-policy", "no-referrer");
  c.header("cache-control", "no-store");
  c.header("vary", "accept-language");
  const language = languageOf(c);
  return c.html(
    html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${say(language, "Autoriser SpeedAI")} · ${screen.name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/consent.css?brand=${screen.color.slice(1)}">
</head>
<body>
<main class="sheet" data-provider="${screen.name}">
<header class="brand"><span class="mark" aria-hidden="true">${screen.name.slice(0, 1)}</span><span>${screen.name}</span></header>
${body}
</main>
<p class="note">${say(language, "Écran simulé pour la démonstration. Rien ne quitte cette machine.")}</p>
</body>
</html>`,
    status,
  );
}

function questionBody(
  language: ConsentLanguage,
  screen: ConsentScreen,
  request: AuthorizationRequest,
  accounts: readonly ConsentAccount[],
): Body {
  const scopes = askedScopes(screen, request);
  return html`<h1>${say(language, "SpeedAI demande l’accès à votre compte {provider}", { provider: screen.name })}</h1>
<form method="post">
<fieldset>
<legend>${say(language, accounts.length > 1 ? "Choisissez le compte" : "Compte")}</legend>
${accounts.map(
  (
    account,
    index,
  ) => html`<label class="account"><input type="radio" name="account" value="${account.id}"${index === 0 ? " checked" : ""}>
<span><strong>${account.label}</strong>${account.detail === undefined ? "" : html`<small>${say(language, account.detail)}</small>`}</span></label>`,
)}
</fieldset>
${
  scopes.length === 0
    ? ""
    : html`<section><h2>${say(language, "L’application pourra")}</h2><ul class="scopes">${scopes.map(
        (scope) => html`<li>${scopeLine(language, screen, scope)}</li>`,
      )}</ul></section>`
}
<div class="actions">
<button name="decision" value="deny" class="quiet">${say(language, "Refuser")}</button>
<button name="decision" value="allow" class="strong">${say(language, "Autoriser")}</button>
</div>
</form>
<p class="back">${say(language, "Vous reviendrez ensuite sur {host}.", { host: new URL(request.redirectUri).host })}</p>`;
}

function scopeLine(language: ConsentLanguage, screen: ConsentScreen, scope: string): Body {
  const meaning = screen.describeScope?.(scope);
  const text =
    meaning === undefined
      ? html`<code>${scope}</code>`
      : html`<span>${say(language, meaning)}<code>${scope}</code></span>`;
  if (!screen.granular) return text;
  return html`<label><input type="checkbox" name="scope" value="${scope}" checked>${text}</label>`;
}

function refusalBody(c: Context, screen: ConsentScreen, sentence: string): Body {
  const language = languageOf(c);
  return html`<h1>${say(language, "{provider} ne peut pas ouvrir cette demande", { provider: screen.name })}</h1>
<p class="refusal" role="alert">${say(language, sentence)}</p>`;
}
