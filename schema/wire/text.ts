/** Text of people that stands on one line: names and labels. */
import { z } from "zod";

/**
 * No control characters, which end lines and headers and cut texts off in a database; no lone halves of a pair, which no
 * UTF-8 can hold.
 */
export function lineOfText(maxLength: number) {
  return z
    .string()
    .min(1)
    .max(maxLength)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u);
}

/** The same without white space at its ends, and not empty. */
export const label = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u);
