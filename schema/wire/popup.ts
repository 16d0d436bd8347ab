/**
 * Messages between the page and our start/callback pages in the popup. Targets are always exact origins: the page posts to
 * the API's origin, our pages post to the opener origin that was bound when the attempt was created.
 */
import { z } from "zod";

/** Start page → opener: "who are you?" */
export const popupReady = z.strictObject({ type: z.literal("speedai:ready"), attempt: z.string() });

/** Opener → start page: the handshake secret of the redirect step. */
export const popupHandshake = z.strictObject({
  type: z.literal("speedai:handshake"),
  attempt: z.string(),
  handshake: z.string(),
});

/** Callback page → opener: a hint to ask the API at once. Carries no result. */
export const popupSettled = z.strictObject({ type: z.literal("speedai:settled"), attempt: z.string() });

export const popupMessage = z.discriminatedUnion("type", [popupReady, popupHandshake, popupSettled]);
export type PopupMessage = z.infer<typeof popupMessage>;

/** Fragment of the return URL on the same-tab road: `#speedai_attempt=…&speedai_completion=…`. */
export const returnFragment = { attempt: "speedai_attempt", completion: "speedai_completion" } as const;
