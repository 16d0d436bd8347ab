/** Words of our own browser pages (start and callback). */
type Sentence = (names: { readonly provider: string; readonly tenant: string; readonly site: string }) => string;

export interface PageTexts {
  readonly startTitle: Sentence;
  readonly startWho: Sentence;
  readonly startSafety: Sentence;
  readonly startContinue: Sentence;
  readonly startWaiting: string;
  readonly startAlone: string;
  readonly doneTitle: string;
  readonly doneText: string;
  readonly failedTitle: string;
  readonly failedText: string;
  readonly unknownTitle: string;
  readonly unknownText: string;
  readonly busyTitle: string;
  /** `seconds` to wait. */
  readonly busyText: (seconds: number) => string;
  readonly downTitle: string;
  readonly downText: string;
  readonly clearTitle: string;
  readonly clearText: string;
  readonly brokenTitle: string;
  readonly brokenText: string;
  readonly again: string;
  readonly back: string;
  /** Before the id of the request. */
  readonly reference: string;
  readonly close: string;
  /** After a browser has kept it open. */
  readonly stays: string;
}

const fr: PageTexts = {
  startTitle: ({ provider }) => `Connexion à ${provider}`,
  startWho: ({ provider, tenant, site }) =>
    `Vous allez autoriser SpeedAI à utiliser votre compte ${provider} pour «\u00a0${tenant}\u00a0», depuis ${site}.`,
  startSafety: () =>
    "Si vous n’avez pas commencé cette connexion vous-même, fermez cette page\u00a0: rien ne sera partagé.",
  startContinue: ({ provider }) => `Continuer vers ${provider}`,
  startWaiting: "Ouverture de la page de connexion…",
  startAlone:
    "Cette fenêtre a perdu le contact avec la page qui l’a ouverte. Fermez-la, puis relancez la connexion depuis SpeedAI.",
  doneTitle: "C’est fait",
  doneText: "Votre autorisation est bien arrivée. Cette fenêtre peut être fermée.",
  failedTitle: "La connexion n’a pas abouti",
  failedText: "Rien n’a été enregistré. Retournez à la page SpeedAI\u00a0: elle vous dit pourquoi et que faire.",
  unknownTitle: "Ce lien n’est plus valable",
  unknownText: "Il a déjà servi, ou il a plus de dix minutes. Relancez la connexion depuis la page SpeedAI.",
  busyTitle: "Trop d’essais en peu de temps",
  busyText: (seconds) =>
    `Attendez ${seconds > 60 ? `${Math.ceil(seconds / 60)}\u00a0minutes` : "un instant"}, puis réessayez. Rien n’est perdu\u00a0: la page SpeedAI vous attend.`,
  downTitle: "SpeedAI ne répond pas pour le moment",
  downText:
    "Un de nos services est momentanément indisponible. Patientez un instant\u00a0: la page SpeedAI sait où en est votre connexion et vous permet de la reprendre.",
  clearTitle: "Cette page demande une connexion sécurisée",
  clearText: "Elle s’ouvre en https uniquement. Relancez la connexion depuis la page SpeedAI.",
  brokenTitle: "La connexion s’est interrompue",
  brokenText:
    "L’incident est de notre côté, et il est enregistré. Retournez à la page SpeedAI\u00a0: elle sait où en est votre connexion et vous permet de la reprendre.",
  again: "Réessayer",
  back: "Revenir à la page SpeedAI",
  reference: "Référence pour l’assistance\u00a0:",
  close: "Fermer la fenêtre",
  stays: "Votre navigateur garde cette fenêtre ouverte\u00a0: fermez-la vous-même, puis retournez à la page SpeedAI.",
};

const en: PageTexts = {
  startTitle: ({ provider }) => `Connect ${provider}`,
  startWho: ({ provider, tenant, site }) =>
    `You are about to let SpeedAI use your ${provider} account for “${tenant}”, from ${site}.`,
  startSafety: () => "If you did not begin this yourself, close this page: nothing will be shared.",
  startContinue: ({ provider }) => `Continue to ${provider}`,
  startWaiting: "Opening the sign-in page…",
  startAlone: "This window has lost the page that opened it. Close it and begin again from SpeedAI.",
  doneTitle: "All done",
  doneText: "Your authorization has arrived. You can close this window.",
  failedTitle: "The connection was not made",
  failedText: "Nothing was saved. Go back to the SpeedAI page: it tells you why and what to do.",
  unknownTitle: "This link is no longer valid",
  unknownText: "It was used before, or it is more than ten minutes old. Begin again from the SpeedAI page.",
  busyTitle: "Too many tries in a short time",
  busyText: (seconds) =>
    `Wait ${seconds > 60 ? `${Math.ceil(seconds / 60)} minutes` : "a moment"}, then try again. Nothing is lost: the SpeedAI page is waiting for you.`,
  downTitle: "SpeedAI is not answering for the moment",
  downText:
    "One of our services is briefly unavailable. Wait a moment: the SpeedAI page knows where your connection stands and lets you go on.",
  clearTitle: "This page needs a secure connection",
  clearText: "It opens over https only. Begin again from the SpeedAI page.",
  brokenTitle: "The connection was interrupted",
  brokenText:
    "The fault is on our side, and it was recorded. Go back to the SpeedAI page: it knows where your connection stands and lets you go on.",
  again: "Try again",
  back: "Back to the SpeedAI page",
  reference: "Reference for support:",
  close: "Close the window",
  stays: "Your browser keeps this window open: close it yourself, then go back to the SpeedAI page.",
};

export function pageTexts(locale: string): PageTexts {
  return locale.toLowerCase().startsWith("en") ? en : fr;
}
