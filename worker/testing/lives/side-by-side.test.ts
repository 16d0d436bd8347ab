import { describe, it } from "vitest";
import { crowdedHistories } from "./commands.ts";
import { liveAll } from "./histories.ts";
import { knownHistories } from "./known-histories.ts";

describe("a connection's life with many at once", () => {
  it("has the right owners, every grant in one place, nothing in clear and an unbroken trail, in whatever order the calls come", async () => {
    await liveAll(crowdedHistories, knownHistories);
  });
});
