/** The dashboard's pages as HTML. Nothing inline: behaviour is in dashboard.js, looks in dashboard.css. */
import { html } from "hono/html";
import type { Role } from "../../schema/wire/index.ts";
import { icon, mark } from "./icons.ts";
import { type Locale, locales, type Section, sectionPaths, sections, textsFor } from "./texts.ts";

export interface View {
  readonly locale: Locale;
  readonly role: Role;
  readonly theme: "light" | "dark";
  readonly tenantName: string;
  readonly userName: string;
  /** Origin of the API as browsers see it. */
  readonly publicApiUrl: string;
}

export function integrationsPage(view: View) {
  const texts = textsFor(view.locale);
  return shell(
    view,
    "integrations",
    html`<h1 class="unseen">${texts.sections.integrations}</h1>
    <speedai-integrations
      id="integrations"
      api-base="${view.publicApiUrl}"
      locale="${view.locale}"
      theme="${view.theme}"
      routing="hash"
    ></speedai-integrations>
    <noscript><p class="notice">${texts.scriptNeeded}</p></noscript>`,
  );
}

export function absentPage(view: View, section: Section) {
  const texts = textsFor(view.locale);
  return shell(
    view,
    section,
    html`<div class="absent">
      <h1>${texts.sections[section]}</h1>
      <p>${texts.absent}</p>
      <a class="button" href="/">${texts.absentBack}</a>
    </div>`,
  );
}

/** The values alone, for a window beside the page: a modal dialog makes everything else on its page unreachable. */
export function samplesPage(view: View) {
  const texts = textsFor(view.locale);
  return documentOf(
    view,
    texts.samples,
    html`<main id="content" class="samples-window"><h1>${texts.samples}</h1>
<p class="samples-intro">${texts.samplesIntro}</p>${samplesBody(view)}</main>`,
  );
}

type Markup = ReturnType<typeof html>;

function documentOf(view: View, title: string, body: Markup) {
  return html`<!doctype html>
<html lang="${view.locale}" data-theme="${view.theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/dashboard.css">
<script type="module" src="/speedai-integrations.js"></script>
<script type="module" src="/dashboard.js"></script>
</head>
<body>
${body}
</body>
</html>`;
}

function shell(view: View, current: Section, content: Markup) {
  const texts = textsFor(view.locale);
  return documentOf(
    view,
    current === "integrations" ? texts.title : `${texts.sections[current]} · SpeedAI`,
    html`<a class="skip" href="#content">${texts.skip}</a>
<div class="shell">
<header class="side">
  <a class="brand" href="/">${mark()}<span>Speed<b>AI</b></span></a>
  <button id="menu" class="icon-button menu" type="button" aria-expanded="false" aria-controls="navigation" aria-label="${texts.menu}">${icon("menu")}</button>
  <nav id="navigation" aria-label="${texts.navigation}">
    <h2>${texts.operate}</h2>
    <ul>${sections.slice(0, 5).map((section) => navigationItem(view, section, current))}</ul>
    <h2>${texts.configure}</h2>
    <ul>${sections.slice(5).map((section) => navigationItem(view, section, current))}</ul>
    <p class="agent"><span class="dot" aria-hidden="true"></span><span><b>${texts.agentState}</b><small>${texts.agentDetail}</small></span></p>
  </nav>
</header>
<div class="stage">
  <section class="bar" aria-label="${texts.settings}">
    <p class="tenant"><span class="avatar" aria-hidden="true">ML</span><span><small>${texts.organisation}</small><b id="tenant">${view.tenantName}</b></span></p>
    <div class="tools">
      <label class="choice"><span class="unseen">${texts.role}</span>
        <select id="role">${(["viewer", "manager", "admin"] as const).map(
          (role) => html`<option value="${role}"${role === view.role ? " selected" : ""}>${texts.roles[role]}</option>`,
        )}</select></label>
      <label class="choice"><span class="unseen">${texts.language}</span>
        <select id="locale">${locales.map(
          (locale) =>
            html`<option value="${locale}"${locale === view.locale ? " selected" : ""}>${locale.toUpperCase()}</option>`,
        )}</select></label>
      <button id="theme" class="icon-button" type="button" aria-pressed="${String(view.theme === "dark")}" aria-label="${texts.themes.dark}" title="${texts.theme}">${icon("sun")}${icon("moon")}</button>
      <button id="samples-toggle" class="button quiet" type="button" aria-expanded="false" aria-controls="samples">${icon("flask")}<span>${texts.samples}</span></button>
      <span class="person" title="${view.userName}" aria-hidden="true">CL</span>
    </div>
  </section>
  <main id="content" tabindex="-1">${content}</main>
</div>
<aside id="samples" aria-label="${texts.samples}" hidden>
  <div class="samples-head">
    <h2>${texts.samples}</h2>
    <button id="samples-close" class="icon-button" type="button" aria-label="${texts.close}">${icon("close")}</button>
  </div>
  <p class="samples-intro">${texts.samplesIntro}</p>
  <a id="samples-window" class="button quiet" href="/samples" target="speedai-samples">${icon("window")}<span>${texts.samplesWindow}</span></a>
  ${samplesBody(view)}
</aside>
</div>`,
  );
}

function navigationItem(view: View, section: Section, current: Section): Markup {
  const texts = textsFor(view.locale);
  return html`<li><a href="/${sectionPaths[section]}"${section === current ? html` aria-current="page"` : ""}>${icon(section)}<span>${texts.sections[section]}</span></a></li>`;
}

/** Filled by the script; the words are here so that the script has none. */
function samplesBody(view: View): Markup {
  const texts = textsFor(view.locale);
  return html`<input id="samples-search" type="search" placeholder="${texts.samplesSearch}" aria-label="${texts.samplesSearch}">
  <div id="samples-list" aria-live="polite"
    data-copy="${texts.copy}" data-copied="${texts.copied}" data-download="${texts.download}" data-none="${texts.samplesNone}"
    data-on="${texts.samplesOn}" data-off="${texts.samplesOff}"
    data-empty="${texts.samplesEmpty}" data-failed="${texts.samplesFailed}" data-retry="${texts.retry}"></div>
  <form id="faults">
    <h3>${texts.faults}</h3>
    <p>${texts.faultsIntro}</p>
    <select name="provider" aria-label="${texts.samplesSearch}"></select>
    <select name="kind" aria-label="${texts.faults}">${Object.entries(texts.faultKinds).map(
      ([kind, label]) => html`<option value="${kind}">${label}</option>`,
    )}</select>
    <div class="row">
      <button class="button" type="submit">${texts.faultsOrder}</button>
      <button id="faults-clear" class="button quiet" type="button">${texts.faultsClear}</button>
    </div>
    <output data-ordered="${texts.faultsOrdered}" data-cleared="${texts.faultsCleared}" data-failed="${texts.samplesFailed}"></output>
  </form>`;
}
