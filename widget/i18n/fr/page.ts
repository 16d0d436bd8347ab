/** French of what is seen first: intro, closing rule, and what is said while the catalogue is on its way or does not come. */
import type { Section } from "../dictionary.ts";

export const page = {
  "intro.title.first": "Connectez vos outils.",
  "intro.title.second": "Centralisez votre performance.",
  "intro.lead":
    "Relier votre CRM, votre système de réservation ou votre base de données à SpeedAI permet de transformer chaque appel en donnée exploitable.",
  "intro.keep": "Vous gardez vos outils actuels.",
  "intro.layer":
    "SpeedAI s’adapte à votre environnement et devient la couche intelligente qui unifie, sécurise et optimise votre activité.",
  "intro.why": "Pourquoi connecter mon CRM ?",
  "intro.drawing":
    "Schéma : vos outils alimentent SpeedAI ; chaque appel ressort en client reconnu, appel consigné, réservation liée.",
  "intro.outcome.caller": "Client reconnu",
  "intro.outcome.call": "Appel consigné",
  "intro.outcome.booking": "Réservation liée",

  "state.loading": "Chargement des intégrations…",
  "state.retry": "Réessayer",
  "state.offline.title": "Vous êtes hors ligne.",
  "state.offline.text": "Vos connexions continuent de fonctionner. La page se mettra à jour au retour du réseau.",
  "state.session.title": "Votre session a pris fin.",
  "state.session.text": "Rechargez la page ou reconnectez-vous à votre espace pour continuer.",
  "state.failed.title": "Les intégrations ne peuvent pas s’afficher.",
  "state.failed.text": "Le service ne répond pas. Vos connexions ne sont pas touchées ; réessayez dans un instant.",
  "state.failed.request": "Référence {id}",
  "state.forbidden.title": "Cette page n’est pas autorisée ici.",
  "state.forbidden.text": "L’adresse de cette page ne figure pas parmi celles que votre espace autorise.",

  "rule.first": "L’intégration exacte dépend de votre environnement métier et de vos outils existants.",
  "rule.second": "Notre équipe adapte SpeedAI à votre stack pour garantir performance et fiabilité.",
} as const satisfies Section;
