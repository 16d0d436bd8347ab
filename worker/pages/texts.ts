/** Words of our own browser pages (start and callback). */
type Sentence = (names: { readonly provider: string; readonly tenant: string; readonly site: string }) => string;

interface PageTexts {
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
  readonly close: string;
}

const fr: PageTexts = {
  startTitle: ({ provider }) => `Connexion à ${provider}`,
  startWho: ({ provider, tenant, site }) =>
    `Vous allez autoriser SpeedAI à utiliser votre compte ${provider} pour «\u00a0${tenant}\u00a0», depuis ${site}.`,
  startSafety: () => "Si vous n’avez pas commencé cette connexion vous-même, fermez cette page : rien ne sera partagé.",
  startContinue: ({ provider }) => `Continuer vers ${provider}`,
  startWaiting: "Ouverture de la page de connexion…",
  startAlone:
    "Cette fenêtre a perdu le contact avec la page qui l’a ouverte. Fermez-la, puis relancez la connexion depuis SpeedAI.",
  doneTitle: "C’est fait",
  doneText: "Votre autorisation est bien arrivée. Cette fenêtre peut être fermée.",
  failedTitle: "La connexion n’a pas abouti",
  failedText: "Rien n’a été enregistré. Retournez à la page SpeedAI : elle vous dit pourquoi et que faire.",
  unknownTitle: "Ce lien n’est plus valable",
  unknownText: "Il a déjà servi, ou il a plus de dix minutes. Relancez la connexion depuis la page SpeedAI.",
  close: "Fermer la fenêtre",
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
  close: "Close the window",
};

export function pageTexts(locale: string): PageTexts {
  return locale.toLowerCase().startsWith("en") ? en : fr;
}
