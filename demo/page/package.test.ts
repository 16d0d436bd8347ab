/** The element's npm package as its users have it: in React and Vue apps, on a server, behind a hash, in an editor. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build, type Plugin } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltPackage, buildPackage } from "../../scripts/build-package.ts";
import { launchChromium } from "../../scripts/chromium.ts";
import { contentSecurityPolicy } from "../host/pages.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const frameworks = ["react", "vue"] as const;

let folder: string;
let packageFolder: string;
let built: BuiltPackage;
let browser: Browser;
let server: Server;
let origin: string;
/** Path → body and type. */
const files = new Map<string, { readonly body: string | Buffer; readonly type: string }>();

beforeAll(async () => {
  // A project with the package and the frameworks among its modules.
  folder = await mkdtemp(join(tmpdir(), "package-"));
  packageFolder = join(folder, "node_modules/speedai-integrations");
  await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b", "widget"], { cwd: root });
  built = await buildPackage(packageFolder);
  await mkdir(join(folder, "node_modules/@types"), { recursive: true });
  for (const name of [
    "react",
    "react-dom",
    "vue",
    "@vue",
    "lit",
    "lit-html",
    "lit-element",
    "@lit",
    "zod",
    "@types/react",
  ])
    await symlink(join(root, "node_modules", name), join(folder, "node_modules", name));
  for (const name of frameworks) await bundleApp(name);
  files.set("/favicon.ico", { body: "", type: "image/x-icon" });
  await serveFolder(packageFolder, "/package");
  server = createServer(({ url = "/" }, answer) => {
    const found = files.get(url);
    answer.writeHead(found ? 200 : 404, {
      "content-type": `${found?.type ?? "text/plain"}; charset=utf-8`,
      "content-security-policy": contentSecurityPolicy("https://api.speedai.example"),
    });
    answer.end(found?.body);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  origin = `http://127.0.0.1:${address.port}`;
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The app's own sources with the built package in the place of the repository's. */
async function bundleApp(name: (typeof frameworks)[number]): Promise<void> {
  const outdir = join(folder, `app-${name}`);
  const fromPackage: Plugin = {
    name: "from-package",
    setup({ onResolve }) {
      onResolve({ filter: /wrappers\/(?:react|vue)\.ts$/ }, () => ({ path: join(packageFolder, `${name}.js`) }));
    },
  };
  await build({
    entryPoints: { app: join(root, `demo/page/apps/${name}.client.ts`) },
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    define: { "process.env.NODE_ENV": '"production"', __VUE_OPTIONS_API__: "false", __VUE_PROD_DEVTOOLS__: "false" },
    nodePaths: [join(root, "node_modules")],
    tsconfig: join(root, "widget/tsconfig.json"),
    plugins: [fromPackage],
    logLevel: "silent",
  });
  await serveFolder(outdir, `/${name}`);
  const page = `<!doctype html><title>${name}</title><div id="app"></div><script type="module" src="/${name}/app.js"></script>`;
  files.set(`/${name}/`, { body: page, type: "text/html" });
}

async function serveFolder(path: string, at: string): Promise<void> {
  for (const entry of await readdir(path, { recursive: true }))
    if (entry.endsWith(".js"))
      files.set(`${at}/${entry}`, { body: await readFile(join(path, entry)), type: "text/javascript" });
}

async function open(path: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await (await browser.newContext()).newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(origin + path);
  return { page, complaints };
}

describe.each(frameworks)("a host page made with %s", (name) => {
  it("sets properties, hears events, calls methods and removes the element, under the strict policy", async () => {
    const { page, complaints } = await open(`/${name}/`);
    const element = page.locator("speedai-integrations.host");
    await element.getByRole("heading", { name: "Databases" }).waitFor();
    const output = page.locator("output");
    await expect.poll(() => output.textContent()).toBe("ready:23");

    await page.getByRole("button", { name: "property" }).click();
    await element.getByRole("dialog", { name: "Shopify" }).waitFor();
    await page.keyboard.press("Escape");
    await element.getByRole("dialog").waitFor({ state: "detached" });
    // The host has drawn again because of the event: a drawer that was closed stays closed.
    await expect.poll(() => output.textContent()).toBe("ready:23 navigate:null");
    expect(await element.getByRole("dialog").count()).toBe(0);

    await page.getByRole("button", { name: "method" }).click();
    await element.getByRole("dialog", { name: "Notion" }).waitFor();
    await expect.poll(() => output.textContent()).toBe("ready:23 navigate:null navigate:notion");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "remove" }).click();
    await element.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("pays less than 1 KiB for the wrapper", () => {
    expect(built.wrappers[name]).toBeGreaterThan(100);
    expect(built.wrappers[name]).toBeLessThan(1024);
  });
});

describe("on a server", () => {
  const plainNode = async (code: string): Promise<string> => {
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", code], { cwd: folder });
    return stdout.trim();
  };

  it.each(["speedai-integrations", "speedai-integrations/react", "speedai-integrations/vue"])(
    "importing %s does nothing, and leaves no window behind",
    async (entry) => {
      const code = `const { SpeedaiIntegrations } = await import("${entry}");
        console.log(typeof SpeedaiIntegrations, typeof window, typeof document, typeof customElements, typeof HTMLElement)`;
      expect(await plainNode(code)).toMatch(/^(?:function|object) undefined undefined undefined undefined$/);
    },
  );

  it("React draws the tag", async () => {
    const code = `import { createElement } from "react"; import { renderToString } from "react-dom/server";
      import { SpeedaiIntegrations } from "speedai-integrations/react";
      console.log(renderToString(createElement(SpeedaiIntegrations, { id: "one", apiBase: "/x", onReady() {} })))`;
    expect(await plainNode(code)).toBe('<speedai-integrations id="one"></speedai-integrations>');
  });

  it("Vue draws the tag", async () => {
    const code = `import { createSSRApp, h } from "vue"; import { renderToString } from "@vue/server-renderer";
      import { SpeedaiIntegrations } from "speedai-integrations/vue";
      console.log(await renderToString(createSSRApp({ render: () => h(SpeedaiIntegrations, { id: "one", onReady() {} }) })))`;
    expect(await plainNode(code)).toBe('<speedai-integrations id="one"></speedai-integrations>');
  });
});

describe("the single file", () => {
  it("carries its version, and its hash lets a browser run it", async () => {
    const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    const file = `speedai-integrations.${version}.js`;
    const integrity = (await readFile(join(packageFolder, `${file}.sri`), "utf8")).trim();
    expect(integrity).toBe(built.single.integrity);
    const tag = (hash: string) =>
      `<!doctype html><title>x</title><script type="module" src="/package/${file}" integrity="${hash}" crossorigin="anonymous"></script><speedai-integrations></speedai-integrations>`;
    files.set("/whole", { body: tag(integrity), type: "text/html" });
    files.set("/changed", { body: tag(integrity.replace(/.{8}$/, "AAAAAAAA")), type: "text/html" });
    const whole = await open("/whole");
    await whole.page.locator("speedai-integrations").getByRole("heading").first().waitFor();
    expect(whole.complaints).toEqual([]);
    const changed = await open("/changed");
    expect(await changed.page.evaluate(() => customElements.get("speedai-integrations"))).toBeUndefined();
    expect(changed.complaints.join()).toContain("integrity");
  });
});

describe("the package", () => {
  it("names no file that it lacks", async () => {
    const { exports, customElements } = JSON.parse(await readFile(join(packageFolder, "package.json"), "utf8"));
    const entries: readonly unknown[] = Object.values(exports);
    const named = entries.flatMap((entry) => (typeof entry === "string" ? [entry] : Object.values(Object(entry))));
    for (const file of [...named, customElements])
      expect((await readFile(join(packageFolder, String(file)))).byteLength, String(file)).toBeGreaterThan(0);
  });

  it("has types that a strict project accepts, and that refuse what the element does not know", async () => {
    const source = (line: string) => `import { type GetSession, SpeedaiIntegrations } from "speedai-integrations";
      import { createElement } from "react";
      import { SpeedaiIntegrations as InReact } from "speedai-integrations/react";
      import { SpeedaiIntegrations as InVue } from "speedai-integrations/vue";
      import { h } from "vue";
      const getSession: GetSession = async () => ({ token: "t", expires_at: "2026-11-23T10:15:00.000Z" });
      document.querySelector("speedai-integrations")?.open("shopify");
      document.addEventListener("speedai-connected", () => {});
      const element = new SpeedaiIntegrations();
      element.addEventListener("speedai-connected", ({ detail }) => detail.connection_id.toUpperCase());
      createElement(InReact, { getSession, theme: "dark", onConnected: ({ detail }) => detail.provider.toUpperCase() });
      h(InVue, { getSession, onStatusChange: ({ detail }) => detail.to.toUpperCase() });
      ${line}`;
    const configuration = {
      compilerOptions: {
        strict: true,
        noEmit: true,
        module: "esnext",
        moduleResolution: "bundler",
        target: "es2022",
        lib: ["es2024", "dom", "dom.iterable"],
        types: [],
        skipLibCheck: true,
      },
      files: ["app.ts"],
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(configuration));
    const judge = async (line = ""): Promise<string> => {
      await writeFile(join(folder, "app.ts"), source(line));
      const compiler = join(root, "node_modules/typescript/bin/tsc");
      return run(process.execPath, [compiler, "-p", folder]).then(
        () => "",
        (error: { readonly stdout: string }) => error.stdout,
      );
    };
    expect(await judge()).toBe("");
    expect(await judge('createElement(InReact, { theme: "pink" });')).toContain("pink");
    expect(await judge("h(InVue, { onConnected: (event: string) => event });")).toContain(
      "CustomEvent<ConnectionNamed>",
    );
    expect(await judge('element.routing = "path";')).toContain("path");
  });
});
