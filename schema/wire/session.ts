/** Sessions: minted by the host's back end with a partner key, used by the page (design: host back end → API). */
import { z } from "zod";
import { role } from "./codes.ts";
import { lineOfText } from "./text.ts";

/** An exact origin, e.g. `https://app.example.com`. */
export const origin = z
  .string()
  .max(255)
  .refine((text) => URL.canParse(text) && new URL(text).origin === text && text !== "null", {
    message: "not an origin: scheme, host and port only",
  });

export const maxSessionSeconds = 900;

export const sessionCreate = z.strictObject({
  tenant: z.strictObject({ id: lineOfText(128), name: lineOfText(200) }),
  user: z.strictObject({ id: lineOfText(128), name: lineOfText(200).optional(), role }),
  origins: z.array(origin).min(1).max(20),
  /** Provider ids this session may see; all when absent. */
  integrations: z.array(z.string().max(64)).max(200).optional(),
  /** BCP 47; French when absent. */
  locale: z.string().max(35).optional(),
  ttl_seconds: z.int().min(30).max(maxSessionSeconds).optional(),
  /**
   * `required`: every request needs a proof of possession (RFC 9449), as the page gives it; for sessions of pages. `optional`
   * (default): from the first proof on; a program without a browser, which never proves, may use the token alone.
   */
  proof: z.enum(["optional", "required"]).optional(),
});
export type SessionCreate = z.infer<typeof sessionCreate>;

export const session = z.strictObject({
  session_id: z.string(),
  /** Shown once, stored as a keyed hash. */
  token: z.string(),
  expires_at: z.iso.datetime(),
});
export type Session = z.infer<typeof session>;

export const sessionRevocation = z.strictObject({ revoked: z.int() });
