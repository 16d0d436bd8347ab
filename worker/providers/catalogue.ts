/**
 * What the page may know of a provider file. Each public field is named here one by one and nothing is spread, so that an
 * endpoint, a function or a fact added to a provider file stays inside until somebody lets it out here.
 */
import type { Connection, Field, Integration, Role, Method as WireMethod } from "../../schema/wire/index.ts";
import type { FieldSpec, Method, Provider, Text } from "./define.ts";

export interface Reader {
  /** BCP 47; what is not English gets French, the reference. */
  readonly locale: string;
  readonly role: Role;
}

export interface CatalogueContext extends Reader {
  /** Ids of the providers for which this deployment has an OAuth client. */
  readonly oauthClients: ReadonlySet<string>;
  /** The deployment has a domain whose mails reach it. */
  readonly receivesMail: boolean;
  /** This tenant's connections; those of other providers are passed over. */
  readonly connections: readonly Connection[];
}

export function toIntegration(provider: Provider, context: CatalogueContext): Integration {
  const methods = provider.methods.map((method) => toWireMethod(provider, method, context));
  const available = methods.some((method) => method.available);
  const reason = methods.find((method) => method.unavailable_reason !== undefined)?.unavailable_reason;
  const texts = (list: readonly Text[]) => list.map((text) => readText(text, context.locale));
  return {
    id: provider.id,
    name: readText({ fr: provider.name, en: provider.nameInEnglish ?? provider.name }, context.locale),
    category: provider.category,
    badge: provider.badge,
    summary: readText(provider.summary, context.locale),
    synonyms: [...provider.synonyms],
    logo_url: logoPath(provider.id),
    docs_url: provider.docsUrl,
    access: {
      reads: texts(provider.access.reads),
      writes: texts(provider.access.writes),
      never: texts(provider.access.never),
    },
    methods,
    available,
    ...(!available && reason !== undefined && { unavailable_reason: reason }),
    connections: context.connections.filter((connection) => connection.provider === provider.id),
  };
}

/** Path of the logo on the API. */
export function logoPath(providerId: string): string {
  return `/api/integrations/${providerId}/logo.svg`;
}

/** The fields this person may fill, in the page's language. */
export function toWireFields(fields: readonly FieldSpec[], reader: Reader): Field[] {
  return fields
    .filter((field) => field.adminOnly !== true || reader.role === "admin")
    .map((field) => toWireField(field, reader.locale));
}

function toWireMethod(provider: Provider, method: Method, context: CatalogueContext): WireMethod {
  const missing = missingFor(provider, method, context);
  return {
    id: method.id,
    kind: method.kind,
    title: readText(method.title, context.locale),
    ...(method.summary && { summary: readText(method.summary, context.locale) }),
    fields: toWireFields(method.fields, context),
    ...(method.steps && { steps: method.steps.map((step) => readText(step, context.locale)) }),
    opens_with_attempt: method.kind === "credentials" && method.inbound !== undefined,
    available: missing === undefined,
    ...(missing && { unavailable_reason: missing }),
  };
}

/** What the deployment lacks. An administrator can bring the OAuth client where the provider file has fields for it. */
function missingFor(provider: Provider, method: Method, context: CatalogueContext): WireMethod["unavailable_reason"] {
  if (method.kind === "mailbox") return context.receivesMail ? undefined : "inbound_mail_missing";
  if (method.kind !== "oauth2" || context.oauthClients.has(provider.id)) return undefined;
  const bringsOwn = method.oauth.ownClient !== undefined && context.role === "admin";
  return bringsOwn ? undefined : "oauth_client_missing";
}

function toWireField(field: FieldSpec, locale: string): Field {
  return {
    name: field.name,
    type: field.type,
    label: readText(field.label, locale),
    ...(field.help && { help: readText(field.help, locale) }),
    ...(field.where && { where: readText(field.where, locale) }),
    ...(field.placeholder !== undefined && { placeholder: field.placeholder }),
    required: field.optional !== true,
    admin_only: field.adminOnly === true,
    ...(field.options && {
      options: field.options.map((option) => ({ value: option.value, label: readText(option.label, locale) })),
    }),
    ...(field.default !== undefined && { default: field.default }),
    ...(field.minLength !== undefined && { min_length: field.minLength }),
    ...(field.maxLength !== undefined && { max_length: field.maxLength }),
    ...(field.min !== undefined && { min: field.min }),
    ...(field.max !== undefined && { max: field.max }),
    // The page checks what was typed, the API what `clean` made of it: a pattern would refuse what `clean` understands.
    ...(field.pattern && !field.clean && { pattern: field.pattern.source }),
    ...(field.visibleIf && { visible_if: { field: field.visibleIf.field, equals: [...field.visibleIf.equals] } }),
    ...(field.accept !== undefined && { accept: field.accept }),
  };
}

function readText(text: Text, locale: string): string {
  return /^en\b/i.test(locale) ? text.en : text.fr;
}
