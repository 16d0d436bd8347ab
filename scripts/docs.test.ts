/** The pages about the house stay true where a machine can tell: links, the form of decisions, quoted code. */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { anchor } from "./markdown.ts";

const root = new URL("../", import.meta.url);
const decisionsFolder = "docs/decisions/";

async function listPages(folder: string, recursive: boolean): Promise<string[]> {
  const found = await readdir(new URL(folder === "" ? "." : folder, root), { recursive });
  return found.filter((name) => name.endsWith(".md")).map((name) => folder + name);
}

const pages = [...(await listPages("", false)), ...(await listPages("docs/", true))].toSorted();
const read = (path: string) => readFile(new URL(path, root), "utf8");
const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "");
/** Code written with other line breaks is the same code. */
const unbroken = (text: string) => text.replace(/\s+/g, "");

describe.each(pages)("%s", (page) => {
  test("links to what is there", async () => {
    const text = withoutCode(await read(page));
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
    for (const target of targets.filter((one) => !/^[a-z]+:/.test(one))) {
      const [path = "", fragment] = target.split("#");
      const place = path === "" ? new URL(page, root) : new URL(path, new URL(page, root));
      expect(existsSync(fileURLToPath(place)), target).toBe(true);
      if (fragment === undefined) continue;
      const headings = [...(await readFile(place, "utf8")).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
      expect(headings.map(anchor), target).toContain(`#${fragment}`);
    }
  });

  test("has one title, and headings that go down by one", async () => {
    const ranks = [...withoutCode(await read(page)).matchAll(/^(#+) /gm)].map(([, marks = ""]) => marks.length);
    expect(ranks.filter((rank) => rank === 1)).toHaveLength(1);
    expect(ranks[0]).toBe(1);
    for (const [place, rank] of ranks.entries()) expect(rank).toBeLessThanOrEqual((ranks[place - 1] ?? 0) + 1);
  });
});

describe("decisions", () => {
  const decisions = pages.filter((page) => /\/\d{4}-[a-z0-9-]+\.md$/.test(page));

  test("are numbered one by one", () => {
    const numbers = decisions.map((page) => Number(page.slice(decisionsFolder.length, decisionsFolder.length + 4)));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
  });

  test.each(decisions)("%s has its four parts and its line in the index", async (page) => {
    const text = await read(page);
    const headings = [...withoutCode(text).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(["Status", "Context", "Decision", "Consequences"]);
    const [, number, title] = /^# (\d+)\. (.+)$/m.exec(text) ?? [];
    expect(Number(number)).toBe(Number(page.slice(decisionsFolder.length, decisionsFolder.length + 4)));
    const index = await read(`${decisionsFolder}README.md`);
    expect(index).toContain(`| ${number} | [${title}](${page.slice(decisionsFolder.length)}) | `);
  });
});

describe("the guide to adding a provider", async () => {
  const guide = await read("docs/adding-a-provider.md");
  const example = "docs/examples/brevo/";
  const files = ["worker/providers/brevo.ts", "demo/simulators/brevo.ts", "demo/simulators/brevo.test.ts"];
  const sources = await Promise.all(files.map((file) => read(example + file)));
  const quotations = [...guide.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, quotation = ""]) => quotation);

  test.each(quotations.map((quotation) => [quotation.trim().split("\n")[0], quotation] as const))(
    "quotes the example: %s",
    (_, quotation) => {
      expect(sources.some((source) => unbroken(source).includes(unbroken(quotation)))).toBe(true);
    },
  );

  test("shows each of the example's files", () => {
    expect(quotations.length).toBeGreaterThanOrEqual(files.length);
    for (const file of files) expect(guide).toContain(`(${`examples/brevo/${file}`})`);
  });
});
