/** A person's answer on a simulated consent page, without a browser. */
import { expect } from "vitest";

/**
 * Allows, unless the form says `decision: "deny"`.
 * @returns where the browser is sent then
 */
export async function decide(
  authorizationUrl: string,
  form: URLSearchParams | Readonly<Record<string, string>> = {},
): Promise<URL> {
  const answers = new URLSearchParams(form instanceof URLSearchParams ? form : { ...form });
  if (!answers.has("decision")) answers.set("decision", "allow");
  const answer = await fetch(authorizationUrl, { method: "POST", body: answers, redirect: "manual" });
  expect(answer.status).toBe(303);
  return new URL(answer.headers.get("location") ?? "");
}

/** As `decide`; the code that comes back. */
export async function consent(authorizationUrl: string, form: Readonly<Record<string, string>> = {}): Promise<string> {
  return (await decide(authorizationUrl, form)).searchParams.get("code") ?? "";
}
