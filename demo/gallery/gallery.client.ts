/** Shows the element as the address asks: `?locale=en&theme=dark&state=loading|failed|offline|session|forbidden|empty|new`. */
import type { Catalogue, ProblemCode } from "../../schema/wire/index.ts";
import { createApiClient } from "../../widget/api/http-client.ts";
import { type ApiClient, ApiError, SessionError } from "../../widget/index.ts";
import { createProver } from "../../widget/proof.ts";

const asked = new URLSearchParams(location.search);
const locale = asked.get("locale") ?? "fr";
const state = asked.get("state") ?? "ready";
const theme = asked.get("theme");

const http = createApiClient({
  base: location.origin,
  session: {
    token: () => Promise.resolve("gallery"),
    tokenAfterRefusal: () => Promise.resolve("gallery"),
    wake: () => Promise.resolve(),
  },
  prover: createProver(Date.now),
  locale,
  fetch: fetch.bind(globalThis),
});

function problem(code: ProblemCode, status: number): ApiError {
  return new ApiError({ type: code, title: code, status, code, detail: code, request_id: "req_7c1fd09b2a" });
}

async function catalogue(): Promise<Catalogue> {
  switch (state) {
    case "loading":
      return new Promise(() => {});
    case "failed":
      throw problem("internal", 500);
    case "forbidden":
      throw problem("forbidden_origin", 403);
    case "session":
      throw new ApiError(null, { cause: new SessionError("start") });
    case "empty":
      return { integrations: [] };
    default: {
      const answer = await fetch(`/catalogue.json?locale=${locale}${state === "new" ? "&new" : ""}`);
      return answer.json();
    }
  }
}

const client: ApiClient = { ...http, catalogue };
const element = document.createElement("speedai-integrations");
element.locale = locale;
element.client = client;
element.routing = "hash";
if (theme === "light" || theme === "dark" || theme === "auto") {
  element.theme = theme;
  document.documentElement.dataset["theme"] = theme;
}
document.documentElement.lang = locale;
document.body.append(element);
