import { describe, it } from "vitest";
import { histories } from "./commands.ts";
import { liveAll } from "./histories.ts";
import { knownHistories } from "./known-histories.ts";

describe("a connection's life in random order", () => {
  it("has the right owners, every grant in one place, nothing in clear and an unbroken trail, whatever fails on the way", async () => {
    await liveAll(histories, knownHistories);
  });
});
