import { basicAuthorization } from "../domain/basic-auth.ts";
import type { Answer } from "../domain/exchange.ts";
import { listAt, textAt } from "../domain/json.ts";
import { cleanBaseUrl, cleanKey } from "../domain/pasted.ts";
import { defineProvider, type Failure } from "./define.ts";

/** Resources that SpeedAI reads; a key without them recognises nobody. */
const neededResources = ["customers", "addresses", "orders"];

/** The root lists what this key may use: asked twice, for two lines of the test. */
const root = { method: "GET", path: "/api/", headers: { accept: "application/xml" } } as const;

export default defineProvider({
  id: "prestashop",
  name: "PrestaShop",
  category: "ecommerce",
  badge: "standard",
  logo: { icon: "logos:prestashop-icon" },
  docsUrl: "https://devdocs.prestashop-project.org/8/webservice/tutorials/creating-access/",
  summary: {
    fr: "Clients, adresses et commandes de votre boutique, à portée de voix.",
    en: "Customers, addresses and orders of your shop, within earshot.",
  },
  synonyms: ["presta", "boutique", "e-commerce", "webservice", "commandes"],
  access: {
    reads: [
      { fr: "Vos clients et leurs adresses", en: "Your customers and their addresses" },
      { fr: "Vos commandes et leur état", en: "Your orders and their status" },
    ],
    writes: [],
    never: [
      { fr: "Vos réglages et vos employés", en: "Your settings and employees" },
      { fr: "Une commande créée, modifiée ou annulée", en: "An order created, changed or cancelled" },
    ],
  },
  facts: {
    sources: [
      "https://devdocs.prestashop-project.org/8/webservice/",
      "PrestaShop core, WebserviceRequest (error codes)",
    ],
    confidence: "documented",
    limits: "None of its own; hosts and firewalls set theirs",
    unverified: ["PrestaShop 9", "JSON form of errors and of the root list"],
  },
  methods: [
    {
      id: "credentials",
      kind: "credentials",
      title: { fr: "API Key", en: "API key" },
      summary: {
        fr: "L’adresse de votre boutique et une clé de webservice.",
        en: "Your shop’s address and a webservice key.",
      },
      fields: [
        {
          name: "site_url",
          type: "url",
          label: { fr: "Site URL", en: "Site URL" },
          help: { fr: "L’adresse de votre boutique, en https.", en: "Your shop’s address, in https." },
          where: {
            fr: "Copiez l’adresse de la page d’accueil de votre boutique.",
            en: "Copy the address of your shop’s home page.",
          },
          placeholder: "https://www.maboutique.fr",
          clean: (typed) => cleanBaseUrl(typed).replace(/\/(api|index\.php)$/, ""),
          maxLength: 1024,
        },
        {
          name: "api_key",
          type: "secret",
          label: { fr: "API Key", en: "API key" },
          help: { fr: "Exactement 32 lettres et chiffres.", en: "Exactly 32 letters and digits." },
          where: {
            fr: "Back-office PrestaShop › Paramètres avancés › Webservice › votre clé.",
            en: "PrestaShop back office › Advanced parameters › Webservice › your key.",
          },
          clean: cleanKey,
          pattern: /^[A-Za-z0-9]{32}$/,
        },
      ],
      steps: [
        { fr: "Ouvrez le back-office de votre boutique PrestaShop.", en: "Open your PrestaShop back office." },
        {
          fr: "Allez dans « Paramètres avancés », puis « Webservice », et activez le webservice.",
          en: "Go to “Advanced parameters”, then “Webservice”, and switch the webservice on.",
        },
        {
          fr: "Cliquez sur « Ajouter une nouvelle clé », puis sur « Générer » et nommez-la « SpeedAI ».",
          en: "Click “Add new webservice key”, then “Generate”, and describe it as “SpeedAI”.",
        },
        {
          fr: "Dans « Permissions », cochez « Voir (GET) » pour customers, addresses et orders, puis enregistrez.",
          en: "Under “Permissions”, tick “View (GET)” for customers, addresses and orders, then save.",
        },
        { fr: "Collez ici l’adresse de la boutique et la clé.", en: "Paste the shop’s address and the key here." },
      ],
      api: {
        base: (values) => values.text("site_url"),
        // The key is the user name, the password is empty.
        authorize: (values) => ({ authorization: basicAuthorization(values.text("api_key"), "") }),
        via: "egress",
        explain,
      },
      probe: [
        {
          step: "login",
          proves: "The key is accepted by a PrestaShop webservice at this address.",
          request: () => root,
          format: "xml",
          judge: ({ text }, values) => {
            const shopName = readShopName(text);
            if (shopName === undefined)
              return { ok: false, failure: { reason: "unexpected_answer", field: "site_url" } };
            const address = values.text("site_url").replace(/^https:\/\//, "");
            const accountLabel = shopName === "" ? address : `${shopName} · ${address}`;
            return { ok: true, finding: { accountId: address, accountLabel } };
          },
        },
        {
          step: "rights",
          proves: "The key may read customers, addresses and orders; all its rights on them are kept and shown.",
          request: () => root,
          format: "xml",
          judge: ({ text }) => {
            const rights = readRights(text);
            const missing = neededResources.filter((resource) => !rights.get(resource)?.includes("GET"));
            if (missing.length > 0) return { ok: false, failure: { reason: "rights_missing", field: "api_key" } };
            const shown = neededResources.map((resource) => `${resource} (${rights.get(resource)?.join(", ")})`);
            return { ok: true, finding: { settings: { rights: shown.join(", ") } } };
          },
        },
      ],
    },
  ],
});

/** `<api shopName="…">`: the name, empty when the shop has none, undefined when this is no PrestaShop. */
function readShopName(xml: string): string | undefined {
  const tag = /<api\b[^<>]*>/.exec(xml)?.[0];
  if (tag === undefined) return undefined;
  return decodeXml(/\bshopName="([^"]*)"/i.exec(tag)?.[1] ?? "");
}

/** `<customers … get="true" put="false" …>` → customers: GET. */
function readRights(xml: string): ReadonlyMap<string, readonly string[]> {
  const rights = new Map<string, string[]>();
  for (const [, resource = "", attributes = ""] of xml.matchAll(/<([a-z_]{1,64})\b([^<>]*)>/g)) {
    if (!attributes.includes(' get="')) continue;
    const verbs = [...attributes.matchAll(/\b(get|put|post|patch|delete)="true"/g)].map(([, verb = ""]) =>
      verb.toUpperCase(),
    );
    rights.set(resource, verbs);
  }
  return rights;
}

function decodeXml(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Error codes of the webservice, as XML or JSON; several may come together (20 with 21), the cause first. */
function explain(answer: Answer): Failure | undefined {
  if (answer.status < 300) return undefined;
  const codes = new Set([
    ...[...answer.text.matchAll(/<code>\s*(?:<!\[CDATA\[)?(\d+)/g)].map(([, code]) => Number(code)),
    ...listAt(answer.json, "errors").map((error) => Number(textAt(error, "code"))),
  ]);
  const has = (...wanted: readonly number[]) => wanted.some((code) => codes.has(code));
  // 16: we sent a key and none arrived, as with Apache in CGI mode, which drops the header.
  if (has(16)) return { reason: "login_method_refused" };
  if (has(17, 18, 19, 20)) return { reason: "bad_credentials", field: "api_key" };
  if (has(21, 25, 26, 132)) return { reason: "rights_missing", step: "rights", field: "api_key" };
  if (has(22)) return { reason: "service_disabled" };
  if (has(23, 27, 101)) return { reason: "unexpected_answer" };
  if (answer.status === 401) return { reason: "bad_credentials", field: "api_key" };
  if (has(87, 999) || answer.status === 404) return { reason: "unknown_id", field: "site_url" };
  return undefined;
}
