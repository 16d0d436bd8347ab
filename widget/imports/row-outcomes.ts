/** What becomes of the rows of a file, in the order in which it is told. */
export const rowOutcomes = ["created", "updated", "unchanged", "failed"] as const;
