/** What must never stand in the database when everything is at rest, whatever was killed when. */
import type { Inside } from "../inside.ts";

/** Each query finds rows that contradict one another. */
const contradictions: Readonly<Record<string, string>> = {
  "a connection without its secrets": `
    select id from connections c where kind not in ('csv', 'mailbox')
    and not exists (select 1 from connection_secrets s where s.connection_id = c.id)`,
  "a secret of another generation than its connection": `
    select c.id from connections c join connection_secrets s on s.connection_id = c.id where s.generation <> c.generation`,
  "a connection that no attempt made": `
    select id from connections c where not exists (select 1 from attempts a where a.connection_id = c.id
    and (a.state = 'done' or json_extract(a.step, '$.for') = 'import'))`,
  "an address for senders that is missing": `
    select id from connections c where (kind = 'webhook' or provider = 'stripe')
    and not exists (select 1 from endpoints e where e.connection_id = c.id)`,
  "an attempt that is over and could still be completed": `
    select id from attempts where state <> 'open' and completion_hash is not null`,
  "an attempt that is done and still holds a grant": `
    select id from attempts where state = 'done' and (sealed_draft is not null or wrapped_key is not null)`,
  "a draft without its key, or a key without its draft": `
    select id from attempts where (sealed_draft is null) <> (wrapped_key is null)`,
  "an open attempt that says it is over": `
    select id from attempts where state = 'open' and json_extract(step, '$.kind') in ('done', 'failed', 'instructions')`,
  "an attempt that is done without a connection": `
    select id from attempts a where state = 'done'
    and not exists (select 1 from connections c where c.id = a.connection_id)
    and not exists (select 1 from audit d where d.connection_id = a.connection_id and d.action = 'connection.disconnect')`,
  "an import that is over and still has its file": `
    select i.id from imports i join import_chunks c on c.import_id = i.id where i.state in ('done', 'failed')`,
  "an import whose counts do not add up": `
    select id from imports where state = 'done' and created + updated + unchanged + failed <> rows`,
  "an event of no connection": `
    select sequence from inbound_events e where not exists (select 1 from connections c where c.id = e.connection_id)`,
};

/** The contradictions that stand, with the rows that show them; empty when all is well. */
export async function findHalfMade(inside: Inside): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const found: Record<string, readonly unknown[]> = {};
  for (const [name, sql] of Object.entries(contradictions)) {
    const rows = await inside.rows(sql);
    if (rows.length > 0) found[name] = rows;
  }
  return found;
}
