/** Credentials in headers, as several providers want them. */
import type { Values } from "../domain/values.ts";

/** RFC 6750 §2.1. */
export function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}

/** The OAuth or exchanged token of the moment. */
export function bearerAccessToken(values: Values): { readonly authorization: string } {
  return bearer(values.text("access_token"));
}
