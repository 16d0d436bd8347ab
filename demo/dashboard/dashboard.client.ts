/** Behaviour of the dashboard page: the session callback, the switches of the top bar, and the panel of sample values. */
import { showSamples } from "../host/samples.client.ts";
import { followDrawer } from "./samples-beside.client.ts";

interface SessionGrant {
  readonly token: string;
  readonly expires_at: string;
}

/** What this page uses of the element; its full surface is in docs/embedding.md. */
interface IntegrationsElement extends HTMLElement {
  getSession: (request: { readonly reason: string; readonly signal: AbortSignal }) => Promise<SessionGrant>;
}

function find<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind | undefined {
  const element = document.getElementById(id);
  return element instanceof kind ? element : undefined;
}

async function post(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer;
}

const element = document.querySelector<IntegrationsElement>("speedai-integrations");
if (element) {
  element.getSession = async ({ reason, signal }) => (await post("/session", { reason }, signal)).json();
}

for (const name of ["role", "locale"] as const) {
  const select = find(name, HTMLSelectElement);
  select?.addEventListener("change", async () => {
    await post("/preferences", { [name]: select.value });
    location.reload();
  });
}

const theme = find("theme", HTMLButtonElement);
theme?.addEventListener("click", async () => {
  const chosen = document.documentElement.dataset["theme"] === "dark" ? "light" : "dark";
  document.documentElement.dataset["theme"] = chosen;
  element?.setAttribute("theme", chosen);
  theme.setAttribute("aria-pressed", String(chosen === "dark"));
  await post("/preferences", { theme: chosen });
});

const menu = find("menu", HTMLButtonElement);
menu?.addEventListener("click", () => {
  const isOpen = menu.getAttribute("aria-expanded") === "true";
  menu.setAttribute("aria-expanded", String(!isOpen));
});

const panel = find("samples", HTMLElement);
const toggle = find("samples-toggle", HTMLButtonElement);
const openKey = "speedai-demo-samples";
/** The tool that is open in the element. */
let shownTool: string | null = null;

/** `isKept`: the person chose so, and finds it so again. */
function setPanel(isOpen: boolean, isKept = true): void {
  if (!panel || !toggle) return;
  panel.hidden = !isOpen;
  toggle.setAttribute("aria-expanded", String(isOpen));
  if (isKept) localStorage.setItem(openKey, isOpen ? "open" : "closed");
  if (isOpen) void samples?.load().then(() => samples.show(shownTool));
}

function isKeptOpen(): boolean {
  return localStorage.getItem(openKey) === "open";
}

const samples = showSamples(document);
toggle?.addEventListener("click", () => setPanel(panel?.hidden === true));
find("samples-close", HTMLButtonElement)?.addEventListener("click", () => {
  setPanel(false);
  (place?.isBeside ? place.opener : toggle)?.focus();
});
find("samples-window", HTMLAnchorElement)?.addEventListener("click", (event) => {
  event.preventDefault();
  window.open("/samples", "speedai-samples", "popup,width=420,height=820");
  setPanel(false);
});
if (panel) setPanel(isKeptOpen());
else void samples?.load();

const place = element && panel && followDrawer(element, panel, toggle?.textContent?.trim() ?? "", isKeptOpen, setPanel);

// The panel and the window beside the page follow it: the tool that is open there is open here.
const opened = new BroadcastChannel("speedai-demo-opened");
opened.addEventListener("message", ({ data }) => samples?.show(data));
element?.addEventListener("speedai-navigate", (event) => {
  if (!(event instanceof CustomEvent)) return;
  shownTool = event.detail.integration;
  samples?.show(shownTool);
  opened.postMessage(event.detail.integration);
});
