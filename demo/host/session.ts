/** How a host gives its page a session: its own back end asks the API with the partner key, which never reaches the browser. */
import type { Context } from "hono";
import { z } from "zod";
import type { SessionCreate } from "../../schema/wire/index.ts";

const deadlineMs = 8_000;

export interface PartnerAccess {
  /** Address of the API as this process reaches it, without a trailing slash. */
  readonly apiUrl: string;
  readonly partnerKey: string;
}

const grant = z.object({ token: z.string(), expires_at: z.string() });
export type Grant = z.infer<typeof grant>;

/** A session for one person of one tenant; undefined when the API does not give one. */
export async function mintSession(access: PartnerAccess, create: SessionCreate): Promise<Grant | undefined> {
  try {
    const answer = await fetch(`${access.apiUrl}/api/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${access.partnerKey}` },
      body: JSON.stringify(create),
      signal: AbortSignal.timeout(deadlineMs),
    });
    const parsed = grant.safeParse(await answer.json());
    return answer.status === 201 && parsed.success ? parsed.data : undefined;
  } catch {
    // No answer, or no JSON: the page shows that there is no session and offers to try again.
    return undefined;
  }
}

/** `POST /session`, called by the page with the host's cookies. Only the page itself may call it. */
export async function answerSessionRequest(
  c: Context,
  access: PartnerAccess,
  create: SessionCreate,
): Promise<Response> {
  if (!isFromOwnPage(c)) return c.json({ error: "cross-site" }, 403);
  // The page has a key; a program that got hold of the token has not.
  const minted = await mintSession(access, { ...create, proof: "required" });
  c.header("cache-control", "no-store");
  return minted ? c.json(minted) : c.json({ error: "no session" }, 502);
}

/** A JSON body cannot be sent by a foreign form, and `Origin` names who calls. */
export function isFromOwnPage(c: Context): boolean {
  const isJson = c.req.header("content-type")?.startsWith("application/json") === true;
  return isJson && c.req.header("origin") === new URL(c.req.url).origin;
}
