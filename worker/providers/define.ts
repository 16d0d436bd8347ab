/**
 * What a provider file states. Facts first; an oddity is a small pure function in the same file. A fact that two providers
 * share becomes a field here.
 */
import type {
  Badge,
  Category,
  CheckStepName,
  FieldErrorCode,
  FieldType,
  FieldValue,
  Reason,
} from "../../schema/wire/index.ts";
import type { Answer, ApiRequest } from "../domain/exchange.ts";
import type { Values } from "../domain/values.ts";

/** French is the reference; English is complete. */
export interface Text {
  readonly fr: string;
  readonly en: string;
}

/** An icon of a CC0 icon set, or a monogram on the brand's colour where no set holds the logo. */
export type Logo =
  | { readonly icon: `${"logos" | "simple-icons"}:${string}`; readonly color?: `#${string}` }
  | { readonly monogram: string; readonly color: `#${string}` };

export interface FieldSpec {
  readonly name: string;
  readonly type: FieldType;
  readonly label: Text;
  readonly help?: Text;
  readonly where?: Text;
  readonly placeholder?: string;
  /** Required unless said otherwise. */
  readonly optional?: true;
  readonly adminOnly?: true;
  readonly options?: readonly { readonly value: string; readonly label: Text }[];
  readonly default?: FieldValue;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  /** Anchored, for the cleaned value. */
  readonly pattern?: RegExp;
  /** Known mistakes that get their own sentence instead of `wrong_format`; asked before `pattern`. */
  readonly refuses?: readonly { readonly pattern: RegExp; readonly code: FieldErrorCode }[];
  readonly visibleIf?: { readonly field: string; readonly equals: readonly FieldValue[] };
  readonly accept?: string;
  /** Pure: turns what people paste (a URL, spaces) into the value; runs after trimming, before `pattern`. */
  readonly clean?: (typed: string) => string;
}

/** Why a provider's answer is not what was asked for. */
export interface Failure {
  readonly reason: Reason;
  /** Field to correct. */
  readonly field?: string;
  /** Overrides the line of the checklist on which the failure is shown. */
  readonly step?: CheckStepName;
  /** Seconds, from `Retry-After` or the provider's own field. */
  readonly retryAfter?: number;
}

/** What a good answer taught us. */
export interface Finding {
  /** Stable id at the provider, compared on reconnect. Stored as a keyed hash only. */
  readonly accountId?: string;
  /** What a person recognises. */
  readonly accountLabel?: string;
  /** Non-secret facts to keep with the connection (region, property, granted scopes). */
  readonly settings?: Readonly<Record<string, FieldValue>>;
  /** The person must choose one of these; the chosen value becomes the setting named `field`. */
  readonly choice?: {
    readonly field: string;
    readonly question: "property" | "account";
    readonly options: readonly { readonly value: string; readonly label: string }[];
  };
}

export type Judgement =
  /** `proven`: the lines that this answer proves, where they are not those of its call; none for an answer that was only tolerated. */
  | { readonly ok: true; readonly finding: Finding; readonly proven?: readonly CheckStepName[] }
  /** `proven`: what the answer proves all the same. */
  | { readonly ok: false; readonly failure: Failure; readonly proven?: readonly CheckStepName[] };

/** A request with its whole `https://` URL and every header. */
export type PreparedRequest = Omit<ApiRequest, "path"> & { readonly url: string };

/** How to call the provider with a connection's credentials: used by the probe and by the internal proxy alike. */
export interface ApiSpec {
  /** `https://…`, without a trailing slash. A function where it depends on the connection. */
  readonly base: string | ((values: Values) => string);
  /** Headers that carry the credentials. The value `access_token` is the OAuth or exchanged token of the moment. */
  readonly authorize: (values: Values) => Readonly<Record<string, string>>;
  /**
   * Where headers alone cannot carry the credentials: keys inside the body (Mews), a signature over method, path and body
   * (custom API). Runs last, on the finished request, for probe and internal proxy alike; sees its own output never again.
   */
  readonly prepare?: (request: PreparedRequest, values: Values, now: Date) => Promise<PreparedRequest>;
  /** Customer-typed hosts go through the sidecar's guarded exit. */
  readonly via?: "egress";
  /** The provider's own way of saying no, also inside a 200. Undefined: the general table of statuses decides. */
  readonly explain?: (answer: Answer) => Failure | undefined;
}

/** One line of a test: a request and how its answer is judged. Sending and judging are apart. */
export interface ProbeCall {
  readonly step: CheckStepName;
  /** English, for `docs/providers.md`: what is certain when this line passes. */
  readonly proves: string;
  /** Further lines that a good answer proves: « Droits » is access to what the person named, « Lecture » data that came. */
  readonly alsoProves?: readonly CheckStepName[];
  /** Undefined: this line is not needed for these values. */
  readonly request: (values: Values, now: Date) => ApiRequest | undefined;
  /** Called only with answers that `explain` and the status table did not refuse (`judgeCall` in domain/judge.ts). */
  readonly judge: (answer: Answer, values: Values) => Judgement;
  /** A good answer is JSON unless told. */
  readonly format?: "xml" | "any";
  /** Statuses that `judge` reads itself though the table would refuse them: Stripe's 403 still proves a restricted key. */
  readonly tolerates?: readonly number[];
}

/** Credentials that must be traded for a short-lived token before any call (client credentials and the like). */
export interface TokenExchange {
  readonly request: (values: Values) => ApiRequest & { readonly url: string };
  /** `access_token` and its life in seconds. */
  readonly judge: (
    answer: Answer,
    now: Date,
  ) =>
    | { readonly ok: true; readonly accessToken: string; readonly expiresIn: number }
    | { readonly ok: false; readonly failure: Failure };
}

export interface OAuth2Spec {
  /** Last segment but one of the callback path: `/api/integrations/<callback>/callback`. */
  readonly callback: string;
  /** Identifies the authorization server (mix-up defence, RFC 9207). */
  readonly issuer: string | ((values: Values) => string);
  /** The server's metadata promises an `iss` parameter: a callback without it is refused. */
  readonly sendsIssuer?: true;
  readonly authorizationEndpoint: string | ((values: Values) => string);
  readonly tokenEndpoint: string | ((values: Values) => string);
  /** RFC 6749 §2.3.1: credentials in the body, or HTTP Basic. */
  readonly clientAuthentication: "client_secret_post" | "client_secret_basic";
  readonly tokenRequestFormat: "form" | "json";
  readonly tokenHeaders?: Readonly<Record<string, string>>;
  readonly scopes: readonly { readonly name: string; readonly why: Text }[];
  readonly scopeSeparator: " " | ",";
  /** False only where the provider ignores or refuses PKCE. */
  readonly pkce: boolean;
  readonly authorizationParameters?: Readonly<Record<string, string>>;
  readonly tokenParameters?: Readonly<Record<string, string>>;
  /** Shopify's code exchange has neither `grant_type` nor `redirect_uri`. */
  readonly omitStandardTokenParameters?: true;
  /** Life of an access token in seconds when the answer has no `expires_in`; null: unknown, a 401 is the signal. */
  readonly accessTokenLifetime: number | null;
  readonly refreshTokenRotation: "always" | "sometimes" | "never";
  readonly revocation?: {
    readonly endpoint: string | ((values: Values) => string);
    readonly token: "access_token" | "refresh_token";
    /** RFC 7009 (body in `tokenRequestFormat`) with client authentication, the token as a query parameter, or a DELETE. */
    readonly style: "rfc7009" | "rfc7009_without_client" | "query" | "delete_with_bearer";
    /** For a DELETE: the header that carries the bare token where it is not `Authorization: Bearer`. */
    readonly tokenHeader?: string;
  };
  /** Verifies the callback's own proof (Shopify HMAC) and keeps what it carries (Zoho data centre). */
  readonly callbackFacts?: (
    parameters: URLSearchParams,
    values: Values,
    clientSecret: string,
    now: Date,
  ) => Promise<
    | { readonly ok: true; readonly settings: Readonly<Record<string, FieldValue>> }
    | { readonly ok: false; readonly failure: Failure }
  >;
  /** Beyond the standard fields of the token answer: facts, and values that must be sealed. Runs on refresh too. */
  readonly tokenFacts?: (
    answer: Readonly<Record<string, unknown>>,
    values: Values,
  ) =>
    | {
        readonly ok: true;
        readonly settings?: Readonly<Record<string, FieldValue>>;
        readonly secrets?: Readonly<Record<string, string>>;
        readonly finding?: Finding;
      }
    | { readonly ok: false; readonly failure: Failure };
  /** The token endpoint's own words for a worthless code or refresh token, where they are not `invalid_grant`. */
  readonly endsGrant?: (answer: Answer) => boolean;
  /** Client id and secret typed by the customer's administrator, where the provider wants one app per customer. */
  readonly ownClient?: { readonly id: string; readonly secret: string };
  /** Suffix of the OAuth client variables when one client does not serve all: Zoho may have one secret per data centre. */
  readonly clientVariant?: (values: Values) => string | undefined;
}

interface MethodBase {
  readonly id: string;
  readonly title: Text;
  readonly summary?: Text;
  readonly fields: readonly FieldSpec[];
  /** Numbered steps for a person who has never seen the tool's settings. */
  readonly steps?: readonly Text[];
}

export interface CredentialsMethod extends MethodBase {
  readonly kind: "credentials";
  readonly api: ApiSpec;
  readonly exchange?: TokenExchange;
  readonly probe: readonly ProbeCall[];
  /** False where calls are so scarce that background checks would eat them (monday.com: 200 a day). */
  readonly backgroundChecks?: false;
  /** The provider also calls us: which verifier, and which secret field holds the key. */
  readonly inbound?: { readonly verifier: "stripe"; readonly secretField: string };
}

export interface OAuth2Method extends MethodBase {
  readonly kind: "oauth2";
  readonly oauth: OAuth2Spec;
  readonly api: ApiSpec;
  readonly probe: readonly ProbeCall[];
}

export interface DatabaseMethod extends MethodBase {
  readonly kind: "database";
  readonly engine: "postgresql" | "mysql";
}

export interface WebhookMethod extends MethodBase {
  readonly kind: "webhook";
}

export interface CsvMethod extends MethodBase {
  readonly kind: "csv";
  readonly records: "booking" | "customer";
}

export interface MailboxMethod extends MethodBase {
  readonly kind: "mailbox";
  /** Domains whose aligned DKIM signature is believed. */
  readonly senders: readonly string[];
}

export type Method = CredentialsMethod | OAuth2Method | DatabaseMethod | WebhookMethod | CsvMethod | MailboxMethod;

export interface Provider {
  /** Never changes: it is in rows, URLs and host pages. */
  readonly id: string;
  readonly name: string;
  /** Where the name is words and no brand. */
  readonly nameInEnglish?: string;
  readonly category: Category;
  readonly badge: Badge;
  readonly logo: Logo;
  /** The provider's page on the credentials asked for. */
  readonly docsUrl: string;
  /** A few words on the card: what comes in. */
  readonly summary: Text;
  /** Other words people search by, any language, lower case. */
  readonly synonyms: readonly string[];
  readonly access: {
    readonly reads: readonly Text[];
    readonly writes: readonly Text[];
    readonly never: readonly Text[];
  };
  /** Public facts the file rests on, for `docs/providers.md`. */
  readonly facts: {
    readonly sources: readonly string[];
    /** `documented`: the provider's own docs or SDK; `secondary`: public code of others; `unverified`: contract or memory. */
    readonly confidence: "documented" | "secondary" | "unverified";
    readonly limits?: string;
    readonly unverified?: readonly string[];
  };
  readonly methods: readonly [Method, ...Method[]];
}

/** Keeps literal types and checks the file where it is written. */
export function defineProvider<const P extends Provider>(provider: P): P {
  return provider;
}
