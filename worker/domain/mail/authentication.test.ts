import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { proveSender } from "./authentication.ts";
import { splitHeaders } from "./headers.ts";
import { readSender } from "./sender.ts";

const senders = ["thefork.com", "thefork.fr"];
const dkim = "dkim=pass header.d=thefork.com header.s=s1 header.b=AbCdEf12";
const spf =
  "spf=pass (mx.cloudflare.net: domain of a@thefork.com designates 192.0.2.1 as permitted sender) smtp.mailfrom=a@thefork.com";
const received =
  "Received: from mail.example (192.0.2.1)\r\n        by cloudflare-email.net (cloudflare) id 4fwwff\r\n        for <x@connect.example>; Mon, 23 Nov 2026 08:00:01 +0000";
const signature =
  "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=thefork.com; s=s1; h=from:subject; bh=x; b=AbCdEf12xx";

const platformSet = (said: string, instance = 1) => [
  `ARC-Seal: i=${instance}; a=rsa-sha256; s=cf2024-1; d=cloudflare-email.net; cv=${instance === 1 ? "none" : "pass"}; b=x`,
  `ARC-Message-Signature: i=${instance}; a=rsa-sha256; s=cf2024-1; d=cloudflare-email.net; h=From; bh=x; b=x`,
  `ARC-Authentication-Results: i=${instance}; mx.cloudflare.net; ${said}`,
];
const results = (said: string) => `Authentication-Results: mx.cloudflare.net; ${said}`;
const stamp = (said: string, instance = 1) => [
  received,
  ...platformSet(said, instance),
  "Received-SPF: pass (mx.cloudflare.net: fine) receiver=mx.cloudflare.net;",
  results(said),
  "X-CF-SpamH-Score: 0",
];
const letter = (from = "TheFork <no-reply@thefork.com>") => [
  "Received: by mail.example with SMTP; Mon, 23 Nov 2026 08:00:00 +0000",
  signature,
  `From: ${from}`,
  "To: <reservations@maison.example>",
  "Subject: Réservation",
  "Message-ID: <1@thefork.com>",
];
const said = (...more: string[]) => [...more, spf, "arc=none smtp.remote-ip=192.0.2.1"].join("; ");

function prove(lines: readonly string[], domains: readonly string[] = senders) {
  const split = splitHeaders(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\nbody`));
  if (!split.ok) throw new Error(split.failure);
  return proveSender(split.value, readSender(split.value), domains);
}

describe("a DKIM pass of the provider's domain proves the sender", () => {
  const proven = { domain: "thefork.com", proof: "dkim" };

  test("signed by the domain itself", () => {
    expect(prove([...stamp(said(dkim)), ...letter()])).toEqual(proven);
  });

  test("signed by a domain below it, from another below it (relaxed alignment)", () => {
    const below = said("dkim=pass header.d=mail.thefork.com");
    expect(prove([...stamp(below), ...letter("<x@news.thefork.com>")])).toEqual(proven);
  });

  test("one of several signatures", () => {
    const several = said("dkim=fail header.d=thefork.com", "dkim=pass header.d=sendgrid.info", dkim);
    expect(prove([...stamp(several), ...letter()])).toEqual(proven);
  });

  test("the identity where the server does not name the domain", () => {
    expect(prove([...stamp(said("dkim=pass header.i=bounce@thefork.com")), ...letter()])).toEqual(proven);
  });

  test("each of the provider's domains by its own signature", () => {
    const french = said("dkim=pass header.d=thefork.fr");
    expect(prove([...stamp(french), ...letter("a@thefork.fr")])).toEqual({ domain: "thefork.fr", proof: "dkim" });
  });

  test("a forwarding that broke SPF and DMARC's SPF half", () => {
    const broken =
      "spf=fail (mx.cloudflare.net: not permitted) smtp.mailfrom=a@thefork.com; arc=none smtp.remote-ip=1.2.3.4";
    expect(prove([...stamp(`${dkim}; ${broken}`), ...letter()])).toEqual(proven);
  });

  test("without the platform's ARC set", () => {
    expect(prove([received, results(said(dkim)), ...letter()])).toEqual(proven);
  });
});

describe("nothing else does", () => {
  test.each<[string, string[]]>([
    ["a failed signature", [...stamp(said("dkim=fail header.d=thefork.com")), ...letter()]],
    ["a signature that could not be checked", [...stamp(said("dkim=temperror header.d=thefork.com")), ...letter()]],
    [
      "no signature, whatever SPF and DMARC say",
      [...stamp(said("dkim=none", "dmarc=pass header.from=thefork.com")), ...letter()],
    ],
    ["SPF alone", [...stamp(spf), ...letter()]],
    ["somebody else's signature", [...stamp(said("dkim=pass header.d=evil.example")), ...letter()]],
    ["a domain that ends alike", [...stamp(said("dkim=pass header.d=notthefork.com")), ...letter()]],
    ["a domain that begins alike", [...stamp(said("dkim=pass header.d=thefork.com.evil.example")), ...letter()]],
    ["the domain above", [...stamp(said("dkim=pass header.d=com")), ...letter()]],
    ["the provider's other domain", [...stamp(said("dkim=pass header.d=thefork.fr")), ...letter()]],
    [
      "an identity with the name in its local part",
      [...stamp(said("dkim=pass header.i=thefork.com@evil.example")), ...letter()],
    ],
    ["a From line of somebody else", [...stamp(said(dkim)), ...letter("TheFork <no-reply@thefork.example>")]],
    [
      "a display name",
      [...stamp(said("dkim=pass header.d=evil.example")), ...letter('"no-reply@thefork.com" <a@evil.example>')],
    ],
    ["two From lines", [...stamp(said(dkim)), "From: Evil <a@evil.example>", ...letter()]],
    ["two From lines, the true one first", [...stamp(said(dkim)), ...letter(), "From: Evil <a@evil.example>"]],
    ["two mailboxes on one From line", [...stamp(said(dkim)), ...letter("a@thefork.com, b@evil.example")]],
    ["a group on the From line", [...stamp(said(dkim)), ...letter("TheFork: a@thefork.com;")]],
    ["no From line", [...stamp(said(dkim)), "Subject: x"]],
    ["a second Subject, put on top of a signed mail", [...stamp(said(dkim)), "Subject: other", ...letter()]],
    [
      "a second Content-Type",
      [...stamp(said(dkim)), ...letter(), "Content-Type: text/plain", "Content-Type: text/html"],
    ],
    [
      "a signature over the beginning of the body only",
      [...stamp(said(dkim)), ...letter().map((line) => line.replace("d=thefork.com;", "d=thefork.com; l=100;"))],
    ],
    [
      "a signature header with a tag twice",
      [...stamp(said(dkim)), ...letter().map((line) => line.replace("d=thefork.com;", "d=thefork.com; d=x;"))],
    ],
  ])("%s", (_name, lines) => {
    expect(prove(lines)).toBeUndefined();
  });
});

describe("only the platform's own word counts", () => {
  const forged = results(said(dkim));
  const fails = said("dkim=fail header.d=evil.example");

  test.each<[string, string[]]>([
    ["a verdict under the platform's", [...stamp(fails), forged, ...letter()]],
    ["a verdict directly under the platform's, without its score", [...stamp(fails).slice(0, -1), forged, ...letter()]],
    ["a verdict at the end", [...stamp(fails), ...letter(), forged]],
    ["a verdict on top of everything", [forged, ...stamp(fails), ...letter()]],
    ["a verdict where the platform wrote none", [received, "Received: from evil by evil", forged, ...letter()]],
    ["a verdict under another header where the platform wrote none", [received, "X-Evil: 1", forged, ...letter()]],
    ["a verdict beside the platform's sealed one", [received, ...platformSet(fails), forged, ...letter()]],
    [
      "a verdict with an ARC set of its own",
      [received, ...platformSet(fails), ...platformSet(said(dkim), 2), forged, ...letter()],
    ],
    ["a Received line of the sender", [received.replace("cloudflare-email.net", "evil.example"), forged, ...letter()]],
    [
      "a Received line that names the platform elsewhere",
      ["Received: from cloudflare-email.net (1.2.3.4) by evil.example; Mon", forged, ...letter()],
    ],
    ["a Received line of a host that ends alike", [received.replace("by ", "by evil-"), forged, ...letter()]],
    [
      "another server",
      [...stamp(said(dkim)).map((line) => line.replaceAll("mx.cloudflare.net;", "mx.evil.example;")), ...letter()],
    ],
    [
      "a server below the platform's name",
      [
        ...stamp(said(dkim)).map((line) => line.replaceAll("mx.cloudflare.net;", "mx.cloudflare.net.evil.example;")),
        ...letter(),
      ],
    ],
    ["a pass smuggled in behind SPF", [...stamp(`${fails.replace(`; ${spf}`, "")}; ${spf}; ${dkim}`), ...letter()]],
    ["a pass smuggled in where there was no signature", [...stamp(`${spf}; ${dkim}; arc=none`), ...letter()]],
    ["no verdict at all", [received, ...letter()]],
    ["no platform at all", letter()],
    ["a verdict that cannot be read", [received, results(`${dkim} header.d=thefork.com`), ...letter()]],
  ])("not %s", (_name, lines) => {
    expect(prove(lines)).toBeUndefined();
  });

  test("no envelope address, however written into the platform's SPF result, makes a proof", () => {
    const pieces = [dkim, `); ${dkim}; (`, "arc=pass", "(", ")", '"', ";", "\\", " ", "a@b.example", "="];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), fc.boolean(), (parts, isSigned) => {
        const address = parts.join("");
        const own = isSigned ? "dkim=fail header.d=evil.example; " : "";
        const verdict = `${own}spf=pass (mx.cloudflare.net: domain of ${address} designates it) smtp.mailfrom=${address}; arc=fail smtp.remote-ip=1.2.3.4`;
        expect(prove([...stamp(verdict), ...letter()])).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  test("a forged verdict below does not harm a proven mail", () => {
    expect(prove([...stamp(said(dkim)), forged, ...letter()])?.proof).toBe("dkim");
  });
});

describe("a trusted forwarder's ARC seal", () => {
  const changed = "dkim=fail (body hash did not verify) header.d=thefork.com";
  const passed = `${changed}; ${spf}; arc=pass smtp.remote-ip=192.0.2.1`;
  const google =
    "mx.google.com; dkim=pass header.i=@thefork.com header.s=s1; spf=pass (google.com: ok) smtp.mailfrom=a@thefork.com";
  const microsoft =
    "mx.microsoft.com 1; spf=pass (sender ip is 192.0.2.1) smtp.mailfrom=thefork.com; dmarc=pass action=none header.from=thefork.com; dkim=pass header.d=thefork.com; arc=none";
  const set = (instance: number, domain: string, found: string, chain = instance === 1 ? "none" : "pass") => [
    `ARC-Seal: i=${instance}; a=rsa-sha256; t=1; cv=${chain}; d=${domain}; s=arc; b=x`,
    `ARC-Message-Signature: i=${instance}; a=rsa-sha256; d=${domain}; s=arc; h=from; bh=x; b=x`,
    `ARC-Authentication-Results: i=${instance}; ${found}`,
  ];
  const forwarded = (chain: readonly string[], verdict = passed) => {
    const [first = "", ...rest] = letter();
    return [...stamp(verdict, chain.length / 3 + 1), first, ...chain, ...rest];
  };

  test.each<[string, string[]]>([
    ["Gmail", set(1, "google.com", google)],
    ["Outlook", set(1, "microsoft.com", microsoft)],
    [
      "Outlook after Gmail",
      [...set(2, "microsoft.com", microsoft.replace("dkim=pass", "dkim=fail")), ...set(1, "google.com", google)],
    ],
    ["Gmail twice", [...set(2, "google.com", google), ...set(1, "google.com", google)]],
  ])("stands for a signature that the forwarding broke: %s", (_name, chain) => {
    expect(prove(forwarded(chain))).toEqual({ domain: "thefork.com", proof: "arc" });
  });

  test.each<[string, string[]]>([
    ["an untrusted sealer", set(1, "evil.example", google)],
    ["a sealer that ends alike", set(1, "notgoogle.com", google)],
    ["an untrusted sealer who claims Google's server", set(1, "evil.example", google)],
    [
      "Google's seal over another server's words",
      set(1, "google.com", google.replace("mx.google.com", "mx.evil.example")),
    ],
    ["an untrusted sealer after a trusted one", [...set(2, "evil.example", google), ...set(1, "google.com", google)]],
    [
      "a trusted sealer that found nothing, after an untrusted one",
      [
        ...set(2, "google.com", "mx.google.com; arc=pass (i=1); spf=pass (google.com: ok) smtp.mailfrom=x"),
        ...set(1, "evil.example", google),
      ],
    ],
    ["Gmail that found no signature", set(1, "google.com", "mx.google.com; arc=none")],
    ["Gmail that found a failed one", set(1, "google.com", google.replace("dkim=pass", "dkim=fail"))],
    ["Gmail that found somebody else's", set(1, "google.com", google.replace("@thefork.com", "@evil.example"))],
    [
      "Gmail with a pass smuggled in behind SPF",
      set(1, "google.com", "mx.google.com; spf=pass smtp.mailfrom=a@b.c; dkim=pass header.i=@thefork.com"),
    ],
    [
      "Outlook with a second word on signatures, apart from the first",
      set(1, "microsoft.com", `${microsoft.replace("arc=none", "arc=none; dkim=fail header.d=thefork.com")}`),
    ],
    [
      "a chain with results beyond its seals",
      [...set(1, "google.com", google), ...set(2, "google.com", google).slice(2)],
    ],
    ["a chain that begins at two", set(2, "google.com", google)],
    ["a chain with a gap", [...set(3, "google.com", google), ...set(1, "google.com", google)]],
    ["an instance twice", [...set(1, "google.com", google), ...set(1, "google.com", google)]],
    ["a set without its seal", set(1, "google.com", google).slice(1)],
    ["a set without its signature", set(1, "google.com", google).filter((line) => !line.startsWith("ARC-Message"))],
    ["a set without its results", set(1, "google.com", google).slice(0, 2)],
    ["a first seal that says it continues", set(1, "google.com", google, "pass")],
    [
      "a second seal that found the chain broken",
      [...set(2, "google.com", google, "fail"), ...set(1, "google.com", google)],
    ],
    ["no chain", []],
  ])("is not believed: %s", (_name, chain) => {
    expect(prove(forwarded(chain))).toBeUndefined();
  });

  test.each([
    ["the platform found the chain broken", `${changed}; ${spf}; arc=fail smtp.remote-ip=1.2.3.4`],
    ["the platform found no chain", `${changed}; ${spf}; arc=none smtp.remote-ip=1.2.3.4`],
    ["the platform said nothing of it", `${changed}; ${spf}`],
    ["a pass smuggled in before the platform's word", `${changed}; spf=pass smtp.mailfrom=a; arc=pass; arc=fail`],
    ["a pass smuggled in after SPF", `${changed}; arc=pass; ${spf}`],
  ])("is worth nothing where %s", (_name, verdict) => {
    expect(prove(forwarded(set(1, "google.com", google), verdict))).toBeUndefined();
  });

  test("does not stand for another From line", () => {
    const chain = set(1, "google.com", google);
    const lines = forwarded(chain).map((line) => (line.startsWith("From:") ? "From: a@evil.example" : line));
    expect(prove(lines)).toBeUndefined();
  });
});
