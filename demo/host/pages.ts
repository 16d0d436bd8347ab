/** What both host pages have in common: a strict policy, files beside the code, and the element's own file. */
import { readFile } from "node:fs/promises";
import { serve } from "@hono/node-server";
import { build } from "esbuild";
import type { Context, Hono, MiddlewareHandler } from "hono";

/**
 * The policy under which the element promises to work (docs/embedding.md), and nothing looser. `publicApiUrl` is the API's origin as
 * browsers see it.
 */
export function contentSecurityPolicy(publicApiUrl: string): string {
  return [
    "script-src 'self'",
    "style-src 'self'",
    `connect-src 'self' ${publicApiUrl}`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
}

export function withPolicy(policy: string): MiddlewareHandler {
  return async (c, next) => {
    await next();
    c.header("content-security-policy", policy);
    c.header("x-content-type-options", "nosniff");
    c.header("referrer-policy", "strict-origin-when-cross-origin");
  };
}

/** Bundles a browser script once; it stays external to the page. */
export async function buildScript(entry: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry.pathname],
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}

/** What every host serves beside its pages: its own style, script and icon, and the element. */
export function serveFiles(
  app: Hono,
  files: {
    /** Of the style and the script on the page. */
    readonly name: string;
    readonly style: URL;
    readonly script: string;
    readonly iconSvg: string;
    /** Bundle of the element; its source map stands beside it. */
    readonly widgetFile: string;
  },
): void {
  const { name, style, script, iconSvg, widgetFile } = files;
  app.get(`/${name}.css`, (c) => sendFile(c, style, "css"));
  app.get(`/${name}.js`, (c) => c.body(script, 200, { "content-type": "text/javascript; charset=utf-8" }));
  app.get("/icon.svg", (c) => c.body(iconSvg, 200, { "content-type": "image/svg+xml" }));
  app.get("/speedai-integrations.js", (c) => sendFile(c, widgetFile, "js"));
  app.get("/speedai-integrations.js.map", (c) => sendFile(c, `${widgetFile}.map`, "json"));
  app.get("/healthz", (c) => c.json({ status: "ok" }));
}

/** Answers with a file, read anew each time so that a rebuilt element shows at the next load. */
async function sendFile(c: Context, file: URL | string, type: "css" | "js" | "json"): Promise<Response> {
  const text = await readFile(file, "utf8");
  const types = { css: "text/css", js: "text/javascript", json: "application/json" };
  return c.body(text, 200, { "content-type": `${types[type]}; charset=utf-8`, "cache-control": "no-cache" });
}

export interface RunningHost {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on loopback. Rejects when the port is taken. */
export function listen(app: Hono, port: number): Promise<RunningHost> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: "127.0.0.1" }, (address) => {
      resolve({
        port: address.port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      });
    });
    server.once("error", reject);
  });
}
