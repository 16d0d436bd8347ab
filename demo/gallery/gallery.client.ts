/**
 * Shows the element as the address asks: `?locale=en&theme=dark&state=loading|failed|session|forbidden|empty|new`, or one state of the
 * drawer by its name: `?drawer=choice`. `font`: in the gallery's own font, for pictures that are compared.
 */
import type { Catalogue, ProblemCode } from "../../schema/wire/index.ts";
import { createApiClient } from "../../widget/api/http-client.ts";
import { connectingStates, connectionStates } from "../../widget/drawer/drawer.states.ts";
import { type ApiClient, ApiError, SessionError } from "../../widget/index.ts";
import { createProver } from "../../widget/proof.ts";

const asked = new URLSearchParams(location.search);
const locale = asked.get("locale") === "en" ? "en" : "fr";
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
      const search = new URLSearchParams({ locale, at: String(Date.now()), ...(state === "new" && { new: "" }) });
      const answer = await fetch(`/catalogue.json?${search}`);
      return answer.json();
    }
  }
}

function showPage(): void {
  const client: ApiClient = { ...http, catalogue };
  const element = document.createElement("speedai-integrations");
  element.locale = locale;
  element.client = client;
  element.routing = "hash";
  if (theme === "light" || theme === "dark" || theme === "auto") element.theme = theme;
  document.body.append(element);
}

async function showDrawer(name: string): Promise<void> {
  const show = { ...connectingStates, ...connectionStates }[name];
  if (!show) throw new Error(`the drawer has no state « ${name} »`);
  // Frames of one page share the tab's memory; each state begins without.
  Object.defineProperty(window, "sessionStorage", {
    get: () => {
      throw new DOMException("no memory", "SecurityError");
    },
  });
  await show({ locale, theme: theme === "dark" ? "dark" : "light" });
  document.documentElement.dataset["shown"] = name;
}

if (theme) document.documentElement.dataset["theme"] = theme;
if (asked.has("font")) document.documentElement.dataset["font"] = "own";
document.documentElement.lang = locale;
const drawer = asked.get("drawer");
if (drawer === null) showPage();
else await showDrawer(drawer);
