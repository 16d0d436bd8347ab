/** Credentials in headers, as several providers want them. */
import type { Values } from "../domain/values.ts";

/** RFC 6750 §2.1 with the OAuth token of the moment. */
export function bearerAccessToken(values: Values): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${values.text("access_token")}` };
}

/** Keys that travel in a header: printable ASCII without spaces. */
export const headerKey = /^[\x21-\x7e]+$/;
