/** What the apps of the tests show: the whole catalogue, with one connection, from a client that obeys the wire contract. */
import type { ApiClient } from "../../../widget/api/client.ts";
import { connectionOf, wholeCatalogue } from "../../../widget/testing/catalogue.ts";
import { createFakeApi } from "../../../widget/testing/fake-api.ts";

export function createClient(): ApiClient {
  const connections = [connectionOf("hubspot", "connected")];
  return createFakeApi({ catalogue: async () => wholeCatalogue({ connections }) });
}
