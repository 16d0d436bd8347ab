/** The browser's part of a consent, by HTTP: our start page, the provider's screen, our callback, and the one cookie between them. */
import { z } from "zod";
import type { Attempt, StepOf } from "../../schema/wire/index.ts";
import type { Stack } from "../start.ts";
import type { Listener, Person } from "./person.ts";

export type Road = "popup" | "redirect";

/** Where the browser stands after our start page. */
export interface Departure {
  readonly authorizationUrl: string;
  readonly cookie: string;
}

export function redirectStep({ step }: Attempt): StepOf<"redirect"> {
  if (step.kind !== "redirect") throw new Error(`no consent to ask for: ${JSON.stringify(step)}`);
  return step;
}

/** What our start page sends when its opener has answered (`popup`), or when there is none (`redirect`). */
export async function depart(
  stack: Pick<Stack, "urls">,
  attempt: Attempt,
  road: Road = "popup",
  listen?: Listener,
): Promise<Departure> {
  const { start_url: startUrl, handshake } = redirectStep(attempt);
  const { origin, pathname } = new URL(startUrl);
  const answer = await fetch(stack.urls.api + pathname, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify({ attempt: attempt.id, road, ...(road === "popup" && { handshake }) }),
  });
  await listen?.({ method: "POST", path: pathname }, answer.clone());
  if (!answer.ok) throw new Error(`the start page was refused: ${answer.status} ${await answer.text()}`);
  const { authorization_url: authorizationUrl } = z
    .object({ authorization_url: z.string() })
    .parse(await answer.json());
  const [cookie = ""] = (answer.headers.get("set-cookie") ?? "").split(";");
  return { authorizationUrl, cookie };
}

/** The person decides on the provider's screen; the answer is where the browser is sent: our callback. */
export async function decide(authorizationUrl: string, decision: "allow" | "deny", account?: string): Promise<string> {
  const screen = await fetch(authorizationUrl);
  const page = await screen.text();
  if (!screen.ok) throw new Error(`the provider's screen answered ${screen.status}: ${page}`);
  const valuesOf = (name: string) =>
    [...page.matchAll(new RegExp(`name="${name}" value="([^"]*)"`, "g"))].map(([, value = ""]) => value);
  const answer = await fetch(authorizationUrl, {
    method: "POST",
    body: new URLSearchParams([
      ["decision", decision],
      ["account", account ?? valuesOf("account")[0] ?? ""],
      ...valuesOf("scope").map((scope) => ["scope", scope]),
    ]),
    redirect: "manual",
  });
  const back = answer.headers.get("location");
  if (back === null) throw new Error(`the provider did not send the browser back: ${answer.status}`);
  return back;
}

/** The browser arrives at our callback. */
export async function arrive(callbackUrl: string, cookie: string, listen?: Listener): Promise<Response> {
  const answer = await fetch(callbackUrl, { headers: { cookie }, redirect: "manual" });
  await listen?.({ method: "GET", path: new URL(callbackUrl).pathname }, answer.clone());
  return answer;
}

/** The whole way through the window, then the first of several properties when one must be chosen. */
export async function consent(
  stack: Pick<Stack, "urls">,
  person: Person,
  attempt: Attempt,
  options: { readonly account?: string; readonly listen?: Listener } = {},
): Promise<Attempt> {
  const { authorizationUrl, cookie } = await depart(stack, attempt);
  const callbackUrl = await decide(authorizationUrl, "allow", options.account);
  await (await arrive(callbackUrl, cookie, options.listen)).body?.cancel();
  return chooseFirst(person, await person.attempt(attempt.id));
}

/** Answers a choice between properties with the first; leaves any other step as it is. */
export async function chooseFirst(person: Person, attempt: Attempt): Promise<Attempt> {
  const { step } = attempt;
  if (step.kind !== "choice" || step.question === "different_account") return attempt;
  return person.submit(attempt.id, { [step.field]: step.options[0]?.value ?? "" });
}

/** The code that the same-tab road brings back in the fragment. */
export function completionOf(callbackAnswer: Response): string {
  const location = callbackAnswer.headers.get("location") ?? "";
  return new URLSearchParams(new URL(location).hash.slice(1)).get("speedai_completion") ?? "";
}
