/** Tools with their methods and fields as the API would send them, for tests and the gallery. */
import type { Field, Integration, Method } from "../../schema/wire/index.ts";

export function field(facts: Partial<Field> & Pick<Field, "name">): Field {
  return { type: "text", label: facts.name, required: true, admin_only: false, ...facts };
}

export const tokenField = field({
  name: "api_token",
  type: "secret",
  label: "Jeton d’API",
  help: "40 caractères, propre à votre compte",
  where: "Dans Pipedrive : votre photo, puis Préférences personnelles, onglet API.",
  min_length: 20,
});

export const databaseFields: readonly Field[] = [
  field({ name: "host", label: "Hôte", placeholder: "db.exemple.fr" }),
  field({ name: "port", type: "number", label: "Port", default: 5432, min: 1, max: 65_535 }),
  field({ name: "database", label: "Base de données" }),
  field({ name: "user", label: "Utilisateur" }),
  field({ name: "password", type: "secret", label: "Mot de passe" }),
  field({
    name: "ssl",
    type: "boolean",
    label: "Connexion SSL",
    help: "Le certificat et le nom du serveur sont vérifiés.",
    default: true,
    required: false,
  }),
  field({
    name: "ca_certificate",
    type: "textarea",
    label: "Certificat de l’autorité",
    required: false,
    placeholder: "-----BEGIN CERTIFICATE-----",
    visible_if: { field: "ssl", equals: [true] },
  }),
];

export function method(facts: Partial<Method> & Pick<Method, "id" | "kind">): Method {
  return { title: facts.id, fields: [], opens_with_attempt: false, available: true, ...facts };
}

export function integration(facts: Partial<Integration> = {}): Integration {
  return {
    id: "pipedrive",
    name: "Pipedrive",
    category: "crm",
    badge: "standard",
    summary: "Affaires, contacts et activités",
    synonyms: [],
    logo_url: "/api/integrations/pipedrive/logo",
    docs_url: "https://developers.pipedrive.com/docs/api/v1",
    access: {
      reads: ["Vos contacts, pour reconnaître l’appelant", "Vos affaires en cours"],
      writes: ["Une activité après chaque appel"],
      never: ["Supprimer ou exporter vos données"],
    },
    methods: [
      method({
        id: "credentials",
        kind: "credentials",
        title: "Jeton d’API",
        fields: [tokenField],
        steps: [
          "Connectez-vous à Pipedrive.",
          "Cliquez sur votre photo, puis « Préférences personnelles ».",
          "Onglet API : copiez le jeton.",
        ],
      }),
    ],
    available: true,
    connections: [],
    ...facts,
  };
}

export const hubspot = integration({
  id: "hubspot",
  name: "HubSpot",
  methods: [method({ id: "oauth2", kind: "oauth2", title: "Autorisation" })],
});

export const postgresql = integration({
  id: "postgresql",
  name: "PostgreSQL",
  category: "database",
  badge: "premium",
  methods: [
    method({
      id: "database",
      kind: "database",
      title: "Connexion directe",
      fields: [...databaseFields],
      steps: ["Ouvrez la console de votre hébergeur.", "Créez un utilisateur en lecture seule.", "Copiez ses accès."],
    }),
  ],
});

export const zenchef = integration({
  id: "zenchef",
  name: "Zenchef",
  category: "restaurant",
  badge: "premium",
  methods: [
    method({
      id: "credentials",
      kind: "credentials",
      title: "Connexion API",
      summary: "En continu, dès qu’une réservation change",
      fields: [
        field({ name: "api_token", type: "secret", label: "Jeton d’API" }),
        field({ name: "restaurant_id", label: "Identifiant du restaurant" }),
      ],
    }),
    method({
      id: "csv",
      kind: "csv",
      title: "Import",
      summary: "Un fichier CSV, quand vous le souhaitez",
      fields: [field({ name: "file", type: "file", label: "Fichier CSV", accept: ".csv,text/csv" })],
    }),
  ],
});

export const webhook = integration({
  id: "webhook",
  name: "Webhook",
  category: "custom",
  methods: [
    method({
      id: "webhook",
      kind: "webhook",
      title: "Webhook",
      fields: [field({ name: "label", label: "Nom", required: false })],
    }),
  ],
});

/** One field of every type, some hidden until another one asks for them, one for administrators. */
export const everyField: readonly Field[] = [
  field({ name: "base_url", type: "url", label: "Adresse de base", placeholder: "https://api.exemple.fr" }),
  field({
    name: "auth_type",
    type: "select",
    label: "Authentification",
    options: [
      { value: "bearer", label: "Bearer" },
      { value: "basic", label: "Basic" },
      { value: "hmac", label: "HMAC" },
    ],
    default: "bearer",
  }),
  field({ name: "key", label: "Clé", visible_if: { field: "auth_type", equals: ["basic", "hmac"] } }),
  field({ name: "secret", type: "secret", label: "Secret", min_length: 8 }),
  field({ name: "timeout", type: "number", label: "Délai", min: 1, max: 10, required: false }),
  field({ name: "headers", type: "headers", label: "En-têtes", required: false, placeholder: "Nom : valeur" }),
  field({ name: "ssl", type: "boolean", label: "Connexion SSL", default: true, required: false }),
  field({ name: "note", type: "textarea", label: "Certificat", required: false }),
  field({ name: "client_id", label: "Client ID", required: false, admin_only: true }),
];
