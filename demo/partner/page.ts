/** The partner's page as HTML: another house, another look, the same element. */
import { html } from "hono/html";
import type { Role } from "../../schema/wire/index.ts";

export interface PartnerView {
  readonly locale: "fr" | "en";
  readonly role: Role;
  readonly publicApiUrl: string;
  readonly tenantName: string;
}

const texts = {
  fr: {
    title: "Connexions · Hôtel & Table",
    tagline: "Le carnet des maisons indépendantes",
    navigation: "Espace établissement",
    items: ["Arrivées", "Salle", "Chambres", "Connexions"],
    crumb: "Auberge du Port",
    heading: "Connexions",
    intro:
      "Reliez les outils de votre maison. Ce service est fourni par SpeedAI ; vos identifiants ne passent pas par Hôtel & Table.",
    foot: "Hôtel & Table, page de démonstration d’un partenaire.",
    role: "Rôle",
    roles: { viewer: "Lecture seule", manager: "Gestion", admin: "Administration" },
  },
  en: {
    title: "Connections · Hôtel & Table",
    tagline: "The notebook of independent houses",
    navigation: "Your house",
    items: ["Arrivals", "Dining room", "Rooms", "Connections"],
    crumb: "Auberge du Port",
    heading: "Connections",
    intro:
      "Connect the tools of your house. This service is provided by SpeedAI; your credentials do not pass through Hôtel & Table.",
    foot: "Hôtel & Table, a partner’s demonstration page.",
    role: "Role",
    roles: { viewer: "Read only", manager: "Manager", admin: "Administrator" },
  },
} as const;

export function partnerPage(view: PartnerView) {
  const words = texts[view.locale];
  const other = view.locale === "fr" ? "en" : "fr";
  return html`<!doctype html>
<html lang="${view.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/partner.css">
<script type="module" src="/speedai-integrations.js"></script>
<script type="module" src="/partner.js"></script>
</head>
<body>
<header class="top">
  <div class="column">
    <p class="house"><b>Hôtel <i>&amp;</i> Table</b><small>${words.tagline}</small></p>
    <nav aria-label="${words.navigation}"><ul>${words.items.map((item, index) =>
      index === words.items.length - 1
        ? html`<li><a href="/" aria-current="page">${item}</a></li>`
        : html`<li><span>${item}</span></li>`,
    )}</ul></nav>
  </div>
</header>
<main class="column">
  <div class="heading">
    <div><p class="crumb" id="tenant">${view.tenantName}</p><h1>${words.heading}</h1></div>
    <form id="settings" method="get" action="/">
      <label><span>${words.role}</span><select id="role" name="role">${(["viewer", "manager", "admin"] as const).map(
        (role) => html`<option value="${role}"${role === view.role ? " selected" : ""}>${words.roles[role]}</option>`,
      )}</select></label>
      <input type="hidden" name="locale" value="${view.locale}">
      <a id="locale" href="/?role=${view.role}&amp;locale=${other}" hreflang="${other}" lang="${other}">${other === "en" ? "English" : "Français"}</a>
    </form>
  </div>
  <p class="intro">${words.intro}</p>
  <speedai-integrations
    id="integrations"
    api-base="${view.publicApiUrl}"
    session-endpoint="/session?role=${view.role}&amp;locale=${view.locale}"
    locale="${view.locale}"
    theme="light"
  ></speedai-integrations>
</main>
<footer class="column"><p>${words.foot}</p></footer>
</body>
</html>`;
}
