/**
 * The roads on which a mail comes to us, and what each leaves on top of it. What Cloudflare Email Routing and Gmail add follows mails
 * that others published (`Received … by cloudflare-email.net`, ARC set, `Authentication-Results: mx.cloudflare.net; …`).
 */

export type MailRoad = "direct" | "gmail" | "outlook_changed" | "unsigned";

/** Hands a mail to the Worker of a local `wrangler dev` at `api` (its development route), as Cloudflare would. */
export async function sendToLocalWorker(api: string, to: string, raw: string): Promise<Response> {
  const url = new URL("/cdn-cgi/local/email", api);
  url.searchParams.set("from", "no-reply@thefork.com");
  url.searchParams.set("to", to);
  return fetch(url, { method: "POST", body: raw, headers: { "content-type": "message/rfc822" } });
}

/** What the platform puts on top, according to the road. */
export function stamp(road: MailRoad, to: string, mail: readonly string[], domain = "thefork.com"): string {
  const chain = chains[road](domain);
  const said = `${dkimResults[road](domain)}; dmarc=pass header.from=${domain} policy.dmarc=reject; spf=pass (mx.cloudflare.net: domain of no-reply@${domain} designates 192.0.2.10 as permitted sender) smtp.mailfrom=no-reply@${domain}; arc=${chain.length === 0 ? "none" : "pass"} smtp.remote-ip=192.0.2.10`;
  const instance = chain.length / 3 + 1;
  return [
    `Received: from mail.example.net (192.0.2.10)\r\n        by cloudflare-email.net (cloudflare) id 4fwwffRXOpyR\r\n        for <${to}>; Mon, 23 Nov 2026 08:00:01 +0000`,
    `ARC-Seal: i=${instance}; a=rsa-sha256; s=cf2024-1; d=cloudflare-email.net; cv=${instance === 1 ? "none" : "pass"};\r\n\tb=c2ltdWxhdGVk;`,
    `ARC-Message-Signature: i=${instance}; a=rsa-sha256; s=cf2024-1; d=cloudflare-email.net; c=relaxed/relaxed;\r\n\th=To:Subject:Date:From; bh=c2ltdWxhdGVk; b=c2ltdWxhdGVk;`,
    `ARC-Authentication-Results: i=${instance}; mx.cloudflare.net;\r\n\t${said}`,
    "Received-SPF: pass (mx.cloudflare.net: simulated) receiver=mx.cloudflare.net; client-ip=192.0.2.10;",
    `Authentication-Results: mx.cloudflare.net;\r\n\t${said}`,
    "X-CF-SpamH-Score: 0",
    "Received: by mail.example.net with SMTP id simulated; Mon, 23 Nov 2026 08:00:00 +0000",
    ...chain,
    ...mail,
  ].join("\r\n");
}

const dkimResults: Readonly<Record<MailRoad, (domain: string) => string>> = {
  direct: (domain) => `dkim=pass header.d=${domain} header.s=s1 header.b=U2ltdWxh`,
  gmail: (domain) => `dkim=pass header.d=${domain} header.s=s1 header.b=U2ltdWxh`,
  outlook_changed: (domain) => `dkim=fail (body hash did not verify) header.d=${domain} header.s=s1 header.b=U2ltdWxh`,
  unsigned: () => "dkim=none",
};

const chains: Readonly<Record<MailRoad, (domain: string) => string[]>> = {
  direct: () => [],
  unsigned: () => [],
  gmail: (domain) => [
    "ARC-Seal: i=1; a=rsa-sha256; t=1763884800; cv=none;\r\n        d=google.com; s=arc-20240605;\r\n        b=c2ltdWxhdGVk",
    "ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=google.com; s=arc-20240605;\r\n        h=to:subject:from; bh=c2ltdWxhdGVk; b=c2ltdWxhdGVk",
    `ARC-Authentication-Results: i=1; mx.google.com;\r\n       dkim=pass header.i=@${domain} header.s=s1 header.b=U2ltdWxh;\r\n       spf=pass (google.com: domain of no-reply@${domain} designates 192.0.2.11 as permitted sender) smtp.mailfrom=no-reply@${domain};\r\n       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=${domain}`,
  ],
  outlook_changed: (domain) => [
    "ARC-Seal: i=1; a=rsa-sha256; s=arcselector10001; d=microsoft.com; cv=none;\r\n b=c2ltdWxhdGVk",
    "ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=microsoft.com;\r\n s=arcselector10001; h=From:Date:Subject; bh=c2ltdWxhdGVk; b=c2ltdWxhdGVk",
    `ARC-Authentication-Results: i=1; mx.microsoft.com 1; spf=pass (sender ip is\r\n 192.0.2.11) smtp.rcpttodomain=outlook.com smtp.mailfrom=${domain};\r\n dmarc=pass (p=reject sp=reject pct=100) action=none header.from=${domain};\r\n dkim=pass (signature was verified) header.d=${domain}; arc=none`,
  ],
};

export function signatureOf(road: MailRoad): string[] {
  return road === "unsigned"
    ? []
    : [
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=thefork.com; s=s1;\r\n\th=from:to:subject:date:message-id; bh=c2ltdWxhdGVk; b=U2ltdWxhdGVk",
      ];
}
