import { describe, expect, test } from "vitest";
import {
  composeBookingMail,
  composeForwardingConfirmation,
  type MailOptions,
} from "../../../demo/simulators/thefork-mail.ts";
import type { BookingData } from "../../../schema/wire/index.ts";
import { toBytes } from "../bytes.ts";
import { completeReading, judgeMail } from "./judge-mail.ts";
import { readMessage } from "./message.ts";

const circumstance = {
  envelopeSender: "bounces@thefork.com",
  senders: ["thefork.com", "thefork.fr"],
  receivedAt: new Date("2026-11-23T08:00:00Z"),
};

async function judge(raw: string, more: Partial<typeof circumstance> = {}) {
  const message = await readMessage(toBytes(raw));
  if (!message.ok) throw new Error(message.failure);
  return judgeMail(message.value, { ...circumstance, ...more });
}

const compose = (more: Partial<MailOptions> = {}) =>
  composeBookingMail({ to: "x@connect.example", language: "fr", change: "new", format: "text", ...more });

/** The same mail with other words. */
const withText = (raw: string, text: string) =>
  raw
    .replace("Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: 8bit")
    .replace(/\r\n\r\n[\s\S]*$/, `\r\n\r\n${text}`);

describe("verdicts", () => {
  test.each(["direct", "gmail", "outlook_changed"] as const)(
    "a proven booking that came %s is accepted",
    async (road) => {
      expect(await judge(compose({ road }))).toMatchObject({
        verdict: "accepted",
        reason: "booking_read",
        isProven: true,
      });
    },
  );

  test("the same without a proof waits for a person, with what was read", async () => {
    expect(await judge(compose({ road: "unsigned" }))).toMatchObject({
      verdict: "to_review",
      reason: "sender_unproven",
      isProven: false,
      notice: { start: "2026-11-28T19:30" },
    });
  });

  test("a person's own forwarding waits too, from whoever it is", async () => {
    expect(await judge(compose({ from: "Camille <camille@maison.example>" }))).toMatchObject({
      verdict: "to_review",
      reason: "sender_unknown",
      notice: { code: "TF-48213907" },
    });
  });

  test("a proven mail about something else waits", async () => {
    const raw = withText(compose(), "Bonjour,\r\n\r\nVotre facture est disponible.");
    expect(await judge(raw.replace(/Subject: .*\r\n/, "Subject: Votre facture\r\n"))).toMatchObject({
      verdict: "to_review",
      reason: "no_booking_found",
      notice: undefined,
    });
  });

  test.each([
    ["a new booking without covers", "new", "Nom : A\r\nDate : 28/11/2026 19:30"],
    ["a new booking without a name", "new", "Date : 28/11/2026 19:30\r\nCouverts : 4"],
    ["a new booking without a time", "new", "Nom : A\r\nDate : 28/11/2026\r\nCouverts : 4"],
    ["a change without a reference", "modified", "Nom : A\r\nDate : 28/11/2026 19:30\r\nCouverts : 4"],
    ["an annulment of nobody knows what", "canceled", "Nom : A\r\nCouverts : 4"],
  ] as const)("%s waits", async (_name, change, text) => {
    expect(await judge(withText(compose({ change }), text))).toMatchObject({
      verdict: "to_review",
      reason: "no_booking_found",
    });
  });

  test("a booking of which nobody knows what happened waits", async () => {
    const raw = withText(compose(), "Nom : A\r\nDate : 28/11/2026 19:30\r\nCouverts : 4");
    expect(await judge(raw.replace(/Subject: .*\r\n/, "Subject: TheFork\r\n"))).toMatchObject({ verdict: "to_review" });
  });

  test.each(["Please see the HTML version", "Nom : A\nHeure : 19h30"])(
    "the words of the HTML count where the plain text says less: %s",
    async (plain) => {
      const raw = compose({ format: "both" });
      const less = raw.replace(/(text\/plain[\s\S]*?\r\n\r\n)[\s\S]*?(\r\n--)/, `$1${btoa(plain)}$2`);
      expect(await judge(less)).toMatchObject({ verdict: "accepted", notice: { code: "TF-48213907" } });
    },
  );
});

describe("an annulment that names the reference alone", () => {
  const before: BookingData = {
    local_start: "2026-11-28T19:30",
    party_size: 4,
    status: "confirmed",
    guest: { full_name: "Élodie Marchand" },
    code: "TF-1",
  };
  const cancel = () => judge(withText(compose({ change: "canceled" }), "Référence : TF-1"));

  test("is complete with the booking that is known", async () => {
    expect(completeReading(await cancel(), { booking: before, isNewer: false })).toEqual({
      verdict: "accepted",
      reason: "booking_read",
      booking: { ...before, status: "canceled" },
    });
  });

  test("waits for a person when a mail that was sent later has changed the booking", async () => {
    expect(completeReading(await cancel(), { booking: before, isNewer: true })).toMatchObject({
      verdict: "to_review",
      reason: "outdated",
      booking: { status: "canceled" },
    });
  });

  test("waits for a person without it", async () => {
    expect(completeReading(await cancel(), undefined)).toEqual({
      verdict: "to_review",
      reason: "no_booking_found",
      booking: undefined,
    });
  });
});

describe("automatic mail", () => {
  const marks = [
    ["Auto-Submitted: auto-generated"],
    ["Auto-Submitted: auto-replied"],
    ["Precedence: bulk"],
    ["Precedence: list"],
    ["Precedence: junk"],
    ["Precedence: auto_reply"],
  ];

  test.each(marks)("%s of an unproven sender is refused", async (mark) => {
    expect(await judge(compose({ road: "unsigned", headers: [mark] }))).toMatchObject({
      verdict: "refused",
      reason: "automatic_reply",
      notice: undefined,
    });
  });

  test.each(["", "<>"])("a bounce with the envelope sender «%s» is refused", async (envelopeSender) => {
    expect(await judge(compose({ road: "unsigned" }), { envelopeSender })).toMatchObject({ verdict: "refused" });
  });

  test("an answer is refused whoever sends it", async () => {
    expect(await judge(compose({ headers: ["Auto-Submitted: auto-replied (vacation)"] }))).toMatchObject({
      verdict: "refused",
      reason: "automatic_reply",
    });
  });

  test.each([["Auto-Submitted: auto-generated"], ["Precedence: bulk"], ["Auto-Submitted: no"]])(
    "%s of the proven provider is what a notice says of itself",
    async (mark) => {
      expect(await judge(compose({ headers: [mark] }), { envelopeSender: "<>" })).toMatchObject({
        verdict: "accepted",
      });
    },
  );
});

describe("Gmail's question whether it may forward", () => {
  const link = "https://mail-settings.google.com/mail/vf-%5BANGjdJ8%5D-abc_123";
  const ask = (more: Partial<Parameters<typeof composeForwardingConfirmation>[0]> = {}) =>
    judge(composeForwardingConfirmation({ to: "x@connect.example", ...more }), { envelopeSender: "" });

  test("is shown with its code and its link, though it is automatic", async () => {
    expect(await ask({ code: "482913577", link })).toMatchObject({
      verdict: "confirmation",
      reason: "forwarding_confirmation",
      confirmation: { code: "482913577", link },
    });
  });

  test("has a link alone since 2026", async () => {
    expect(await ask({ link })).toMatchObject({ confirmation: { code: null, link } });
  });

  test("is believed from Google alone", async () => {
    expect(await ask({ code: "482913577", road: "unsigned" })).toMatchObject({ verdict: "refused" });
    const raw = composeForwardingConfirmation({ to: "x@connect.example", code: "482913577" });
    expect(await judge(raw.replaceAll("google.com", "evil.example"))).toMatchObject({
      verdict: "to_review",
      confirmation: undefined,
    });
    const other = raw.replace("forwarding-noreply@google.com", "somebody@google.com");
    expect(await judge(other)).toMatchObject({ verdict: "to_review", confirmation: undefined });
    const forwarder = raw.replaceAll("dkim=pass header.d=google.com", "dkim=pass header.d=thefork.com");
    expect(await judge(forwarder)).toMatchObject({ confirmation: undefined });
  });

  test.each([
    ["another host", "https://mail-settings.google.com.evil.example/mail/vf-abc"],
    ["no encryption", "http://mail-settings.google.com/mail/vf-abc"],
    ["another path", "https://mail-settings.google.com/accounts/vf-abc"],
    ["the link that refuses", "https://mail-settings.google.com/mail/uf-abc"],
    ["a script", "javascript:alert(1)"],
    ["nothing behind it", "https://mail-settings.google.com/mail/vf-"],
  ])("has no link to %s", async (_name, wrong) => {
    expect(await ask({ code: "482913577", link: wrong })).toMatchObject({
      confirmation: { code: "482913577", link: null },
    });
  });
});
