/** French of the page once the catalogue is here: toolbar, sections, cards, states, « Pourquoi connecter mon CRM ? ». Keys of the page. */
import type { Section } from "../dictionary.ts";

export const lists = {
  "time.now": "à l’instant",

  "why.title": "Pourquoi connecter mon CRM ?",
  "why.lead": "Un appel vaut ce que votre équipe peut en faire ensuite. Relié à vos outils, il ne se perd plus.",
  "why.centralisation.title": "Centralisation",
  "why.centralisation.text":
    "Fiche client, réservation et commande se rejoignent autour du numéro qui appelle : l’agent décroche en sachant à qui il parle.",
  "why.visibility.title": "Visibilité",
  "why.visibility.text":
    "Chaque appel s’inscrit dans votre CRM avec son motif et sa suite. Votre équipe le lit là où elle travaille déjà.",
  "why.automation.title": "Automatisation",
  "why.automation.text":
    "« Une table pour quatre, jeudi 20 h » devient une réservation et une fiche à jour, sans double saisie ni rappel oublié.",
  "why.roi.title": "ROI mesurable",
  "why.roi.text":
    "L’appel reste rattaché à la réservation ou à la vente qui suit : vous voyez combien chaque appel rapporte, en euros.",
  "why.close": "Fermer",

  "search.label": "Rechercher une intégration",
  "search.placeholder": "Rechercher un outil, un usage…",
  "search.clear": "Effacer la recherche",
  "search.shortcut": "Touche / pour rechercher",
  "search.results": { one: "{count} intégration trouvée", other: "{count} intégrations trouvées" },

  "filter.label": "Filtrer par catégorie",
  "filter.all": "Tous",
  "filter.crm": "CRM",
  "filter.restaurant": "Restaurant",
  "filter.hotel": "Hôtels",
  "filter.ecommerce": "E-commerce",
  "filter.database": "Données",
  "filter.custom": "Personnalisé",
  "filter.open": "Filtrer",
  "filter.open.label": { one: "Filtrer, {count} filtre actif", other: "Filtrer, {count} filtres actifs" },
  "filter.badge": "Offre",
  "filter.status": "État",
  "filter.status.attention": "À corriger",
  "filter.status.connected": "Connecté",
  "filter.status.pending": "En cours",
  "filter.status.none": "Non connecté",
  "filter.active": "Filtres actifs",
  "filter.remove": "Retirer le filtre {filter}",
  "filter.clear": "Tout effacer",

  "category.crm": "CRM génériques",
  "category.restaurant": "Restaurant & Hôtellerie",
  "category.hotel": "Hôtels",
  "category.ecommerce": "E-commerce",
  "category.database": "Bases de données",
  "category.custom": "Personnalisé",

  "section.connected": "Connectés",

  "badge.standard": "Standard",
  "badge.premium": "Premium",
  "badge.custom": "Sur mesure",
  "badge.label": "Intégration {badge}",

  "status.pending": "En cours",
  "status.connected": "Connecté",
  "status.expired": "Expiré",
  "status.error": "Erreur",
  "status.action_required": "Action requise",

  "action.connect": "Connecter",
  "action.connect.label": "Connecter {name}",
  "action.add": "Ajouter",
  "action.add.label": "Ajouter un compte {name}",
  "action.reconnect": "Reconnecter",
  "action.reconnect.label": "Reconnecter {name}",
  "action.fix": "Corriger",
  "action.fix.label": "Corriger {name}",
  "action.manage": "Gérer",
  "action.manage.label": "Gérer {name}",
  "action.resume": "Reprendre",
  "action.resume.label": "Reprendre la connexion de {name}",
  "action.view": "Voir",
  "action.view.label": "Voir {name}",

  "card.checked": "Vérifiée {when}",
  "card.checked.label": "Dernière vérification : {date}",
  "card.unchecked": "Pas encore vérifiée",
  "card.since": "Depuis {when}",
  "card.accounts": { one: "{count} compte", other: "{count} comptes" },
  "card.accounts.label": { one: "{count} compte connecté", other: "{count} comptes connectés" },
  "card.unavailable": "Indisponible",
  "card.unavailable.label": "{name}, indisponible",
  "card.unavailable.oauth_client_missing": "SpeedAI n’a pas encore enregistré son accès auprès de {name}.",
  "card.unavailable.inbound_mail_missing": "La réception d’e-mails n’est pas encore ouverte sur cet espace.",
  "card.unavailable.adapter_missing": "Le raccordement à {name} n’est pas encore ouvert sur cet espace.",

  "history.label": {
    one: "{count} vérification, {failed} en échec",
    other: "{count} dernières vérifications, {failed} en échec",
  },
  "history.none": "Aucune vérification pour l’instant",

  "attention.title": {
    one: "{count} connexion demande votre attention.",
    other: "{count} connexions demandent votre attention.",
  },
  "attention.which": "{name} depuis {when}",
  "attention.show": "Voir",
  "attention.next": "Suivante",

  "state.stale": "Le service ne répond pas : ce que vous voyez date de la dernière actualisation.",
  "state.resume": "La connexion n’a pas pu reprendre où elle s’était arrêtée. Recommencez depuis la carte de l’outil.",
  "state.resume.close": "Masquer ce message",
  "state.none.title": "Aucun outil ne correspond à « {query} ».",
  "state.none.text": "Essayez un autre mot, ou reliez-le par une API personnalisée ou un webhook.",
  "state.none.filters": "Aucun outil ne correspond à ces filtres.",
  "state.none.hidden": "Masqué par : {filters}.",
  "state.none.without": { one: "Sans {filter} : {count} résultat", other: "Sans {filter} : {count} résultats" },
  "state.none.quoted": "« {filter} »",
  "state.empty.title": "Aucune intégration n’est ouverte sur cet espace.",
  "state.empty.text": "Votre interlocuteur SpeedAI peut en ouvrir pour vous.",

  "live.status": "{name} : {status}",
  "live.removed": "{name} : connexion retirée",
} as const satisfies Section;
