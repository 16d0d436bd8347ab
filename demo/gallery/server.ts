/**
 * The page in every state, fed with the real catalogue and invented connections, and the drawer in every state: `node
 * demo/gallery/server.ts`; `/all` shows them side by side. Served under the strictest policy that a host page may have, so that a breach
 * shows in the console.
 */
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { toIntegration } from "../../worker/providers/catalogue.ts";
import { logos } from "../../worker/providers/generated/logos.ts";
import { providers } from "../../worker/providers/registry.ts";
import { inventConnections } from "./connections.ts";
import { overview } from "./overview.ts";

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types lit-html",
].join("; ");

const page = `<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>SpeedAI – galerie</title><link rel="stylesheet" href="/gallery.css"><script type="module" src="/gallery.js"></script></head>
<body></body></html>`;

const styles = `html{color-scheme:light dark;font-family:Inter,system-ui,sans-serif;-webkit-font-smoothing:antialiased}
html[data-theme=light]{color-scheme:light}html[data-theme=dark]{color-scheme:dark}
body{margin:0;background:light-dark(#faf8f4,#0d1117)}
@font-face{font-family:"Gallery Inter";src:url(/inter.woff2);font-weight:100 900}
html[data-font]{font-family:"Gallery Inter"}
html[data-font] :is(speedai-integrations,speedai-drawer){--speedai-font-mono:"Gallery Inter"}
.overview{display:grid;grid-template-columns:repeat(auto-fill,minmax(375px,1fr));gap:24px;padding:24px;color:light-dark(#14181f,#eef0f3)}
.overview h1{grid-column:1/-1;margin:0}.overview figure{margin:0}.overview figcaption{margin-block-end:6px}
.overview a{color:inherit}.overview iframe{inline-size:100%;block-size:720px;border:1px solid light-dark(#e8e4da,#232b37)}`;

/** `now`: the moment at which the connections are seen. */
function catalogue(locale: string, isNew: boolean, now: Date): string {
  const connections = isNew ? [] : inventConnections(now);
  const oauthClients = new Set(providers.map(({ id }) => id).filter((id) => id !== "cloudbeds"));
  return JSON.stringify({
    integrations: providers.map((provider) =>
      toIntegration(provider, { locale, role: "manager", oauthClients, receivesMail: true, connections }),
    ),
  });
}

export async function startGallery(port = 0): Promise<{ url: string; stop: () => Promise<void> }> {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL("gallery.client.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
    sourcemap: "inline",
    logLevel: "warning",
  });
  const script = bundle.outputFiles[0]?.text ?? "";
  const files = createRequire(import.meta.url).resolve(
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  );
  const font = await readFile(files);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://gallery");
    const send = (type: string, body: string | Buffer): void => {
      response.writeHead(200, { "content-type": type, "content-security-policy": policy, "cache-control": "no-store" });
      response.end(body);
    };
    const logo = logos[/^\/api\/integrations\/([\w-]+)\/logo\.svg$/.exec(url.pathname)?.[1] ?? ""];
    if (url.pathname === "/") send("text/html; charset=utf-8", page);
    else if (url.pathname === "/all") send("text/html; charset=utf-8", overview(url.searchParams));
    else if (url.pathname === "/gallery.js") send("text/javascript; charset=utf-8", script);
    else if (url.pathname === "/gallery.css") send("text/css; charset=utf-8", styles);
    else if (url.pathname === "/inter.woff2") send("font/woff2", font);
    else if (url.pathname === "/catalogue.json") {
      const { locale = "fr", at = Date.now(), new: isNew } = Object.fromEntries(url.searchParams);
      send("application/json", catalogue(locale, isNew !== undefined, new Date(Number(at))));
    } else if (logo) send("image/svg+xml", logo);
    else response.writeHead(url.pathname === "/favicon.ico" ? 204 : 404).end();
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${portOf(server)}/`, stop: () => stop(server) };
}

function portOf(server: Server): number {
  // `listen` on a port gives an AddressInfo; only pipes have a string.
  return (server.address() as AddressInfo).port;
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}

if (import.meta.main) {
  const { url } = await startGallery(Number(process.env["PORT"] ?? 0));
  console.log(`${url}all`);
}
