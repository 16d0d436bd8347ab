/** The browser's way to HubSpot and back, step by step, with a provider that a test can bend. */
import type { Attempt } from "../../schema/wire/index.ts";
import type { Answer } from "../domain/exchange.ts";
import { type Caller, json, publicUrl, type Rig } from "./rig.ts";

export const returnUrl = "https://dashboard.example/integrations";

/** Refresh tokens in the order in which they were given, and which came back. */
export interface Granting {
  readonly given: string[];
  readonly revoked: string[];
  /** The account that signs in. */
  account: number;
  /** Answers in place of a grant. */
  refusal: Answer | undefined;
}

/** Over all tests of a file, so that nobody takes one's grants for another's. */
let grants = 0;

export function answerHubspot(rig: Rig): Granting {
  const granting: Granting = { given: [], revoked: [], account: 7, refusal: undefined };
  rig.answer((request, url) => {
    const form = new URLSearchParams(request.body);
    if (url.pathname.endsWith("/revoke")) {
      granting.revoked.push(form.get("token") ?? "");
      return json(200, {});
    }
    if (url.pathname.endsWith("/introspect"))
      return json(200, { active: true, hub_domain: `${granting.account}.example` });
    if (!url.pathname.endsWith("/token")) {
      return json(200, { portalId: granting.account, accountType: "STANDARD", uiDomain: "app.hubspot.com" });
    }
    if (granting.refusal) return granting.refusal;
    grants += 1;
    const number = grants;
    granting.given.push(`rt-${number}`);
    return json(200, {
      access_token: `at-${number}`,
      refresh_token: `rt-${number}`,
      expires_in: 1800,
      hub_id: granting.account,
    });
  });
  return granting;
}

export type BegunAttempt = Attempt & { readonly step: { readonly kind: "redirect"; readonly handshake: string } };

export async function begin(caller: Caller, body: object = {}): Promise<BegunAttempt> {
  const attempt = await caller.attempt("hubspot", { method: "oauth2", ...body });
  if (attempt.step.kind !== "redirect") throw new Error(attempt.step.kind);
  return { ...attempt, step: attempt.step };
}

export function start(rig: Rig, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return rig.request("/api/integrations/hubspot/start", {
    method: "POST",
    headers: { "content-type": "application/json", origin: publicUrl, ...headers },
    body: JSON.stringify(body),
  });
}

/** What a browser holds when it has left for the provider. */
export interface Left {
  readonly url: URL;
  readonly state: string;
  readonly cookie: string;
}

export async function leave(rig: Rig, attempt: BegunAttempt, road: "popup" | "redirect"): Promise<Left> {
  const proof = road === "popup" ? { road, handshake: attempt.step.handshake } : { road };
  const response = await start(rig, { attempt: attempt.id, ...proof });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const { authorization_url } = await response.json<{ authorization_url: string }>();
  const url = new URL(authorization_url);
  const cookie = (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  return { url, state: url.searchParams.get("state") ?? "", cookie };
}

export function comeBack(
  rig: Rig,
  query: Record<string, string>,
  cookie?: string,
  name = "hubspot",
): Promise<Response> {
  return rig.request(`/api/integrations/${name}/callback?${new URLSearchParams(query)}`, {
    headers: cookie === undefined ? {} : { cookie },
  });
}

export async function readAttempt(caller: Caller, id: string): Promise<Attempt> {
  return (await caller.call("GET", `/api/attempts/${id}`)).json();
}

/** The code that the redirect road brings back in the fragment. */
export function completionOf(response: Response): string {
  const { hash } = new URL(response.headers.get("location") ?? "https://nowhere.example");
  return new URLSearchParams(hash.slice(1)).get("speedai_completion") ?? "";
}
