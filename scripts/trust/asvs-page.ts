/** docs/asvs.md, made from the list of judgements: `node scripts/trust/asvs-page.ts`. */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chapters, type Judgement, judgements, sections, type Verdict } from "./asvs.ts";

const words: Readonly<Record<Verdict, string>> = {
  met: "met",
  partly: "partly",
  open: "not met",
  elsewhere: "elsewhere",
  none: "does not apply",
};

/** Levels of every requirement of the standard, by id (`V1.2.3`). */
export function readLevels(): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(sections).flatMap(([section, levels]) =>
      [...levels].map((level, index) => [`V${section}.${index + 1}`, Number(level)] as const),
    ),
  );
}

export function renderAssessment(): string {
  return `${[introduction(), shortcomings(), ...Object.keys(chapters).map(renderChapter)].join("\n")}`;
}

function introduction(): string {
  const levels = [...readLevels().values()];
  const of = (level: number) => levels.filter((one) => one === level).length;
  const rows = Object.entries(words).map(
    ([verdict, word]) => `| ${word} | ${count(verdict, 1)} | ${count(verdict, 2)} |`,
  );
  return `# Self-assessment by OWASP ASVS 5.0.0

The [Application Security Verification Standard](https://github.com/OWASP/ASVS), levels 1 and 2: ${of(1)} and ${of(2)} requirements, each judged by ourselves. Nobody else has
audited this. Made from \`scripts/trust/asvs.ts\` by \`node scripts/trust/asvs-page.ts\`; a test keeps both the same and checks that no requirement is left out.

Letters with numbers (A1, B4) are requirements of [threats](threats.md), where their tests stand; \`npm run trust\` counts them. Files are named
where they are the proof. *Elsewhere* means that it holds or fails outside of this repository: in the host's sign-in, in the platform, or by the operator.

| Verdict | Level 1 | Level 2 |
|---|---|---|
${rows.join("\n")}
`;
}

function count(verdict: string, level: number): number {
  const levels = readLevels();
  const ids = judgements.filter((one) => one.verdict === verdict).flatMap((one) => one.ids);
  return ids.filter((id) => levels.get(id) === level).length;
}

function shortcomings(): string {
  const lines = judgements
    .filter(({ verdict }) => verdict === "partly" || verdict === "open")
    .map(({ ids, about, verdict, note = "" }) => `- **${nameIds(ids)}** ${about} (${words[verdict]}): ${note}`);
  return ["## What is not met, or not wholly", "", ...lines, ""].join("\n");
}

function renderChapter(chapter: string): string {
  const own = judgements.filter(({ ids }) => ids[0]?.startsWith(`V${chapter}.`));
  const rows = own.map(
    ({ ids, about, verdict, by = [], note = "" }) =>
      `| ${nameIds(ids)} | ${nameLevels(ids)} | ${about} | ${words[verdict]} | ${[by.map(nameProof).join(", "), note].filter(Boolean).join(". ")} |`,
  );
  return [
    `## V${chapter}. ${chapters[chapter] ?? ""}`,
    "",
    "| # | Level | About | Verdict | By, or why |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

/** `V6.2.1 to V6.2.12`, `V3.5.1, V3.5.2`. */
function nameIds(ids: Judgement["ids"]): string {
  const [first = "", ...rest] = ids;
  const numbers = ids.map((id) => Number(id.slice(id.lastIndexOf(".") + 1)));
  const isRun = numbers.every((number, index) => index === 0 || number === (numbers[index - 1] ?? 0) + 1);
  const isOneSection = new Set(ids.map((id) => id.slice(0, id.lastIndexOf(".")))).size === 1;
  return ids.length > 2 && isRun && isOneSection ? `${first} to ${ids.at(-1) ?? ""}` : [first, ...rest].join(", ");
}

function nameLevels(ids: Judgement["ids"]): string {
  const levels = readLevels();
  return [...new Set(ids.map((id) => levels.get(id) ?? 0))].sort().join(", ");
}

function nameProof(proof: string): string {
  return /^[A-J]\d+$/.test(proof) ? proof : `\`${proof}\``;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(fileURLToPath(new URL("../../docs/asvs.md", import.meta.url)), renderAssessment());
}
