/** HTTP Basic authentication (RFC 7617). */
import { encodeBase64 } from "./base64.ts";

/** Value of the `authorization` header; user and password are encoded as UTF-8. */
export function basicAuthorization(user: string, password: string): string {
  return `Basic ${encodeBase64(new TextEncoder().encode(`${user}:${password}`))}`;
}
