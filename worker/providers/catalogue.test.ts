import { describe, expect, test } from "vitest";
import { type Connection, integration, type Role } from "../../schema/wire/index.ts";
import { toIntegration } from "./catalogue.ts";
import type { FieldSpec, Method, Provider, Text } from "./define.ts";
import { logos } from "./generated/logos.ts";
import { findMethod, findProvider, providers } from "./registry.ts";

const everyClient = new Set(providers.map((provider) => provider.id));

interface Deployment {
  readonly locale?: string;
  readonly role?: Role;
  readonly oauthClients?: ReadonlySet<string>;
  readonly receivesMail?: boolean;
}

function project(provider: Provider, more: Deployment = {}) {
  const { locale = "fr", role = "admin", oauthClients = everyClient, receivesMail = true } = more;
  return toIntegration(provider, { locale, role, oauthClients, receivesMail, connections: [] });
}

/** The brief: who is on the page, where, and with which badge. */
const brief = [
  ["hubspot", "HubSpot", "crm", "standard"],
  ["salesforce", "Salesforce", "crm", "premium"],
  ["zoho", "Zoho CRM", "crm", "standard"],
  ["pipedrive", "Pipedrive", "crm", "standard"],
  ["monday", "Monday.com", "crm", "standard"],
  ["zenchef", "Zenchef", "restaurant", "premium"],
  ["thefork", "TheFork Manager", "restaurant", "premium"],
  ["opentable", "OpenTable", "restaurant", "premium"],
  ["resy", "Resy", "restaurant", "premium"],
  ["lightspeed", "Lightspeed Restaurant", "restaurant", "premium"],
  ["mews", "Mews", "hotel", "premium"],
  ["cloudbeds", "Cloudbeds", "hotel", "premium"],
  ["shopify", "Shopify", "ecommerce", "standard"],
  ["woocommerce", "WooCommerce", "ecommerce", "standard"],
  ["prestashop", "PrestaShop", "ecommerce", "standard"],
  ["stripe", "Stripe", "ecommerce", "standard"],
  ["airtable", "Airtable", "database", "standard"],
  ["notion", "Notion", "database", "standard"],
  ["google_sheets", "Google Sheets", "database", "standard"],
  ["postgresql", "PostgreSQL", "database", "premium"],
  ["mysql", "MySQL", "database", "premium"],
  ["custom_api", "API personnalisée", "custom", "custom"],
  ["webhook", "Webhook", "custom", "standard"],
];

/**
 * The wire contract: field names per method, optional ones in brackets, administrators' ones with a star. Zenchef and Resy
 * publish no API: an administrator may enter what the contract says.
 */
const contract: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  hubspot: { oauth2: "" },
  salesforce: { oauth2: "[environment*] [my_domain*] [client_id*] [client_secret*]" },
  zoho: { oauth2: "region" },
  pipedrive: { credentials: "api_token" },
  monday: { credentials: "api_token board_id" },
  zenchef: { credentials: "api_token restaurant_id [base_url*]", csv: "file" },
  thefork: { csv: "file", mailbox: "", credentials: "client_id client_secret restaurant_id" },
  opentable: { credentials: "api_key restaurant_id" },
  resy: { credentials: "api_key venue_id [base_url*] [authorization*] [test_path*]" },
  lightspeed: { credentials: "series api_key location_id [base_url]", oauth2: "" },
  mews: { credentials: "client_token access_token hotel_id" },
  cloudbeds: { oauth2: "" },
  shopify: { oauth2: "shop" },
  woocommerce: { credentials: "site_url consumer_key consumer_secret" },
  prestashop: { credentials: "site_url api_key" },
  stripe: { credentials: "secret_key webhook_secret" },
  airtable: { credentials: "token base_id table_id" },
  notion: { oauth2: "database_id" },
  google_sheets: { oauth2: "spreadsheet_id" },
  postgresql: { database: "host port database user password ssl [ca_certificate]" },
  mysql: { database: "host port database user password ssl [ca_certificate]" },
  custom_api: { credentials: "base_url auth_type [key] secret [headers] [test_path]" },
  webhook: { webhook: "[label]" },
};

const callbacks: Readonly<Record<string, string>> = {
  hubspot: "hubspot",
  salesforce: "salesforce",
  zoho: "zoho",
  cloudbeds: "cloudbeds",
  shopify: "shopify",
  notion: "notion",
  google_sheets: "google",
};

describe("the page of the brief", () => {
  test("has these providers in this order, each with its category and badge", () => {
    const wanted = new Set(brief.map(([id]) => id));
    const found = providers.filter(({ id }) => wanted.has(id));
    expect(found.map(({ id, name, category, badge }) => [id, name, category, badge])).toEqual(brief);
  });

  test.each(Object.entries(contract))("%s asks for the fields of the contract", (id, fields) => {
    const methods = findProvider(id)?.methods.map((method) => [method.id, method.fields.map(writeField).join(" ")]);
    expect(Object.fromEntries(methods ?? [])).toEqual(fields);
  });

  test("callbacks keep their public paths", () => {
    const found = methodsOf("oauth2").map(({ provider, method }) => [provider.id, method.oauth.callback]);
    expect(Object.fromEntries(found)).toMatchObject(callbacks);
    expect(new Set(found.map(([, callback]) => callback)).size).toBe(found.length);
  });

  test("a method's id is unique in its provider", () => {
    for (const provider of providers) {
      expect(new Set(provider.methods.map((method) => method.id)).size).toBe(provider.methods.length);
    }
  });

  test("look-ups find what is there and nothing else", () => {
    const stripe = findProvider("stripe");
    expect(stripe?.name).toBe("Stripe");
    expect(stripe && findMethod(stripe, "credentials")?.kind).toBe("credentials");
    expect(stripe && findMethod(stripe, "oauth2")).toBeUndefined();
    expect(["__proto__", "constructor", "Stripe", ""].map(findProvider)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe.each(providers.map((provider) => [provider.id, provider] as const))("%s", (_, provider) => {
  test.each(["fr", "en"])("is a complete integration on the wire in %s", (locale) => {
    for (const role of ["viewer", "manager", "admin"] as const) integration.parse(project(provider, { locale, role }));
  });

  test("lets out texts only: no function, endpoint, scope, header or fact", () => {
    const sent = project(provider);
    expect(JSON.parse(JSON.stringify(sent))).toEqual(sent);
    const text = JSON.stringify(sent).replace(JSON.stringify(provider.docsUrl), "");
    for (const kept of innerWords(provider)) expect(text).not.toContain(kept);
  });

  test("has every text in both languages", () => {
    for (const [path, text] of texts(provider)) {
      expect(text.fr.trim(), `${path}.fr`).toBe(text.fr);
      expect(text.en.trim(), `${path}.en`).toBe(text.en);
      expect(text.fr === "" || text.en === "", path).toBe(false);
    }
  });

  test("writes French with its typography", () => {
    for (const [path, { fr }] of texts(provider)) {
      expect(fr, `${path}: apostrophe`).not.toMatch(/\p{L}'\p{L}/u);
      expect(fr, `${path}: narrow no-break space`).not.toMatch(/[ \u00a0][:;!?»]|«[^\u202f]|[^\u202f\s][!?»]/u);
    }
  });

  test("tells where each value is found, and guides to it", () => {
    for (const method of provider.methods) {
      for (const field of method.fields.filter(isFoundElsewhere))
        expect(field.where, `${method.id}.${field.name}`).toBeDefined();
      expect(method.steps?.length ?? 0, `${method.id}: steps`).toBeGreaterThanOrEqual(2);
    }
  });

  test("says what is read, written and never touched, and where its facts come from", () => {
    // Some write nothing: the page says so itself.
    expect([provider.access.reads, provider.access.never].every((list) => list.length > 0)).toBe(true);
    expect(provider.facts.sources.length).toBeGreaterThan(0);
    expect(new URL(provider.docsUrl).protocol).toBe("https:");
    expect(provider.synonyms).toEqual(provider.synonyms.map((word) => word.toLowerCase()));
  });

  test("has a small square logo that cannot run or load anything", () => {
    const svg = logos[provider.id] ?? "";
    const [, , width, height] = /viewBox="(\S+) (\S+) (\S+) (\S+)"/.exec(svg)?.slice(1).map(Number) ?? [];
    expect(width).toBe(height);
    expect(width).toBeGreaterThan(0);
    expect(svg.length).toBeLessThan(8192);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).not.toMatch(/<script|foreignObject|\son\w+=|href=|currentColor/i);
  });
});

describe("words of owners", () => {
  test.each([
    ["caisse", ["custom_api", "lightspeed"]],
    ["tpe", ["lightspeed", "stripe"]],
    ["pms", ["cloudbeds", "custom_api", "mews"]],
    ["réservation", ["cloudbeds", "mews", "opentable", "resy", "thefork", "zenchef"]],
    ["boutique", ["prestashop", "shopify", "woocommerce"]],
    ["tableur", ["airtable", "google_sheets"]],
  ])("%s", (word, ids) => {
    const found = providers.filter(({ synonyms }) => (synonyms as readonly string[]).includes(word));
    expect(found.map(({ id }) => id).sort()).toEqual(ids);
  });
});

describe("fields", () => {
  test("of administrators are for administrators", () => {
    const salesforce = providers.filter(({ id }) => id === "salesforce");
    const names = (role: Role) =>
      salesforce.flatMap((provider) => project(provider, { role }).methods[0]?.fields.map(({ name }) => name));
    expect(names("admin")).toEqual(["environment", "my_domain", "client_id", "client_secret"]);
    expect(names("manager")).toEqual([]);
    expect(names("viewer")).toEqual([]);
  });

  test("that depend on a choice come after it and name one of its options", () => {
    for (const { fields } of providers.flatMap((provider) => provider.methods as readonly Method[])) {
      for (const [place, field] of fields.entries()) {
        if (field.visibleIf === undefined) continue;
        const { field: name, equals } = field.visibleIf;
        const chooser = fields.slice(0, place).find((other) => other.name === name);
        const options = chooser?.options?.map((option) => option.value) ?? [true, false];
        expect(equals.filter((value) => !options.some((option) => option === value))).toEqual([]);
      }
    }
  });

  test("with a default have one that is among their options", () => {
    for (const field of allFields().filter((candidate) => candidate.options && candidate.default !== undefined)) {
      expect(field.options?.map((option) => option.value)).toContain(field.default);
    }
  });

  test("with a pattern have an anchored one without state", () => {
    for (const { name, pattern } of allFields()) {
      if (pattern === undefined) continue;
      expect(pattern.source, name).toMatch(/^\^.*\$$/);
      expect(pattern.flags, name).not.toMatch(/[gy]/);
    }
  });

  test("cleaned by the API send no pattern that would refuse what was pasted", () => {
    const shop = providers
      .filter(({ id }) => id === "shopify")
      .flatMap((provider) => project(provider).methods[0]?.fields)[0];
    expect(shop).toMatchObject({ name: "shop", placeholder: "xxx.myshopify.com" });
    expect(shop).not.toHaveProperty("pattern");
  });
});

describe("a deployment without OAuth clients", () => {
  const oauthClients = new Set<string>();

  test("offers everything that needs none", () => {
    for (const provider of providers) {
      const sent = project(provider, { oauthClients, role: "manager" });
      for (const method of sent.methods) {
        expect(method.available, `${provider.id}.${method.id}`).toBe(method.kind !== "oauth2");
        expect(method.unavailable_reason).toBe(method.kind === "oauth2" ? "oauth_client_missing" : undefined);
      }
      const needsClient = provider.methods.every((method) => method.kind === "oauth2");
      expect(sent.available).toBe(!needsClient);
      expect(sent.unavailable_reason).toBe(needsClient ? "oauth_client_missing" : undefined);
    }
  });

  test("still lets an administrator bring their own, where that is possible", () => {
    const open = providers.filter((provider) =>
      project(provider, { oauthClients, role: "admin" }).methods.some(
        (method) => method.kind === "oauth2" && method.available,
      ),
    );
    expect(open.map(({ id }) => id)).toEqual(["salesforce"]);
  });

  test("one provider's client does not open another", () => {
    const open = providers.filter((provider) =>
      project(provider, { oauthClients: new Set(["zoho"]), role: "manager" }).methods.some(
        (method) => method.kind === "oauth2" && method.available,
      ),
    );
    expect(open.map(({ id }) => id)).toEqual(["zoho"]);
  });
});

test("a deployment without a mail domain offers everything but mails, and says why", () => {
  for (const provider of providers) {
    const sent = project(provider, { receivesMail: false });
    for (const method of sent.methods) {
      expect(method.unavailable_reason).toBe(method.kind === "mailbox" ? "inbound_mail_missing" : undefined);
      expect(method.available).toBe(method.kind !== "mailbox");
    }
    expect(sent.available).toBe(true);
  }
});

test("only forms that have an address to copy first open with an attempt", () => {
  const opening = providers.flatMap((provider) =>
    project(provider)
      .methods.filter((method) => method.opens_with_attempt)
      .map(() => provider.id),
  );
  expect(opening).toEqual(["stripe"]);
});

test("a card holds its own connections only", () => {
  const connection = (id: string, provider: string): Connection => ({
    id,
    provider,
    method: "credentials",
    kind: "credentials",
    label: id,
    status: "connected",
    reason: null,
    status_since: "2026-11-23T00:00:00Z",
    account: null,
    settings: {},
    secrets: {},
    created_at: "2026-11-23T00:00:00Z",
    last_checked_at: null,
    last_used_at: null,
    expires_at: null,
    history: [],
  });
  const connections = [
    connection("con_1", "pipedrive"),
    connection("con_2", "stripe"),
    connection("con_3", "pipedrive"),
  ];
  const cards = providers.map((provider) =>
    toIntegration(provider, {
      locale: "fr",
      role: "viewer",
      oauthClients: everyClient,
      receivesMail: true,
      connections,
    }),
  );
  const shown = cards
    .filter((card) => card.connections.length > 0)
    .map((card) => [card.id, card.connections.map(({ id }) => id)]);
  expect(shown).toEqual([
    ["pipedrive", ["con_1", "con_3"]],
    ["stripe", ["con_2"]],
  ]);
});

test.each([
  ["fr", "Région"],
  ["fr-CA", "Région"],
  ["de", "Région"],
  ["", "Région"],
  ["en", "Region"],
  ["en-GB", "Region"],
  ["EN", "Region"],
])("locale %j reads « %s »", (locale, label) => {
  const zoho = providers.filter(({ id }) => id === "zoho");
  expect(zoho.map((provider) => project(provider, { locale }).methods[0]?.fields[0]?.label)).toEqual([label]);
});

test("a name that is words and no brand is said in the reader's language", () => {
  const names = (locale: string) => providers.map((provider) => project(provider, { locale }).name);
  expect(names("fr")).toContain("API personnalisée");
  expect(names("en").join()).toMatch(/Custom API/);
  expect(names("en").join()).not.toMatch(/[éèàç]/);
});

function writeField({ name, adminOnly, optional, visibleIf }: FieldSpec): string {
  const marked = adminOnly ? `${name}*` : name;
  // A field that only counts after a choice may be left out altogether.
  return optional || visibleIf ? `[${marked}]` : marked;
}

function methodsOf<Kind extends Method["kind"]>(kind: Kind) {
  const isOfKind = (method: Method): method is Extract<Method, { kind: Kind }> => method.kind === kind;
  return providers.flatMap((provider) => provider.methods.filter(isOfKind).map((method) => ({ provider, method })));
}

function allFields(): readonly FieldSpec[] {
  return providers.flatMap((provider) => provider.methods.flatMap((method) => method.fields));
}

/** What must be typed and can only be read in the other tool. */
function isFoundElsewhere(field: FieldSpec): boolean {
  return ["text", "secret", "url"].includes(field.type) && !field.optional;
}

function* texts(value: unknown, path = ""): Generator<readonly [string, Text]> {
  if (typeof value !== "object" || value === null || value instanceof RegExp) return;
  if ("fr" in value && "en" in value && typeof value.fr === "string" && typeof value.en === "string") {
    yield [path, { fr: value.fr, en: value.en }];
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* texts(inner, `${path}.${key}`);
}

/** What a provider file holds and no page may see. */
function innerWords(provider: Provider): readonly string[] {
  const fixed = [
    "grant_type",
    "authorization:",
    "/oauth/",
    "=>",
    "function",
    provider.facts.confidence === "unverified" ? "unverified" : "confidence",
  ];
  const scopes = methodsOf("oauth2")
    .filter(({ provider: { id } }) => id === provider.id)
    .flatMap(({ method }) => method.oauth.scopes.map((scope) => scope.name));
  return [...fixed, ...provider.facts.sources, ...scopes.filter((scope) => /[._:]/.test(scope))];
}
