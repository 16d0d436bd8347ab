import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { judgements } from "./asvs.ts";
import { readLevels, renderAssessment } from "./asvs-page.ts";
import { requirements } from "./requirements.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

describe("the standard", () => {
  it("has as many requirements of each level as ASVS 5.0.0 says it has", () => {
    const levels = [...readLevels().values()];
    expect([1, 2, 3].map((level) => levels.filter((one) => one === level).length)).toEqual([70, 183, 92]);
  });
});

describe("the self-assessment", () => {
  it("judges every requirement of levels 1 and 2, each once", () => {
    const expected = [...readLevels()].flatMap(([id, level]) => (level < 3 ? [id] : []));
    expect(judgements.flatMap(({ ids }) => ids).sort()).toEqual(expected.sort());
  });

  it.each(judgements.map((judgement) => [judgement.ids.join(", "), judgement] as const))(
    "of %s says why, by tests and files that are there",
    (_ids, { verdict, by = [], note = "" }) => {
      const known = new Set(requirements.map(({ id }) => id));
      for (const proof of by) expect(known.has(proof) || existsSync(join(root, proof)), proof).toBe(true);
      if (verdict === "met") expect(by.length + note.length).toBeGreaterThan(0);
      if (verdict === "partly" || verdict === "open" || verdict === "elsewhere") expect(note).not.toBe("");
    },
  );

  it("stands in docs/asvs.md as it stands here (node scripts/trust/asvs-page.ts)", async () => {
    expect(await readFile(join(root, "docs/asvs.md"), "utf8")).toBe(renderAssessment());
  });
});
