/** What calls the API: it comes while the host is asked for a session. */
export { createApiClient } from "../api/http-client.ts";
export { createProver } from "../proof.ts";
