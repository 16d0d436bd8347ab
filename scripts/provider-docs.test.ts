import { describe, expect, test } from "vitest";
import type { CredentialsMethod, OAuth2Method, Provider } from "../worker/providers/define.ts";
import { findProvider, providers } from "../worker/providers/registry.ts";
import { anchor, code, plain, table } from "./markdown.ts";
import { writeProviderDocs } from "./provider-docs.ts";
import { listProofs } from "./provider-proofs.ts";

const page = writeProviderDocs(providers);
const lines = page.split("\n");

function pick(id: string): Provider {
  const provider = findProvider(id);
  if (provider === undefined) throw new Error(`no provider ${id}`);
  return provider;
}

/** The part of the page between a provider's heading and the next heading of its rank. */
function sectionOf({ name }: Provider): string {
  return page.split(/^(?=##{1,2} )/m).find((part) => part.startsWith(`### ${name}\n`)) ?? "";
}

/** The words of a text without the marks and escapes of Markdown. */
const bare = (text: string) => text.replace(/\\(?=[\\`*_<>[\]|])/g, "");

describe("the page", () => {
  test("leads from its contents and its summary to every heading, and only to headings that exist", () => {
    const headings = lines.flatMap((line) => /^#{2,3} (.+)$/.exec(line)?.[1] ?? []);
    const anchors = headings.map(anchor);
    expect(new Set(anchors).size).toBe(anchors.length);
    const targets = [...page.matchAll(/\]\((#[^)]*)\)/g)].map(([, target]) => target);
    expect(targets.filter((target) => !anchors.includes(target ?? ""))).toEqual([]);
    expect(anchors.filter((one) => one !== "#contents" && !targets.includes(one))).toEqual([]);
  });

  test("has no two headings alike", () => {
    const headings = lines.filter((line) => line.startsWith("#"));
    expect(headings.filter((heading, place) => headings.indexOf(heading) !== place)).toEqual([]);
  });

  test("has tables whose rows are as wide as their head", () => {
    const cellsOf = (line: string) => line.replaceAll("\\|", "").split("|").length;
    const tables = page.split("\n\n").filter((block) => block.startsWith("|"));
    expect(tables.length).toBeGreaterThan(providers.length);
    for (const block of tables) {
      const widths = block.split("\n").map(cellsOf);
      expect(new Set(widths).size, block).toBe(1);
    }
  });

  test("has one row per provider in its summary, in the order of the page", () => {
    const summary = page.slice(page.indexOf("## Summary"), page.indexOf("\n## CRM"));
    const names = [...summary.matchAll(/^\| \[([^\]]+)\]/gm)].map(([, name]) => name);
    expect(names).toEqual(providers.map(({ name }) => name));
  });

  test("lets nothing through that is no word", () => {
    expect(page).not.toMatch(/undefined|\[object|=>|NaN|null/);
    expect(page.endsWith("\n") && !page.endsWith("\n\n") && !/\n{3}/.test(page)).toBe(true);
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
  });
});

describe.each(providers.map((provider) => [provider.id, provider] as const))("%s", (_, provider) => {
  const section = sectionOf(provider);
  const words = bare(section);

  test("has every field, scope and reason", () => {
    for (const method of provider.methods) {
      for (const field of method.fields) expect(section).toContain(`| ${code(field.name)} | `);
      if (method.kind !== "oauth2") continue;
      for (const { name, why } of method.oauth.scopes) expect(words).toContain(`| ${code(name)} | ${why.en} |`);
    }
  });

  test("says what each line of the test proves", () => {
    const tried = provider.methods.filter(
      (method): method is CredentialsMethod | OAuth2Method => method.kind === "credentials" || method.kind === "oauth2",
    );
    for (const method of tried) {
      for (const call of method.probe) expect(words).toContain(`| ${call.proves} |`);
    }
    for (const method of provider.methods) {
      const isEmpty = listProofs(method).length === 0;
      expect(isEmpty, method.id).toBe(method.kind === "csv" || method.kind === "mailbox");
    }
  });

  test("names limits, sources, confidence and doubts", () => {
    const { limits, sources, confidence, unverified = [] } = provider.facts;
    expect(words).toContain(`**Limits**: ${limits ?? "none published."}`);
    expect(words).toContain(`**Confidence**: ${confidence}`);
    for (const said of [...sources, ...unverified]) expect(words).toContain(said);
    expect(section.includes("What could not be verified")).toBe(unverified.length > 0);
  });
});

describe("what a test sends", () => {
  const requestsOf = (id: string, method: string) =>
    pick(id)
      .methods.filter((one) => one.id === method)
      .flatMap(listProofs)
      .map(([, request]) => request);

  test.each([
    ["pipedrive", "credentials", ["`GET https://api.pipedrive.com/v1/users/me`"]],
    [
      "lightspeed",
      "credentials",
      ["`GET https://api.lsk.lightspeed.app/f/data/businesses`", "`GET {base_url}/PosServer/rest/core/company`"],
    ],
    [
      "resy",
      "credentials",
      ["`GET https://api.resy.com/4/find?lat=0&long=0&day={today}&party_size=2&venue_id={venue_id}`"],
    ],
    [
      "cloudbeds",
      "oauth2",
      [
        "`GET https://api.cloudbeds.com/api/v1.3/oauth/metadata`",
        "`GET {api_url}/api/v1.3/getHotels?propertyIDs={property_id}`",
      ],
    ],
  ])("%s: its requests with the connection's values in braces", (id, method, requests) => {
    expect(requestsOf(id, method)).toEqual(requests);
  });

  test("a line that no choice of the form brings about has no request to show", () => {
    expect(requestsOf("stripe", "credentials")).toEqual(["`GET https://api.stripe.com/v1/account`", ""]);
  });
});

describe("Markdown", () => {
  test("a bar or a line break in a cell does not end it", () => {
    expect(table(["a"], [["x | y\nz"]])).toBe("| a |\n|---|\n| x \\| y z |");
  });

  test("code that holds backticks is fenced by more of them", () => {
    expect(code("a`b``c")).toBe("``` a`b``c ```");
  });

  test("marks in plain text are not read as marks", () => {
    expect(plain("a *b* <c> [d] _e_ snake_case `f`")).toBe("a \\*b\\* \\<c\\> \\[d\\] \\_e\\_ snake_case \\`f\\`");
  });

  test("anchors are those of code hosts", () => {
    expect(["Monday.com", "API personnalisée", "Zoho CRM", "E-commerce"].map(anchor)).toEqual([
      "#mondaycom",
      "#api-personnalisée",
      "#zoho-crm",
      "#e-commerce",
    ]);
  });
});
