/** What must hold when all is calm: nothing half-made, no grant lost or held twice, a journal and a trail that say what happened. */
import { auditVerification } from "../../../schema/wire/index.ts";
import type { WrappedKey } from "../../../worker/platform/ports.ts";
import { openDraft } from "../../../worker/services/secrets.ts";
import { findHalfMade } from "../crash/half-made.ts";
import type { Amount } from "./flow.ts";
import type { Played, Verdict } from "./run.ts";
import { type Bench, type Scene, until } from "./scene.ts";

export async function judge(bench: Bench, played: readonly Played[]): Promise<Verdict[]> {
  await sweep(bench, played);
  const halfMade = await findHalfMade(bench.inside);
  const verdicts: Verdict[] = [];
  for (const one of played) {
    const { scene, cell, outcome } = one;
    const complaints = [
      ...scene.complaints,
      ...(outcome === "needs_reconnect" ? judgeReconnect(one) : []),
      ...(await judgeLines(scene, "journal", "code", cell.flow.journal)),
      ...(await judgeLines(scene, "audit", "action", cell.flow.audit)),
      ...(await judgeTrail(scene)),
      ...(await judgeGrants(one)),
    ];
    verdicts.push({ cell, killed: one.killed, outcome, told: scene.told, ms: one.ms, complaints });
  }
  const [last] = verdicts.splice(-1);
  if (last) verdicts.push({ ...last, complaints: [...last.complaints, ...tellHalfMade(halfMade)] });
  return verdicts;
}

/** As if ten minutes had passed: whoever has not come back will not, and the clock clears up. */
async function sweep({ inside, stack }: Bench, played: readonly Played[]): Promise<void> {
  const waiting = async () => {
    const counts = played.map(({ scene: { tenant } }) =>
      inside.count("attempts", "tenant_id = ? and (state = 'open' or sealed_draft is not null)", tenant),
    );
    return (await Promise.all(counts)).reduce((sum, amount) => sum + amount, 0);
  };
  await until("what nobody committed is given back", async () => {
    if ((await waiting()) === 0) return true;
    // Each time: what a provider that was down could not take back waits for its next turn.
    for (const { scene } of played) await inside.endAttemptsOf(scene.tenant);
    await stack.fireCron();
    return (await waiting()) === 0;
  });
}

/** A new consent may be asked for only where a refresh token that is good for one use was used and its successor never came. */
function judgeReconnect({ cell, killed }: Played): string[] {
  const isHeld = cell.kind === "hold_before" || cell.kind === "hold_after";
  const isPassing = killed.length === 0 && cell.side === "libsql" && cell.kind !== "down" && !isHeld;
  const isExcused = cell.flow.mayNeedReconnect && !isPassing && cell.kind !== "never_arrives";
  return isExcused ? [] : ["asks for a new consent although no answer was lost"];
}

async function judgeLines(
  { inside, tenant }: Scene,
  table: "journal" | "audit",
  column: "code" | "action",
  wanted: Readonly<Record<string, Amount | undefined>>,
): Promise<string[]> {
  const rows = await inside.rows(
    `select ${column} as name, count(*) as amount from ${table} where tenant_id = ? group by ${column}`,
    tenant,
  );
  const counted = new Map(rows.map(({ name, amount }) => [String(name), Number(amount)]));
  return Object.entries(wanted).flatMap(([name, amount]) => {
    const found = counted.get(name) ?? 0;
    return (amount === "some" ? found > 0 : found === amount)
      ? []
      : [`${table}: ${name} ${found} times, not ${amount}`];
  });
}

async function judgeTrail(scene: Scene): Promise<string[]> {
  const answer = await scene.askAsService("GET", `/internal/audit/verification?tenant=${scene.tenant}`);
  const verified = auditVerification.safeParse(await answer.json());
  if (!verified.success) return [`the trail cannot be verified: ${answer.status}`];
  const { broken_at: place, problem } = verified.data;
  return problem === null ? [] : [`the trail is broken at ${place}: ${problem}`];
}

/** Each living grant is held once; what is held and connected lives. */
async function judgeGrants({ scene, families, killed }: Played): Promise<string[]> {
  const { ledger, inside, tenant } = scene;
  const held = new Map<number, number>();
  for (const tokens of await heldTokens(scene)) {
    const numbers = new Set(tokens.flatMap((token) => ledger.familyOf(token)?.number ?? []));
    for (const number of numbers) held.set(number, (held.get(number) ?? 0) + 1);
  }
  // The same account's newer grant took its place; which providers would end both with the old one cannot be asked.
  const replaced = await inside.count("audit", "tenant_id = ? and action = 'connection.reconnect'", tenant);
  const own = ledger.families.filter(({ number }) => families.includes(number));
  const unheld = own.filter(({ number, isLive, isTold }) => isLive && isTold && !held.has(number));
  const lost = unheld.length - replaced;
  return [
    ...own.flatMap(({ number, provider }) =>
      (held.get(number) ?? 0) > 1 ? [`a grant of ${provider} is held twice`] : [],
    ),
    ...(lost > 0 && !killed.includes("worker")
      ? [`${lost} living grant(s) of ${unheld[0]?.provider} are held by nobody`]
      : []),
  ];
}

/** Tokens of each connection and of each attempt of the tenant. */
async function heldTokens({ inside, vaults, tenant }: Scene): Promise<string[][]> {
  const sealed = await inside.rows(
    `select c.id, c.wrapped_key, c.key_id, c.generation, s.field, s.ciphertext from connections c
     join connection_secrets s on s.connection_id = c.id where c.tenant_id = ?`,
    tenant,
  );
  const byConnection = new Map<string, string[]>();
  for (const row of sealed) {
    const [connection, field] = [String(row["id"]), String(row["field"])];
    const key: WrappedKey = { keyId: String(row["key_id"]), wrapped: String(row["wrapped_key"]) };
    const context = { tenant, connection, field, generation: Number(row["generation"]) };
    const opened = await vaults.current.open(key, context, String(row["ciphertext"]));
    if (!opened.ok) throw new Error(`${field} of ${connection} does not open`);
    byConnection.set(connection, [...(byConnection.get(connection) ?? []), opened.value.reveal()]);
  }
  const attempts = await inside.rows(
    "select id, wrapped_key, key_id, sealed_draft from attempts where tenant_id = ? and sealed_draft is not null",
    tenant,
  );
  const drafts = await Promise.all(
    attempts.map(async (row) => {
      const opened = await openDraft(vaults.current, {
        id: String(row["id"]),
        tenantId: tenant,
        wrappedKey: String(row["wrapped_key"]),
        keyId: String(row["key_id"]),
        sealedDraft: String(row["sealed_draft"]),
      });
      return Object.values(opened.ok ? (opened.value?.secrets ?? {}) : {});
    }),
  );
  return [...byConnection.values(), ...drafts];
}

function tellHalfMade(found: Readonly<Record<string, readonly unknown[]>>): string[] {
  return Object.entries(found).map(([name, rows]) => `${name}: ${JSON.stringify(rows.slice(0, 3))}`);
}
