/** Servers that only pretend to be a database, and what holds whatever they do: one connection, no password in clear, an answer in time. */
import { expect } from "vitest";
import type { DatabaseCheckAnswer, DatabaseCheckRequest } from "../../schema/wire/index.ts";
import { createAuthority } from "../../scripts/certificates.ts";
import { checkDatabase } from "../check.ts";
import { type RogueConnection, type RogueServer, startRogueServer } from "./rogue-server.ts";
import { resolveFrom, testSettings } from "./settings.ts";

export const password = "canary-8f3b1c";
/** For servers that fall silent: the test lasts as long. */
export const shortDeadlineMs = 4_000;
export const longDeadlineMs = 8_000;

/** The one that the checks trust. */
export const authority = createAuthority();
export const certificate = authority.issue({ names: ["127.0.0.1"] });

export type Play = (connection: RogueConnection) => Promise<void>;

export interface Circumstances {
  readonly ssl?: boolean;
  readonly deadlineMs?: number;
}

export async function checkPretender(
  engine: DatabaseCheckRequest["engine"],
  play: Play,
  { ssl = false, deadlineMs = longDeadlineMs }: Circumstances = {},
): Promise<{ readonly answer: DatabaseCheckAnswer; readonly rogue: RogueServer }> {
  const rogue = await startRogueServer(play);
  const target = { engine, host: "127.0.0.1", port: rogue.port } as const;
  const trust = ssl ? { ca_certificate: authority.cert } : {};
  try {
    const started = performance.now();
    const request = { ...target, database: "shop", user: "app", password, ssl, ...trust };
    const answer = await checkDatabase(request, { ...testSettings, deadlineMs }, resolveFrom({}));
    expect(performance.now() - started).toBeLessThan(deadlineMs + 1_000);
    expect(rogue.connections()).toBe(1);
    await rogue.allClosed();
    expect(rogue.receivedInClear()).not.toContain(password);
    return { answer, rogue };
  } finally {
    await rogue.stop();
  }
}
