/**
 * Style and scripts of our own pages, served from our own origin so that their policy needs no inline code. The scripts run
 * in the browser as they stand; facts reach them by `data-` attributes only.
 */

export const pageStyle = `
:root { color-scheme: light dark; --page: #faf8f4; --surface: #fff; --ink: #14181f; --muted: #5d6573; --line: #e8e4da; --action: #14233b; --on-action: #fff; }
@media (prefers-color-scheme: dark) { :root { --page: #0d1117; --surface: #151b24; --ink: #eef0f3; --muted: #98a2b1; --line: #232b37; --action: #e9d3a2; --on-action: #171204; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { width: min(440px, 100%); background: var(--surface); border: 1px solid var(--line); border-radius: 16px; padding: 32px; }
h1 { margin: 0 0 12px; font-size: 21px; line-height: 1.25; letter-spacing: -0.01em; text-wrap: balance; }
p { margin: 0 0 12px; overflow-wrap: anywhere; }
.muted { color: var(--muted); font-size: 14px; }
.reference { margin: 20px 0 0; }
code { font-size: 13px; user-select: all; }
.brand { display: flex; align-items: center; gap: 12px; margin-bottom: 20px; }
.brand img { width: 44px; height: 44px; padding: 6px; border-radius: 10px; background: #fff; border: 1px solid var(--line); }
.brand span { font-weight: 600; color: var(--muted); }
button, .button { display: block; font: inherit; font-weight: 600; width: 100%; min-height: 48px; margin-top: 8px; padding: 12px; border: 0; border-radius: 10px; background: var(--action); color: var(--on-action); text-align: center; text-decoration: none; cursor: pointer; }
:is(button, .button):focus-visible { outline: 3px solid var(--action); outline-offset: 3px; }
[hidden] { display: none; }
`;

/**
 * The start page. With an opener that may be ours it asks for the handshake, sends it to us, and leaves for the provider;
 * without, and where the same-tab road is open, the person is asked first. It asks every second: the page that began may be
 * loading again.
 */
export const startScript = `
const { attempt, openerOrigin, canRedirect, path } = document.body.dataset;
const show = (id) => { for (const part of document.querySelectorAll("[data-part]")) part.hidden = part.id !== id; };
let isLeaving = false;
const leave = async (body) => {
  isLeaving = true;
  const asked = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ attempt, ...body }) };
  const response = await fetch(path, asked).catch(() => undefined);
  if (!response?.ok) {
    const reference = document.getElementById("reference");
    if (reference) reference.textContent = response?.headers.get("x-request-id") ?? "";
    // Nothing that the same address would do better the next time.
    const isFinal = response && response.status < 500 && response.status !== 429;
    return show(isFinal ? "unknown" : "down");
  }
  const { authorization_url } = await response.json();
  location.replace(authorization_url);
};
const askPerson = () => {
  show(canRedirect === "true" ? "ask" : "alone");
  document.getElementById("continue")?.addEventListener("click", () => { show("waiting"); leave({ road: "redirect" }); }, { once: true });
};
const askedForRedirect = new URLSearchParams(location.search).get("road") === "redirect";
document.getElementById("again")?.addEventListener("click", () => location.reload());
if (!window.opener || !openerOrigin || askedForRedirect) askPerson();
else {
  show("waiting");
  const patience = setTimeout(askPerson, 8000);
  const ask = () => {
    if (window.opener) window.opener.postMessage({ type: "speedai:ready", attempt }, openerOrigin);
  };
  const asking = setInterval(ask, 1000);
  window.addEventListener("message", (event) => {
    if (event.origin !== openerOrigin || event.source !== window.opener) return;
    const message = event.data;
    if (message?.type !== "speedai:handshake" || message.attempt !== attempt || typeof message.handshake !== "string") return;
    clearTimeout(patience);
    clearInterval(asking);
    if (!isLeaving) leave({ road: "popup", handshake: message.handshake });
  });
  ask();
}
`;

/**
 * The callback page: tells the opener to ask the API at once, then closes. It carries no result, and its address loses the code
 * and the state, which are spent: nobody shall copy them or come back to them (RFC 9700 §4.2, §4.3).
 */
export const settledScript = `
history.replaceState(null, "", location.pathname);
const { attempt, openerOrigin } = document.body.dataset;
if (window.opener && openerOrigin) window.opener.postMessage({ type: "speedai:settled", attempt }, openerOrigin);
const close = document.getElementById("close");
close?.addEventListener("click", () => {
  window.close();
  // A tab that no page has opened stays.
  setTimeout(() => { close.hidden = true; document.getElementById("stays").hidden = false; }, 300);
});
if (document.body.dataset.outcome === "done") setTimeout(() => window.close(), 1200);
`;
