import { describe, expect, it } from "vitest";
import worker from "./index.ts";
import { openTestDatabase } from "./testing/database.ts";
import { bindings, mailDomain } from "./testing/rig.ts";

function letter(to: string) {
  const rejections: string[] = [];
  const raw = "Subject: x\r\n\r\nx";
  const message: ForwardableEmailMessage = {
    from: "a@thefork.com",
    to,
    raw: new Response(raw).body ?? new ReadableStream(),
    rawSize: raw.length,
    headers: new Headers(),
    canBeForwarded: false,
    setReject: (reason: string) => {
      rejections.push(reason);
    },
    forward: () => Promise.reject(new Error("nothing is forwarded")),
    reply: () => Promise.reject(new Error("nothing is answered")),
  };
  return { message, rejections };
}

describe("the email handler", () => {
  const unknown = `${"a".repeat(32)}@${mailDomain}`;

  it("fails while the configuration is refused, so that the sending server keeps the mail", async () => {
    const { message, rejections } = letter(unknown);
    await expect(worker.email(message, { ...bindings, VAULT_KEYS: "" })).rejects.toThrow("configuration refused");
    expect(rejections).toEqual([]);
  });

  it("bounces mail to an address that is not ours, and neither answers nor forwards", async () => {
    const database = await openTestDatabase();
    const { message, rejections } = letter(unknown);
    const variables = { ...bindings, LIBSQL_URL: database.url, LIBSQL_AUTH_TOKEN: database.authToken };
    await worker.email(message, variables);
    expect(rejections).toEqual(["Unknown recipient"]);
  });
});
