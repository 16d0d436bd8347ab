import { encodeBase64 } from "../domain/base64.ts";
import { basicAuthorization } from "../domain/basic-auth.ts";
import { hmacSha256 } from "../domain/hash.ts";
import { cleanHeaderLines, headerLinesPattern, parseHeaderLines } from "../domain/header-lines.ts";
import { cleanBaseUrl } from "../domain/pasted.ts";
import type { Values } from "../domain/values.ts";
import { bearer } from "./authorization.ts";
import { defineProvider, type PreparedRequest } from "./define.ts";
import { blame } from "./refusals.ts";

export default defineProvider({
  id: "custom_api",
  name: "API personnalisée",
  nameInEnglish: "Custom API",
  category: "custom",
  badge: "custom",
  logo: { icon: "logos:openapi-icon" },
  docsUrl: "https://www.rfc-editor.org/rfc/rfc9110#section-11",
  summary: {
    fr: "Votre propre logiciel relié par son API, avec l’aide de notre équipe.",
    en: "Your own software connected by its API, with our team’s help.",
  },
  synonyms: [
    "api",
    "rest",
    "custom",
    "sur mesure",
    "interne",
    "logiciel métier",
    "bearer",
    "basic",
    "hmac",
    "erp",
    "pms",
    "caisse",
  ],
  access: {
    reads: [
      {
        fr: "Les adresses de votre API convenues avec notre équipe",
        en: "The addresses of your API that you agree on with our team",
      },
    ],
    writes: [
      { fr: "Ce qui est convenu avec notre équipe, rien d’autre", en: "What you agree on with our team, nothing else" },
    ],
    never: [
      { fr: "Votre réseau interne", en: "Your internal network" },
      {
        fr: "Une clé envoyée sans chiffrement, une redirection suivie",
        en: "A key sent unencrypted, a redirect followed",
      },
    ],
  },
  facts: {
    sources: ["RFC 6750 (Bearer)", "RFC 7617 (Basic)", "RFC 2104 (HMAC)", "docs/custom-api.md"],
    confidence: "documented",
    limits: "One request at a time, 10 seconds and 1 MiB at most",
  },
  methods: [
    {
      id: "credentials",
      kind: "credentials",
      title: { fr: "Connexion API", en: "API connection" },
      fields: [
        {
          name: "base_url",
          type: "url",
          label: { fr: "Base URL", en: "Base URL" },
          help: {
            fr: "L’adresse commune à tous les appels, en https.",
            en: "The address that all calls share, in https.",
          },
          where: {
            fr: "Dans la documentation de votre outil, ou auprès de son développeur.",
            en: "In your tool’s documentation, or from its developer.",
          },
          placeholder: "https://api.votre-outil.com/v1",
          maxLength: 2048,
          clean: cleanBaseUrl,
        },
        {
          name: "auth_type",
          type: "select",
          label: { fr: "Type d’authentification", en: "Type of authentication" },
          help: {
            fr: "Bearer : un jeton. Basic : un utilisateur et un mot de passe. HMAC : chaque requête est signée.",
            en: "Bearer: a token. Basic: a user and a password. HMAC: each request is signed.",
          },
          options: [
            { value: "bearer", label: { fr: "Bearer", en: "Bearer" } },
            { value: "basic", label: { fr: "Basic", en: "Basic" } },
            { value: "hmac", label: { fr: "HMAC", en: "HMAC" } },
          ],
          default: "bearer",
        },
        {
          name: "key",
          type: "text",
          label: { fr: "Clé", en: "Key" },
          help: {
            fr: "Basic : le nom d’utilisateur. HMAC : l’identifiant de clé qui accompagne la signature.",
            en: "Basic: the user name. HMAC: the key ID that goes with the signature.",
          },
          where: {
            fr: "Remise avec le secret par le développeur ou l’éditeur de votre outil.",
            en: "Given with the secret by your tool’s developer or vendor.",
          },
          optional: true,
          maxLength: 256,
          // RFC 7617 §2: no colon in the user's name.
          pattern: /^[\x20-\x39\x3b-\x7e]+$/,
          visibleIf: { field: "auth_type", equals: ["basic", "hmac"] },
        },
        {
          name: "secret",
          type: "secret",
          label: { fr: "Secret", en: "Secret" },
          help: {
            fr: "Bearer : le jeton. Basic : le mot de passe. HMAC : le secret partagé qui signe les requêtes.",
            en: "Bearer: the token. Basic: the password. HMAC: the shared secret that signs requests.",
          },
          where: {
            fr: "Dans les réglages de votre outil (« API », « Clés », « Développeurs »), ou auprès de son éditeur.",
            en: "In your tool’s settings (“API”, “Keys”, “Developers”), or from its vendor.",
          },
          maxLength: 4096,
        },
        {
          name: "headers",
          type: "headers",
          label: { fr: "Headers optionnels", en: "Optional headers" },
          help: { fr: "Un par ligne, sous la forme Nom:valeur.", en: "One per line, as Name:value." },
          placeholder: "X-Etablissement: 42",
          optional: true,
          maxLength: 4096,
          pattern: headerLinesPattern,
          clean: cleanHeaderLines,
        },
        {
          name: "test_path",
          type: "text",
          label: { fr: "Chemin de test", en: "Test path" },
          help: {
            fr: "Appelé en lecture (GET) par « Tester la connexion » ; une réponse 2xx est un succès. Vide : /",
            en: "Called for reading (GET) by “Test the connection”; a 2xx answer is a success. Empty: /",
          },
          placeholder: "/ping",
          optional: true,
          maxLength: 1024,
          pattern: /^\/[\x21-\x7e]*$/,
          clean: (typed) => (typed === "" || typed.startsWith("/") ? typed : `/${typed}`),
        },
      ],
      steps: [
        {
          fr: "Demandez au développeur ou à l’éditeur de votre outil l’adresse de base de son API et le type d’authentification.",
          en: "Ask your tool’s developer or vendor for its API’s base address and the type of authentication.",
        },
        {
          fr: "Faites créer une clé réservée à SpeedAI, avec les droits strictement nécessaires.",
          en: "Have a key made for SpeedAI alone, with no more rights than needed.",
        },
        {
          fr: "Pour HMAC, transmettez-leur la page « Signature HMAC » de notre documentation : elle décrit les en-têtes envoyés.",
          en: "For HMAC, pass them the page “HMAC signature” of our documentation: it describes the headers sent.",
        },
        {
          fr: "Indiquez un chemin de test qui répond sans rien modifier, puis cliquez sur « Tester et connecter ».",
          en: "Give a test path that answers without changing anything, then click “Test and connect”.",
        },
      ],
      api: {
        base: (values) => values.text("base_url"),
        authorize: (values) => ({ ...parseHeaderLines(values.text("headers")), ...credentials(values) }),
        prepare: async (request, values, now) =>
          values.text("auth_type") === "hmac" ? signRequest(request, values, now) : request,
        via: "egress",
        explain: blame({ 401: "secret", 403: "secret", 404: "test_path" }),
      },
      probe: [
        {
          step: "login",
          proves: "The API accepts the credentials and answers the test path with a 2xx that is no web page.",
          request: (values) => ({ method: "GET", path: values.text("test_path") || "/" }),
          format: "any",
          judge: ({ headers, text }, values) => {
            // A login page answers 200 too: HTML proves nothing.
            const isPage =
              /^text\/html\b/i.test(headers["content-type"] ?? "") || /^\s*<(!doctype html|html)/i.test(text);
            if (isPage) return { ok: false, failure: { reason: "unexpected_answer", field: "test_path" } };
            const { host } = new URL(values.text("base_url"));
            // Without a path the person has named nothing that could be read.
            const proven = values.has("test_path") ? (["login", "rights", "sample"] as const) : (["login"] as const);
            return { ok: true, finding: { accountId: host, accountLabel: host }, proven };
          },
        },
      ],
    },
  ],
});

function credentials(values: Values): Readonly<Record<string, string>> {
  switch (values.text("auth_type")) {
    case "basic":
      return { authorization: basicAuthorization(values.text("key"), values.text("secret")) };
    case "hmac":
      return {};
    default:
      // What cannot stand in a header is left out; the API then refuses the token in its own words.
      return bearer(values.text("secret").replace(/[^\x21-\x7e]/g, ""));
  }
}

/** The scheme of docs/custom-api.md: HMAC-SHA256 over timestamp, method, path with query, and body. */
async function signRequest(request: PreparedRequest, values: Values, now: Date): Promise<PreparedRequest> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const { pathname, search } = new URL(request.url);
  const content = [timestamp, request.method, pathname + search, request.body ?? ""].join(".");
  const signature = await hmacSha256(new Uint8Array(new TextEncoder().encode(values.text("secret"))), content);
  return {
    ...request,
    headers: {
      ...request.headers,
      ...(values.has("key") && { "speedai-key-id": values.text("key") }),
      "speedai-timestamp": timestamp,
      "speedai-signature": `v1,${encodeBase64(signature)}`,
    },
  };
}
