/** docs/embedding.md is true: its snippets work, its policy is the tested one, its reference is what the element has. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sessionCreate } from "../../schema/wire/index.ts";
import { findProgram } from "../../scripts/debian.ts";
import { embeddingGuide, withReference } from "../../scripts/embedding-docs.ts";
import { describeElement } from "../../scripts/manifest.ts";
import { contentSecurityPolicy } from "./pages.ts";

const run = promisify(execFile);
const guide = await readFile(embeddingGuide, "utf8");

function findSnippet(language: string): string {
  const [, snippet] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(guide) ?? [];
  if (snippet === undefined) throw new Error(`docs/embedding.md has no snippet in ${language}`);
  return snippet;
}

const php = findProgram("php", ["/usr/bin"]);
const languages = [
  {
    language: "js",
    program: process.execPath,
    file: "mint.mjs",
    call: `console.log(JSON.stringify(await mintSession({ id: "u1", name: "Ada", companyId: "t1", companyName: "Le Zinc" })));`,
  },
  {
    language: "python",
    program: "python3",
    file: "mint.py",
    call: `print(json.dumps(mint_session({"id": "u1", "name": "Ada", "company_id": "t1", "company_name": "Le Zinc"})))`,
  },
  // Only where the language is: the guide says so.
  ...(php === undefined
    ? []
    : [
        {
          language: "php",
          program: php,
          file: "mint.php",
          call: `echo json_encode(mint_session(["id" => "u1", "name" => "Ada", "company_id" => "t1", "company_name" => "Le Zinc"]));`,
        },
      ]),
];

const grant = { token: "tok_1", expires_at: "2026-11-23T10:15:00.000Z" };
let folder: string;
let api: Server;
let apiUrl: string;
let status = 201;
let asked: { readonly path: string; readonly authorization: string; readonly body: unknown }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "embedding-"));
  api = createServer(async (request, answer) => {
    let text = "";
    for await (const part of request) text += part;
    const { method, url, headers } = request;
    asked.push({ path: `${method} ${url}`, authorization: headers.authorization ?? "", body: JSON.parse(text) });
    answer.writeHead(status, { "content-type": "application/json" });
    answer.end(JSON.stringify(status === 201 ? { session_id: "ses_1", ...grant } : { code: "unauthenticated" }));
  });
  await new Promise<void>((listening) => api.listen(0, "127.0.0.1", listening));
  const address = api.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  apiUrl = `http://127.0.0.1:${address.port}`;
});
afterAll(async () => {
  api.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each(languages)("the session snippet in $language", ({ language, program, file, call }) => {
  const mint = async (answers: number) => {
    asked = [];
    status = answers;
    const path = join(folder, file);
    await writeFile(path, `${findSnippet(language)}\n${call}\n`);
    const env = { ...process.env, SPEEDAI_API: apiUrl, SPEEDAI_PARTNER_KEY: "partner-key" };
    return run(program, [path], { env });
  };

  it("asks as the API wants it, and gives what the page needs", async () => {
    const { stdout } = await mint(201);
    expect(JSON.parse(stdout)).toEqual(grant);
    expect(asked).toMatchObject([{ path: "POST /api/sessions", authorization: "Bearer partner-key" }]);
    expect(sessionCreate.parse(asked[0]?.body)).toMatchObject({
      tenant: { id: "t1", name: "Le Zinc" },
      user: { id: "u1", name: "Ada", role: "admin" },
      origins: ["https://app.example.com"],
      proof: "required",
    });
  });

  it("fails aloud when the API refuses, without the key in its words", async () => {
    const failure: unknown = await mint(401).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(String(failure)).not.toContain("partner-key");
  });
});

describe("the guide", () => {
  it("has the reference that the element has: a change of the public interface is a change of this file", async () => {
    expect(guide).toBe(withReference(guide, await describeElement()));
  });

  it("gives the policy under which the hosts of the tests run", () => {
    const [, policy = ""] = /```text\n(script-src[\s\S]*?)\n```/.exec(guide) ?? [];
    expect(policy.split("\n")).toEqual(contentSecurityPolicy("https://api.example.com").split("; "));
  });

  it("names the version that is built", async () => {
    const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
    expect(guide.match(/speedai-integrations\.(\d+\.\d+\.\d+)\.js/)?.[1]).toBe(version);
  });
});

describe("the manifest", () => {
  it("says of everything public what it is", async () => {
    const { members, attributes, events, cssParts, cssProperties } = await describeElement();
    const silent = [...members, ...attributes, ...events, ...cssParts, ...cssProperties].filter(
      (one) => !one.description,
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it("names the parts that the templates have, and no other", async () => {
    const widget = fileURLToPath(new URL("../../widget/", import.meta.url));
    const parts = new Set<string>();
    for (const file of await readdir(widget, { recursive: true })) {
      if (!/^(?:speedai-integrations|page)\/.*\.ts$/.test(file) || /\.(?:test|harness)\.ts$/.test(file)) continue;
      const source = await readFile(join(widget, file), "utf8");
      // Parts of inner elements count when the element hands them on.
      const own = file.startsWith("speedai-integrations/")
        ? / (?:export)?parts?="([^"]+)"/g
        : / exportparts="([^"]+)"/g;
      for (const [, names = ""] of source.matchAll(own)) for (const name of names.split(/,?\s+/)) parts.add(name);
    }
    expect([...parts].sort()).toEqual((await describeElement()).cssParts.map(({ name }) => name).sort());
  });

  it("names the events that the types know, and no other", async () => {
    const events = await readFile(new URL("../../widget/events.ts", import.meta.url), "utf8");
    const known = [...events.matchAll(/^ {2}"(speedai-[a-z-]+)"/gm)].map(([, name]) => name);
    expect((await describeElement()).events.map(({ name }) => name)).toEqual(known);
  });
});
