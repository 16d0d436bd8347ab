/**
 * The page in every state, side by side, fed with the real catalogue and invented connections: `node demo/gallery/server.ts`. Served
 * under the strictest policy that a host page may have, so that a breach shows in the console.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { toIntegration } from "../../worker/providers/catalogue.ts";
import { logos } from "../../worker/providers/generated/logos.ts";
import { providers } from "../../worker/providers/registry.ts";
import { inventConnections } from "./connections.ts";

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
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
body{margin:0;background:light-dark(#faf8f4,#0d1117)}`;

function catalogue(locale: string, isNew: boolean): string {
  const connections = isNew ? [] : inventConnections(new Date());
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
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://gallery");
    const send = (type: string, body: string): void => {
      response.writeHead(200, { "content-type": type, "content-security-policy": policy, "cache-control": "no-store" });
      response.end(body);
    };
    const logo = logos[/^\/api\/integrations\/([\w-]+)\/logo\.svg$/.exec(url.pathname)?.[1] ?? ""];
    if (url.pathname === "/") send("text/html; charset=utf-8", page);
    else if (url.pathname === "/gallery.js") send("text/javascript; charset=utf-8", script);
    else if (url.pathname === "/gallery.css") send("text/css; charset=utf-8", styles);
    else if (url.pathname === "/catalogue.json")
      send("application/json", catalogue(url.searchParams.get("locale") ?? "fr", url.searchParams.has("new")));
    else if (logo) send("image/svg+xml", logo);
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
  console.log(url);
}
