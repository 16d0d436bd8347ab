/**
 * Everything that a browser holds against the pages of a context: console, exceptions, breaches of a policy, words of the browser's own
 * reporting. What a test provokes is named one by one; the rest fails it, and so does a provoked one that never came.
 */
import type { BrowserContext } from "playwright-core";
import { z } from "zod";

interface Complaint {
  readonly text: string;
  /** What it is about: the resource that did not come, or the page. */
  readonly about: string;
}

/** Chromium's own words for a request that failed. */
export const networkErrors = {
  offline: "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",
  unauthorized: "Failed to load resource: the server responded with a status of 401 (Unauthorized)",
  unavailable: "Failed to load resource: the server responded with a status of 503 (Service Unavailable)",
} as const;

export interface Expected {
  readonly error: keyof typeof networkErrors;
  /** Path of the request, without its query. */
  readonly path: RegExp;
}

export interface Listener {
  /** A failure that the test provokes. */
  expect(error: Expected["error"], path: RegExp): void;
  /** Complaints that nobody provoked, and provoked ones that never came. */
  judge(): readonly string[];
}

const breach = z.object({ directive: z.string(), blocked: z.string(), page: z.string() });

export async function listenClosely(context: BrowserContext): Promise<Listener> {
  const complaints: Complaint[] = [];
  const expected: Expected[] = [];
  context.on("console", (message) => {
    const page = message.page()?.url() ?? "";
    if (["error", "warning"].includes(message.type()))
      complaints.push({ text: message.text(), about: message.location().url || page });
  });
  context.on("weberror", (raised) => {
    complaints.push({ text: raised.error().message, about: raised.page()?.url() ?? "" });
  });
  // Other pages of the walk have no policy of ours and no say here; a breach on them is told all the same.
  await context.exposeBinding("tellBreach", (_, told: unknown) => {
    const { directive, blocked, page } = breach.parse(told);
    complaints.push({ text: `breach of ${directive}: ${blocked}`, about: page });
  });
  await context.addInitScript(() => {
    // Playwright has put it there, and its types do not know it.
    const { tellBreach } = window as unknown as { tellBreach: (told: object) => void };
    const page = location.href;
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective: directive, blockedURI, sample }) =>
      tellBreach({ directive, blocked: `${blockedURI} ${sample}`, page }),
    );
    new ReportingObserver(
      (reports) => {
        for (const { type, body } of reports) tellBreach({ directive: type, blocked: JSON.stringify(body), page });
      },
      { buffered: true },
    ).observe();
  });
  const isMet = ({ error, path }: Expected, { text, about }: Complaint) =>
    text === networkErrors[error] && URL.canParse(about) && path.test(new URL(about).pathname);
  return {
    expect: (error, path) => expected.push({ error, path }),
    judge: () => [
      ...complaints
        .filter((complaint) => !expected.some((one) => isMet(one, complaint)))
        .map(({ text, about }) => `${about}: ${text}`),
      ...expected
        .filter((one) => !complaints.some((complaint) => isMet(one, complaint)))
        .map(({ error, path }) => `never came: ${error} ${path}`),
    ],
  };
}
