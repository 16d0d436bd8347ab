/**
 * Checks an exported audit trail on anybody's machine, and names the first place that is not as it was written:
 *
 *   npm run audit:verify -- trail.json [--heads log.jsonl] [--key X]
 *   npm run audit:verify -- --tenant ID [--save trail.json] [--heads log.jsonl] [--key X]
 *
 * The second form exports the trail first: SPEEDAI_API is the API's address, SPEEDAI_INTERNAL_KEY a key with `audit:read`. `--heads`:
 * a log with lines `audit_head`. `--key`: the operator's public key for heads; without it the one that the export names. Exit code
 * 0: it holds. 1: it is broken. 2: nothing could be judged. docs/operating.md tells what each form proves.
 */
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type AuditPage, auditPage, auditVerification } from "../../schema/wire/index.ts";
import { type Break, joinPages, judgeTrail, readHeads, readTrail, type Trail, UnreadableTrail } from "./trail.ts";

const usage = `npm run audit:verify -- FILE [--heads LOG] [--key X]
npm run audit:verify -- --tenant ID [--save FILE] [--heads LOG] [--key X], with SPEEDAI_API and SPEEDAI_INTERNAL_KEY`;

interface Api {
  readonly url: string;
  readonly key: string;
}

/** Why nothing could be judged. */
class NotJudged extends Error {
  override readonly name = "NotJudged";
}

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof NotJudged || error instanceof UnreadableTrail)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function run(): Promise<number> {
  const { values, positionals } = readArguments();
  const [file] = positionals;
  if ((file === undefined) === (values.tenant === undefined) || positionals.length > 1) throw new NotJudged(usage);
  const api = values.tenant === undefined ? undefined : readAccess();
  const pages = api && (await exportTrail(api, values.tenant ?? ""));
  if (pages && values.save !== undefined) await writeFile(values.save, `${JSON.stringify(pages)}\n`);
  const trail = pages ? joinPages(pages) : readTrail(await read(file ?? ""));
  const noted = values.heads === undefined ? [] : readHeads(await read(values.heads), trail.tenant);
  const judged = await judgeTrail(trail, [...trail.heads, ...noted], values.key ?? trail.headKey);
  const name = trail.tenant === "" ? "the platform" : trail.tenant;
  if (judged.broken) {
    console.log(`BROKEN: trail of ${name}, record ${describeBreak(judged.broken)}`);
    console.log(`${judged.records} records before it hold.`);
    return 1;
  }
  console.log(
    `Whole: trail of ${name}, ${judged.records} records${spanOf(trail)}, ${judged.heads} signed heads on the way.`,
  );
  for (const line of reservations(judged.heads, noted.length, values.key)) console.log(line);
  return api ? askOperator(api, trail.tenant) : 0;
}

function readArguments() {
  try {
    const text = { type: "string" } as const;
    const words = process.argv.slice(2);
    // A key in base64url may begin with a dash, which would be read as an option.
    const at = words.indexOf("--key");
    const key = at < 0 ? undefined : words[at + 1];
    const args = key === undefined ? words : words.toSpliced(at, 2, `--key=${key}`);
    return parseArgs({ args, options: { tenant: text, save: text, heads: text, key: text }, allowPositionals: true });
  } catch (cause) {
    throw new NotJudged(usage, { cause });
  }
}

async function read(path: string): Promise<string> {
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw new NotJudged(`${path} cannot be read.`, { cause });
  });
}

function readAccess(): Api {
  const { SPEEDAI_API: url, SPEEDAI_INTERNAL_KEY: key } = process.env;
  if (!url || !key || !URL.canParse(url)) throw new NotJudged("SPEEDAI_API and SPEEDAI_INTERNAL_KEY are needed.");
  return { url: new URL(url).origin, key };
}

/** Each page that is read is itself recorded; what the trail grew by meanwhile is on the last page. */
async function exportTrail(api: Api, tenant: string): Promise<AuditPage[]> {
  const pages: AuditPage[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const query = `/internal/audit?tenant=${encodeURIComponent(tenant)}&after=${after}`;
    const page = auditPage.safeParse(await ask(api, query));
    if (!page.success) throw new NotJudged("The API answers something else than a trail.");
    pages.push(page.data);
    after = page.data.next;
  }
  return pages;
}

async function ask(api: Api, path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${api.key}` };
  const answer = await fetch(api.url + path, { headers, redirect: "error", signal: AbortSignal.timeout(60_000) }).catch(
    (cause: unknown) => {
      throw new NotJudged(`${api.url} does not answer.`, { cause });
    },
  );
  if (!answer.ok) throw new NotJudged(`${api.url} refuses: HTTP ${answer.status}.`);
  return answer.json();
}

/** What only the service can check: that each record was sealed with its key. */
async function askOperator(api: Api, tenant: string): Promise<number> {
  const path = `/internal/audit/verification?tenant=${encodeURIComponent(tenant)}`;
  const said = auditVerification.safeParse(await ask(api, path));
  if (!said.success) throw new NotJudged("The API answers something else than a verification.");
  const { broken_at: place, problem } = said.data;
  console.log(
    problem === null
      ? "The service, which has the key of the seals, says the same."
      : `BROKEN: the service, which has the key of the seals, says ${problem} at record ${place}.`,
  );
  return problem === null ? 0 : 1;
}

function describeBreak({ problem, position, until, record }: Break): string {
  const standing = record ? ` (${record.at}, ${record.action} by ${record.actor})` : "";
  switch (problem) {
    case "missing_record":
      return `${position} is missing; the next one is ${record?.position}${standing}.`;
    case "out_of_order":
      return `${position} should follow; number ${record?.position}${standing} stands there again or too late.`;
    case "record_changed":
      return `${position}${standing} was changed: it is not what its hash says.`;
    case "chain_broken":
      return `${position}${standing} names another record as the one before it: ${position - 1} was replaced, or ${position} was.`;
    case "rewritten":
      return `${position}${standing} or a later one up to ${until} was written anew: the head signed at ${until} says otherwise.`;
    case "cut_off":
      return `${position} and later ones were cut off: a signed head lies beyond.`;
    case "head_forged":
      return `${position}: the head for this place was not signed with the key.`;
    default:
      return problem satisfies never;
  }
}

function spanOf({ records }: Trail): string {
  const [first, last] = [records.at(0), records.at(-1)];
  return first && last ? ` from ${first.at} to ${last.at}` : "";
}

/** What this run cannot have found. */
function reservations(heads: number, noted: number, key: string | undefined): string[] {
  return [
    ...(heads === 0
      ? ["No signed head was compared: records cut off at the end, or all written anew, would not show."]
      : []),
    ...(heads > 0 && noted === 0
      ? ["The heads came with the export: give --heads with a log to compare with others."]
      : []),
    ...(key === undefined
      ? ["The key came with the export: give --key with the one that the operator handed out."]
      : []),
  ];
}
