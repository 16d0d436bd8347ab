/** Column helpers: what must never stand alone is declared in one call. */
import { integer, text } from "drizzle-orm/sqlite-core";

/** UTC instant in milliseconds since the epoch. */
export const instant = (name: string) => integer(name, { mode: "timestamp_ms" });

/** A ciphertext never stands without the generation it was sealed for; the key id is inside the envelope and on the row. */
export const sealed = () => ({
  ciphertext: text("ciphertext").notNull(),
  keyId: text("key_id").notNull(),
  generation: integer("generation").notNull(),
});

/** The data key of a connection, wrapped, with the id of the key that wraps it. */
export const wrappedKey = () => ({
  wrappedKey: text("wrapped_key").notNull(),
  keyId: text("key_id").notNull(),
});
