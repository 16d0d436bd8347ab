/** Tools, connections, checks and attempts as the API would send them, for tests and the gallery. */
import type {
  Attempt,
  Check,
  CheckStepName,
  Connection,
  Field,
  Integration,
  LogEntry,
  Method,
  Reason,
  Step,
} from "../../schema/wire/index.ts";

/** The moment at which the fixtures are looked at. */
export const now = new Date("2026-10-14T09:30:00Z");
export const minutesAgo = (minutes: number): string => new Date(now.getTime() - minutes * 60_000).toISOString();

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

export function connection(facts: Partial<Connection> = {}): Connection {
  return {
    id: "con_4f2a",
    provider: "pipedrive",
    method: "credentials",
    kind: "credentials",
    label: "Agence de Lyon",
    status: "connected",
    reason: null,
    status_since: minutesAgo(60 * 24 * 12),
    account: { id: "acc_1", label: "Maison Lumière" },
    settings: {},
    secrets: { api_token: { set_at: minutesAgo(60 * 24 * 12) } },
    created_at: minutesAgo(60 * 24 * 12),
    last_checked_at: minutesAgo(4),
    last_used_at: minutesAgo(38),
    expires_at: null,
    history: Array.from({ length: 24 }, (_, at) => ({
      at: minutesAgo(60 * (24 - at)),
      ok: at !== 17,
      reason: at === 17 ? "provider_down" : null,
    })),
    ...facts,
  };
}

const order: readonly CheckStepName[] = ["network", "tls", "login", "rights", "sample"];

/** A check that passes, or that fails at the named line. */
export function check(failing?: { step: CheckStepName; code: Reason; field?: string; retry_after?: number }): Check {
  const steps = order.slice(0, failing === undefined ? 5 : order.indexOf(failing.step) + 1).map((name, at) => ({
    name,
    ok: name !== failing?.step,
    ...(name === failing?.step ? { code: failing.code } : {}),
    ms: [38, 61, 112, 84, 140][at] ?? 0,
  }));
  return {
    ok: failing === undefined,
    status: failing === undefined ? "connected" : "error",
    reason: failing?.code ?? null,
    steps,
    ...(failing?.field === undefined ? {} : { field: failing.field }),
    ...(failing?.retry_after === undefined ? {} : { retry_after: failing.retry_after }),
    account: { id: "acc_1", label: "Maison Lumière · Lyon" },
    checked_at: minutesAgo(0),
  };
}

export function attempt(step: Step, facts: Partial<Attempt> = {}): Attempt {
  return {
    id: "att_91bd",
    provider: "pipedrive",
    method: "credentials",
    state: step.kind === "done" || step.kind === "instructions" ? "done" : step.kind === "failed" ? "failed" : "open",
    step,
    expires_at: new Date(now.getTime() + 600_000).toISOString(),
    ...facts,
  };
}

/** One step of every kind. */
export const steps = {
  form: { kind: "form", fields: [tokenField] },
  redirect: {
    kind: "redirect",
    start_url: "/api/integrations/hubspot/start?attempt=att_91bd",
    handshake: "hs_5d1c",
    can_redirect: true,
  },
  upload: { kind: "upload", accept: ".csv,text/csv", max_bytes: 10_485_760 },
  mapping: {
    kind: "mapping",
    file_name: "reservations-octobre.csv",
    encoding: "windows-1252",
    delimiter: ";",
    rows: 412,
    columns: [
      { index: 0, name: "Date", samples: ["14/10/2026", "15/10/2026"] },
      { index: 1, name: "Heure", samples: ["19:30", "20:00"] },
      { index: 2, name: "Client", samples: ["Mme Lefèvre", "M. Nguyen"] },
      { index: 3, name: "Couverts", samples: ["4", "2"] },
    ],
    targets: [
      { name: "starts_on", required: true, column: 0 },
      { name: "starts_at", required: false, column: 1 },
      { name: "full_name", required: true, column: null },
      { name: "party_size", required: false, column: 3 },
      { name: "phone", required: false, column: null },
    ],
    remembered: true,
  },
  choice: {
    kind: "choice",
    field: "property_id",
    question: "property",
    options: [
      { value: "17", label: "Hôtel des Arts, Lyon" },
      { value: "18", label: "Hôtel du Parc, Annecy" },
    ],
  },
  instructions: {
    kind: "instructions",
    items: [
      {
        name: "webhook_url",
        value: "https://api.speedai.example/api/integrations/webhook/ep_0f4b6a1c2d3e4f50",
        once: false,
      },
      { name: "webhook_secret", value: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", once: true },
    ],
    connection: connection({ provider: "webhook", method: "webhook", kind: "webhook", status: "pending" }),
  },
  waiting: { kind: "waiting", for: "import", progress: { done: 42_000, total: 100_000 } },
  done: { kind: "done", connection: connection(), check: check() },
  failed: { kind: "failed", reason: "consent_denied" },
} as const satisfies { readonly [Kind in Step["kind"]]: Extract<Step, { kind: Kind }> };

export const entries: readonly LogEntry[] = [
  {
    id: "log_5",
    at: minutesAgo(4),
    level: "info",
    code: "test_passed",
    params: {},
    request_id: "req_7c1f0a52d94b49b2",
  },
  {
    id: "log_4",
    at: minutesAgo(63),
    level: "error",
    code: "background_check_failed",
    params: { reason: "provider_down" },
    request_id: null,
  },
  {
    id: "log_3",
    at: minutesAgo(600),
    level: "warning",
    code: "webhook_refused",
    params: { reason: "signature_invalid" },
    request_id: "req_81ab",
  },
  {
    id: "log_2",
    at: minutesAgo(2000),
    level: "info",
    code: "webhook_received",
    params: { event_id: "msg_2Lh9", event_type: "booking.created" },
    request_id: null,
  },
  { id: "log_1", at: minutesAgo(60 * 24 * 12), level: "info", code: "connected", params: {}, request_id: null },
];
