/** Every state of page and drawer side by side, each in a frame of its own: `/all?theme=dark&locale=en`. */

/** What `?state=` knows, and the length of words and lists that come with it. */
export const pageStates = ["ready", "new", "loading", "failed", "session", "forbidden", "empty"] as const;

/** The names that widget/drawer/drawer.states.ts gives them. Two are left out: they open a window of a provider. */
export const drawerStates = [
  "empty form",
  "form with a field of every type",
  "form with what is missing",
  "test running",
  "form with a failed test",
  "refused call",
  "question before leaving with something typed",
  "choice of a method",
  "consent to begin",
  "window blocked",
  "consent taken up again",
  "file to drop",
  "columns to map",
  "choice",
  "instructions with a secret",
  "waiting with progress",
  "waiting without an end in sight",
  "done",
  "failed",
  "connection that works",
  "several connections",
  "connection that needs the person",
  "failed test",
  "passing fault",
  "webhook that was only tested so far",
  "access",
  "settings",
  "question before disconnecting",
  "journal",
  "looking only",
] as const;

export function overview(asked: URLSearchParams): string {
  const theme = asked.get("theme") === "dark" ? "dark" : "light";
  const locale = asked.get("locale") === "en" ? "en" : "fr";
  const look = `theme=${theme}&amp;locale=${locale}`;
  const figure = (kind: string, name: string): string => {
    const address = `/?${look}&amp;${kind}=${encodeURIComponent(name)}`;
    return `<figure><figcaption><a href="${address}">${kind}: ${name}</a></figcaption><iframe src="${address}" title="${name}" loading="lazy"></iframe></figure>`;
  };
  return `<!doctype html><html lang="${locale}" data-theme="${theme}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>SpeedAI – galerie</title><link rel="stylesheet" href="/gallery.css"></head>
<body class="overview"><h1>SpeedAI Integrations</h1>
${pageStates.map((name) => figure("state", name)).join("\n")}
${drawerStates.map((name) => figure("drawer", name)).join("\n")}
</body></html>`;
}
