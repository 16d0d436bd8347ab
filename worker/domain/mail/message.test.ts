import { cpuUsage } from "node:process";
import { describe, expect, test } from "vitest";
import { toBytes } from "../bytes.ts";
import { splitHeaders } from "./headers.ts";
import { htmlToText } from "./html-text.ts";
import { judgeMail } from "./judge-mail.ts";
import { maxMailBytes, readEnvelope, readMessage } from "./message.ts";

const bytes = (text: string) => toBytes(text);
const mail = (headers: readonly string[], body = "") => bytes(`${headers.join("\r\n")}\r\n\r\n${body}`);
const fill = (piece: string, length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

async function readTexts(raw: Uint8Array<ArrayBuffer>): Promise<readonly string[]> {
  const message = await readMessage(raw);
  if (!message.ok) throw new Error(message.failure);
  return message.value.texts;
}

describe("what is read of a mail", () => {
  test("encoded words, charsets and transfer encodings", async () => {
    const message = await readMessage(
      mail(
        [
          "Message-ID: <1@thefork.com>",
          "From: =?utf-8?q?La_Fourchette?= <No-Reply@TheFork.com>",
          "Subject: =?iso-8859-1?Q?R=E9servation?= =?utf-8?B?IOKcqA==?=",
          "Content-Type: text/plain; charset=windows-1252",
          "Content-Transfer-Encoding: quoted-printable",
        ],
        "D=E9jeuner =80 12",
      ),
    );
    expect(message).toMatchObject({
      ok: true,
      value: {
        messageId: "<1@thefork.com>",
        sender: { address: "no-reply@thefork.com", domain: "thefork.com" },
        subject: "Réservation ✨",
        texts: ["Déjeuner € 12"],
      },
    });
  });

  test("plain text first, then the words of the HTML, and no attachment", async () => {
    const parts = [
      "--b",
      "Content-Type: text/html",
      "",
      "<p>two</p>",
      "--b",
      "Content-Type: text/plain",
      "",
      "one",
      "--b",
      "Content-Type: text/plain",
      "Content-Disposition: attachment; filename=three.txt",
      "",
      "three",
      "--b--",
    ];
    const texts = await readTexts(
      mail(["Subject: x", "Content-Type: multipart/mixed; boundary=b"], parts.join("\r\n")),
    );
    expect(texts.map((text) => text.trim())).toEqual(["one", "two"]);
  });

  test("a mail inside the mail stays closed", async () => {
    const parts = ["--b", "Content-Type: message/rfc822", "", "Subject: inner", "", "secret", "--b--"];
    expect(
      await readTexts(mail(["Subject: x", "Content-Type: multipart/mixed; boundary=b"], parts.join("\r\n"))),
    ).toEqual([]);
  });

  test("nothing that hides or reorders what a person reads", async () => {
    const message = await readMessage(
      mail(["Subject: a\u202eb\u200bc\u0007", "Content-Type: text/plain; charset=utf-8"], "x\u202ey\u0000z\u2028w"),
    );
    expect(message).toMatchObject({ ok: true, value: { subject: "abc", texts: ["xyz\nw"] } });
  });

  test("a subject of 300 characters at most", async () => {
    const message = await readMessage(mail([`Subject: ${fill("é", 5000)}`]));
    expect(message.ok && message.value.subject.length).toBe(300);
  });

  test("the headers of a mail whose body is missing or cut off", () => {
    expect(readEnvelope(bytes("Subject: cut\r\nFrom: a@b.example\r\n"))).toMatchObject({
      ok: true,
      value: { subject: "cut", sender: { domain: "b.example" }, messageId: undefined },
    });
  });
});

describe("headers", () => {
  const names = (text: string) => {
    const split = splitHeaders(bytes(text));
    return split.ok ? split.value.map(({ name, value }) => [name, value]) : split.failure;
  };

  test("are unfolded and keep their order and repetitions", () => {
    expect(names("A: 1\r\n\t2\r\nb : 3\nA:4\r\n\r\nC: 5")).toEqual([
      ["a", "1\t2"],
      ["b", "3"],
      ["a", "4"],
    ]);
  });

  test.each([
    ["a name after a no-break space", "\u00a0From: a@b.example"],
    ["a name after a byte order mark", "\ufeffFrom: a@b.example"],
    ["a name with a space inside", "Fr om: a@b.example"],
    ["a line without a colon", "From a@b.example"],
  ])("%s is no header of that name", (_name, line) => {
    expect(names(`Subject: x\r\n${line}\r\n\r\n`)).toEqual([
      ["subject", "x"],
      ["", line],
    ]);
  });

  test.each([
    ["a bare carriage return", "Subject: x\rFrom: a@b.example\r\n\r\n"],
    ["a NUL", "Subject: x\u0000\r\n\r\n"],
    ["nothing", ""],
    ["a body alone", "\r\nbody"],
  ])("%s makes them unreadable", (_name, text) => {
    expect(names(text)).toBe("unreadable");
  });

  test.each([
    ["501 of them", fill("A: b\r\n", 501 * 6)],
    ["one of more than 256 KiB", `A: ${fill("b", 256 * 1024)}\r\n\r\n`],
    ["256 KiB without an end", fill("A: b\r\n", 256 * 1024 + 6)],
  ])("%s are too many", (_name, text) => {
    expect(names(text)).toBe("too_large");
  });

  test("500 of them are not", () => {
    expect(names(`${fill("A: b\r\n", 500 * 6)}\r\n`)).toHaveLength(500);
  });
});

describe("limits", () => {
  const nested = (depth: number) =>
    Array.from({ length: depth }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`).join(
      "",
    );

  test.each<[string, Uint8Array<ArrayBuffer>, string]>([
    ["more than a MiB", mail(["Subject: x"], fill("x", maxMailBytes)), "too_large"],
    ["more than 20 000 lines", mail(["Subject: x"], fill("\n", 20_001)), "too_large"],
    ["more than 60 000 equals signs", mail(["Content-Transfer-Encoding: base64"], fill("=41", 190_000)), "too_large"],
    [
      "hundreds of parts",
      mail(["Content-Type: multipart/mixed; boundary=b"], fill("--b\r\n\r\nx\r\n", 501 * 10)),
      "too_large",
    ],
    ["parts 17 deep", bytes(nested(17)), "too_deep"],
    [
      "part headers of more than 256 KiB",
      mail(
        ["Content-Type: multipart/mixed; boundary=b"],
        `--b\r\n${fill("A: b\r\n", 300_000).slice(0, 18_000 * 6)}${`X: ${fill("y", 200_000)}\r\n`}`,
      ),
      "too_large",
    ],
    ["no headers", bytes("\r\n\r\nhello"), "unreadable"],
  ])("%s: %#", async (_name, raw, failure) => {
    expect(await readMessage(raw)).toEqual({ ok: false, failure });
  });

  test("a mail of exactly a MiB with a MiB of pictures is read", async () => {
    const parts = [
      "--b",
      "Content-Type: text/plain",
      "",
      "words",
      "--b",
      "Content-Type: image/png",
      "Content-Transfer-Encoding: base64",
      "",
      "",
    ];
    const head = mail(["Content-Type: multipart/mixed; boundary=b"], parts.join("\r\n"));
    const raw = new Uint8Array(maxMailBytes);
    raw.set(head);
    raw.set(bytes(fill(`${"A".repeat(76)}\r\n`, maxMailBytes - head.length)), head.length);
    expect(await readTexts(raw)).toEqual(["words"]);
  });

  test("16 levels are not too deep", async () => {
    expect((await readMessage(bytes(nested(16)))).ok).toBe(true);
  });

  test("one bad mail does not hinder the next", async () => {
    const good = mail(["Subject: good"], "words");
    const outcomes = await Promise.all([
      readMessage(bytes(nested(40))),
      readMessage(good),
      readMessage(bytes("")),
      readMessage(good),
    ]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, true, false, true]);
  });
});

describe("a MiB of anything is read and judged in less than a second", () => {
  const bodies: readonly string[] = [
    ...'a :\t<&>"=1'.split(""),
    "<a ",
    "<a href=x",
    "</a",
    "<!--",
    "<script>",
    "</script",
    "<td>",
    "&#1",
    "&amp",
    "&#x41;",
    "http://a.b/c?d=",
    "xn--a.",
    "a@",
    "> ",
    "1/1/",
    "novembre ",
    "code 12345 ",
    "https://mail.google.com/mail/vf-",
    "\r",
    "é̂",
    "Date : ",
    "=?utf-8?b?",
    "=41",
    "( ",
  ];
  const lines: readonly string[] = [
    "\n",
    "Date : samedi 28 novembre 2026\n",
    "Date\n\n",
    "Note :\nx\n",
    "---------- Forwarded message ---------\n",
    "Nouvelle date\n",
    "a \n",
  ];

  /** The worst that still passes the counts of lines and signs. */
  const limited = (text: string) => text.split("\n", 19_000).join("\n").split("=", 59_000).join("=");
  const shapes: readonly (readonly [string, (body: string) => string])[] = [
    ["plain", (body) => `Content-Type: text/plain; charset=utf-8\r\n\r\n${body}`],
    ["flowed", (body) => `Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\n${body}`],
    ["html", (body) => `Content-Type: text/html; charset=utf-8\r\n\r\n${body}`],
    [
      "html beside plain",
      (body) =>
        `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\nContent-Type: text/html\r\n\r\n${body}`,
    ],
    [
      "plain beside html",
      (body) =>
        `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\nx\r\n--b\r\n\r\n${body}`,
    ],
    ["quoted-printable", (body) => `Content-Transfer-Encoding: quoted-printable\r\n\r\n${body}`],
    ["base64", (body) => `Content-Transfer-Encoding: base64\r\n\r\n${body}`],
  ];

  test.each(shapes)("as %s", async (_name, shape) => {
    for (const piece of [...bodies, ...lines]) {
      const body = limited(fill(piece, maxMailBytes));
      const head = "From: TheFork <a@thefork.com>\r\nSubject: Nouvelle réservation\r\n";
      const raw = bytes(`${head}${shape(body)}`).slice(0, maxMailBytes);
      await expectFast(raw, piece);
    }
  });

  const headers: readonly (readonly [string, string])[] = [
    ["Authentication-Results: mx.cloudflare.net; ", "("],
    ["Authentication-Results: mx.cloudflare.net; ", "dkim=pass; "],
    ["Authentication-Results: mx.cloudflare.net; ", '"'],
    ["From: ", "<"],
    ["From: ", '"'],
    ["From: ", "a@b.example, "],
    ["To: ", "a@b.example, "],
    ["To: ", "<@"],
    ["Subject: ", "=?utf-8?b?"],
    ["Subject: ", " "],
    ["Content-Type: multipart/mixed; boundary=", "a"],
    ["Content-Type: ", "a;"],
    ["Content-Type: ", "("],
    ["Content-Disposition: ", '"\\'],
    ["Content-Transfer-Encoding: ", "("],
    ["X: ", "\r\n a"],
    ["DKIM-Signature: ", "a=b;"],
    ["ARC-Seal: i=1; ", "i=1; "],
    ["Message-ID: ", "("],
    ["References: ", "<a@b> "],
    ["From", " "],
    ["Date: ", "1 "],
  ];
  test("as headers", async () => {
    for (const [start, piece] of headers) {
      const raw = bytes(
        `Received: from a by cloudflare-email.net (b)\r\n${start}${fill(piece, 250_000)}: x\r\n\r\nbody`,
      );
      await expectFast(raw, start + piece);
    }
  });

  async function expectFast(raw: Uint8Array<ArrayBuffer>, piece: string): Promise<void> {
    // Processor time, because others work on the machine too.
    const before = cpuUsage();
    const message = await readMessage(raw);
    if (message.ok) {
      judgeMail(message.value, { envelopeSender: "a@b.example", senders: ["thefork.com"], receivedAt: new Date(0) });
    }
    const { user, system } = cpuUsage(before);
    expect((user + system) / 1000, JSON.stringify(piece)).toBeLessThan(1000);
  }
}, 60_000);

describe("the words of HTML", () => {
  test.each([
    [
      "cells are apart, rows are lines",
      "<table><tr><td>Date</td><td>28</td></tr><tr><th>Nom</th><td>A&nbsp;B</td></tr></table>",
      "Date\t\t28\n\nNom\t\tA B",
    ],
    ["blocks are lines, inline tags are nothing", "<div>a<b>b</b></div><p>c<br>d</p>", "ab\n\nc\nd"],
    [
      "what nobody sees is not read",
      "<head><title>t</title></head><style>x{}</style><script>if (a<b) {}</script>seen<!-- <b>no</b> -->",
      "seen",
    ],
    ["entities", "&eacute;&Eacute;&#233;&#xe9;&amp;lt;&unknown;&#0;&#55296;", "éÉéé&lt;&unknown;"],
    ["a tag that never ends", "a<b", "a"],
    ["a comment that never ends", "a<!-- b", "a"],
    ["a script that never ends", "a<script>b", "a"],
    ["a lonely sign", "1 < 2 > 0", "1 < 2 > 0"],
    ["white space is one space", "a \r\n\t b", "a b"],
  ])("%s", (_name, html, text) => {
    expect(
      htmlToText(html)
        .replace(/\n+/g, (ends) => ends.slice(0, 2))
        .trim(),
    ).toBe(text);
  });
});
