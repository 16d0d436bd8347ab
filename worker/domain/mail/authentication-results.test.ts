import { describe, expect, test } from "vitest";
import { readAuthenticationResults } from "./authentication-results.ts";

const read = (value: string) => {
  const said = readAuthenticationResults(value);
  return (
    said && [said.server, ...said.results.map((one) => [one.method, one.result, Object.fromEntries(one.properties)])]
  );
};

describe("what mail servers write", () => {
  test.each([
    [
      "Cloudflare, with a comment that holds a colon and an IPv6 address in quotes",
      'mx.cloudflare.net;\tdkim=pass header.d=gmail.com header.s=20251104 header.b=L6CZ3OJ0;\tspf=none (mx.cloudflare.net: no SPF records found for postmaster@mail.example) smtp.helo=mail.example;\tarc=pass smtp.remote-ip="2607:f8b0::112d"',
      [
        "mx.cloudflare.net",
        ["dkim", "pass", { "header.d": "gmail.com", "header.s": "20251104", "header.b": "L6CZ3OJ0" }],
        ["spf", "none", { "smtp.helo": "mail.example" }],
        ["arc", "pass", { "smtp.remote-ip": "2607:f8b0::112d" }],
      ],
    ],
    [
      "Google",
      "mx.google.com;       dkim=pass header.i=@github.com header.s=pf2014 header.b=csUDrJ;       arc=pass (i=1 spf=pass spfdomain=github.com);       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=github.com",
      [
        "mx.google.com",
        ["dkim", "pass", { "header.i": "@github.com", "header.s": "pf2014", "header.b": "csUDrJ" }],
        ["arc", "pass", {}],
        ["dmarc", "pass", { "header.from": "github.com" }],
      ],
    ],
    [
      "Microsoft, with a version",
      "mx.microsoft.com 1; spf=pass smtp.mailfrom=nxp.com; dmarc=pass action=none header.from=nxp.com; dkim=pass header.d=nxp.com; arc=none",
      [
        "mx.microsoft.com",
        ["spf", "pass", { "smtp.mailfrom": "nxp.com" }],
        ["dmarc", "pass", { action: "none", "header.from": "nxp.com" }],
        ["dkim", "pass", { "header.d": "nxp.com" }],
        ["arc", "none", {}],
      ],
    ],
    ["nothing checked", "mx.google.com; none", ["mx.google.com"]],
    ["a trailing semicolon", "mx.example; dkim=none;", ["mx.example", ["dkim", "none", {}]]],
    [
      "capitals",
      "MX.Example; DKIM=Pass HEADER.D=a.example",
      ["mx.example", ["dkim", "pass", { "header.d": "a.example" }]],
    ],
    ["a method with its version", "mx.example; dkim/1=pass", ["mx.example", ["dkim", "pass", {}]]],
    [
      "comments inside comments",
      "mx.example; dkim=pass (a (b; dkim=fail) \\) c) header.d=a.example",
      ["mx.example", ["dkim", "pass", { "header.d": "a.example" }]],
    ],
    [
      "a quoted string with everything in it",
      'mx.example; spf=pass smtp.mailfrom="a;b (c) \\" dkim=pass"; dkim=fail',
      ["mx.example", ["spf", "pass", { "smtp.mailfrom": 'a;b (c) " dkim=pass' }], ["dkim", "fail", {}]],
    ],
  ])("%s", (_name, value, expected) => {
    expect(read(value)).toEqual(expected);
  });
});

describe("what is not understood wholly is not believed at all", () => {
  test.each([
    ["nothing", ""],
    ["no server", "; dkim=pass header.d=thefork.com"],
    ["two words for a server", "mx.cloudflare.net evil; dkim=pass"],
    ["another version", "mx.cloudflare.net 2; dkim=pass"],
    ["a comment that stays open", "mx.cloudflare.net; spf=pass (a; dkim=pass header.d=thefork.com"],
    ["a comment that closes twice", "mx.cloudflare.net; spf=pass (a) ); dkim=pass header.d=thefork.com"],
    ["a quote that stays open", 'mx.cloudflare.net; spf=pass smtp.mailfrom="a; dkim=pass header.d=thefork.com'],
    ["a property twice", "mx.cloudflare.net; dkim=pass header.d=evil.example header.d=thefork.com"],
    ["a result without a method", "mx.cloudflare.net; pass; dkim=pass header.d=thefork.com"],
    ["a property without a value", "mx.cloudflare.net; dkim=pass thefork.com"],
    ["space around the equals sign", "mx.cloudflare.net; dkim = pass header.d=thefork.com"],
    ["a letter that no server writes", "mx.cloudflare.net; dkim=pass header.d=thefоrk.com"],
    ["a control character", "mx.cloudflare.net; dkim=pass\u0000 header.d=thefork.com"],
    ["comments 21 deep", `mx.cloudflare.net; dkim=pass ${"(".repeat(21)}${")".repeat(21)}`],
    ["none beside a result", "mx.cloudflare.net; none; dkim=pass header.d=thefork.com"],
  ])("%s", (_name, value) => {
    expect(readAuthenticationResults(value)).toBeUndefined();
  });
});
