/** An exported audit trail and signed heads, read from files, and judged without a key of ours: whoever holds the files can. */
import { z } from "zod";
import { type AuditHeadView, type AuditPage, type AuditRecordView, auditPage } from "../../schema/wire/index.ts";
import {
  type ChainRecord,
  chainStart,
  findLinkProblem,
  importHeadKey,
  isHeadSigned,
  type LinkProblem,
  type Place,
  type SignedHead,
} from "../../worker/domain/audit-chain.ts";

export interface Trail {
  readonly tenant: string;
  readonly records: readonly AuditRecordView[];
  /** Heads that came with the export; they say as much as the export itself. */
  readonly heads: readonly AuditHeadView[];
  readonly headKey: string;
}

/** The file is not what it should be; the message says how. */
export class UnreadableTrail extends Error {
  override readonly name = "UnreadableTrail";
}

/** `text`: answers of `GET /internal/audit`, one after the other or as a list. Throws `UnreadableTrail`. */
export function readTrail(text: string): Trail {
  const parsed = z.array(auditPage).safeParse(readDocuments(text));
  if (!parsed.success) throw new UnreadableTrail("The file does not hold answers of GET /internal/audit.");
  return joinPages(parsed.data);
}

export function joinPages(pages: readonly AuditPage[]): Trail {
  const [first] = pages;
  if (first === undefined) throw new UnreadableTrail("The export is empty.");
  const { tenant, head_key: headKey } = first;
  if (pages.some((page) => page.tenant !== tenant)) throw new UnreadableTrail("The export holds several tenants.");
  if (pages.some((page) => page.head_key !== headKey)) throw new UnreadableTrail("The export names several keys.");
  return {
    tenant,
    records: pages.flatMap(({ records }) => records),
    heads: pages.flatMap(({ head }) => head ?? []),
    headKey,
  };
}

function readDocuments(text: string): unknown[] {
  const whole = readJson(text);
  if (whole !== undefined) return Array.isArray(whole) ? whole : [whole];
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => readJson(line));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const headLine = z.object({
  event: z.literal("audit_head"),
  tenant: z.string(),
  count: z.int(),
  hash: z.string(),
  signed_at: z.iso.datetime(),
  signature: z.string(),
});

/** Heads of a tenant in a log: other lines, and what a log sink writes before the JSON of a line, are left aside. */
export function readHeads(log: string, tenant: string): AuditHeadView[] {
  return log.split("\n").flatMap((line) => {
    const start = line.indexOf("{");
    const parsed = headLine.safeParse(start === -1 ? undefined : readJson(line.slice(start)));
    if (!parsed.success || parsed.data.tenant !== tenant) return [];
    const { count: position, hash, signed_at, signature } = parsed.data;
    return [{ tenant, position, hash, signed_at, signature }];
  });
}

export interface Break {
  readonly problem: LinkProblem | "head_forged" | "rewritten" | "cut_off";
  /** First place that is not as it should be. */
  readonly position: number;
  /** `rewritten`: the head that does not fit; the change is at `position` or later, up to here. */
  readonly until?: number;
  /** The record that stands at this place, or that came instead of the missing one. */
  readonly record?: AuditRecordView;
}

export interface Judgement {
  /** Records that hold, from the first. */
  readonly records: number;
  /** Heads whose signature is right and which the trail passes through. */
  readonly heads: number;
  readonly broken: Break | undefined;
}

/** `headKey`: `x` of the operator's public key, got from the operator. Throws `UnreadableTrail` when it is no key. */
export async function judgeTrail(
  { tenant, records }: Pick<Trail, "tenant" | "records">,
  heads: readonly AuditHeadView[],
  headKey: string,
): Promise<Judgement> {
  const key = await importHeadKey(headKey);
  if (key === undefined) throw new UnreadableTrail("The key is not the x of an Ed25519 key: 43 signs of Base64url.");
  const sorted = heads.toSorted((one, other) => one.position - other.position);
  for (const head of sorted) {
    const isGood = head.tenant === tenant && (await isHeadSigned(key, toHead(head)));
    if (!isGood) return { records: 0, heads: 0, broken: { problem: "head_forged", position: head.position } };
  }
  return walk(tenant, records, sorted);
}

async function walk(
  tenant: string,
  records: readonly AuditRecordView[],
  heads: readonly AuditHeadView[],
): Promise<Judgement> {
  let last: Place = chainStart;
  let passed = 0;
  let proven = 0;
  for (const record of records) {
    const problem = await findLinkProblem(last, toRecord(tenant, record));
    if (problem !== undefined) {
      return { records: last.position, heads: passed, broken: { problem, position: last.position + 1, record } };
    }
    last = { position: record.position, hash: record.hash };
    const here = heads.filter(({ position }) => position === record.position);
    if (here.some(({ hash }) => hash !== record.hash)) {
      const position = proven + 1;
      const [first] = records.slice(proven);
      const broken = {
        problem: "rewritten",
        position,
        until: record.position,
        ...(first && { record: first }),
      } as const;
      return { records: proven, heads: passed, broken };
    }
    if (here.length > 0) proven = record.position;
    passed += here.length;
  }
  const beyond = heads.some(({ position }) => position > last.position);
  const broken = beyond ? ({ problem: "cut_off", position: last.position + 1 } as const) : undefined;
  return { records: last.position, heads: passed, broken };
}

function toRecord(tenantId: string, record: AuditRecordView): ChainRecord & { readonly hash: string } {
  return {
    tenantId,
    position: record.position,
    at: new Date(record.at),
    actor: record.actor,
    action: record.action,
    connectionId: record.connection_id,
    outcome: record.outcome,
    origin: record.origin,
    requestId: record.request_id,
    generation: record.generation,
    previousHash: record.previous_hash,
    hash: record.hash,
  };
}

function toHead({ tenant, position, hash, signed_at, signature }: AuditHeadView): SignedHead {
  return { tenantId: tenant, position, hash, signedAt: new Date(signed_at), signature };
}
