/** Ways to carry credentials in headers that several providers share. */
import type { Values } from "../domain/values.ts";

/** RFC 6750 §2.1 with the OAuth or exchanged token of the moment. */
export function bearerAccessToken(values: Values): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${values.text("access_token")}` };
}

/** RFC 7617, UTF-8. */
export function basicAuthorization(user: string, password: string): Readonly<Record<string, string>> {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return { authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}

/** Keys that travel in a header: printable ASCII without spaces. */
export const headerKey = /^[\x21-\x7e]+$/;
