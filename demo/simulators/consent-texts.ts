/** Words of the simulated consent screens: written in French, put into English for a browser that prefers it. */
export type ConsentLanguage = "fr" | "en";

/** The first of our languages in `Accept-Language`; French for a browser that asks for neither. */
export function preferredLanguage(acceptLanguage: string | undefined): ConsentLanguage {
  return /(?:^|,)\s*(fr|en)\b/i.exec(acceptLanguage ?? "")?.[1]?.toLowerCase() === "en" ? "en" : "fr";
}

/** A sentence in the language, `{places}` filled. What has no English (addresses, names) stays as it is. */
export function say(language: ConsentLanguage, french: string, places: Readonly<Record<string, string>> = {}): string {
  const text = language === "en" ? (english[french] ?? french) : french;
  return text.replace(/\{(\w+)\}/g, (place, name: string) => places[name] ?? place);
}

const english: Readonly<Record<string, string>> = {
  "Autoriser SpeedAI": "Allow SpeedAI",
  "Écran simulé pour la démonstration. Rien ne quitte cette machine.":
    "Simulated screen for the demonstration. Nothing leaves this machine.",
  "SpeedAI demande l’accès à votre compte {provider}": "SpeedAI asks for access to your {provider} account",
  "Choisissez le compte": "Choose the account",
  Compte: "Account",
  "L’application pourra": "The application will be able to",
  Refuser: "Refuse",
  Autoriser: "Allow",
  "Vous reviendrez ensuite sur {host}.": "You will then return to {host}.",
  "{provider} ne peut pas ouvrir cette demande": "{provider} cannot open this request",
  "Aucun compte ne correspond à cette demande.": "No account fits this request.",
  "Cette application n’est pas connue.": "This application is not known.",
  "L’adresse de retour n’est pas celle de l’application.": "The return address is not the application’s.",
  "Seule la méthode S256 est acceptée pour code_challenge.": "Only the method S256 is accepted for code_challenge.",
  "Un code_challenge est exigé.": "A code_challenge is required.",

  "1 établissement": "1 property",
  "2 établissements": "2 properties",
  "2 établissements à Lyon": "2 locations in Lyon",
  "Propriétaire de la feuille « Clients »": "Owner of the sheet “Clients”",
  "Sans accès à la feuille": "Without access to the sheet",
  "maison-lumiere.fr · portail 8412207": "maison-lumiere.fr · portal 8412207",
  "lyon.maison-lumiere.fr · portail 9026514": "lyon.maison-lumiere.fr · portal 9026514",
  "Base « Clients » partagée": "Database “Clients” is shared",
  "Aucune base partagée": "No database is shared",
  "Centre de données de la région choisie": "Data centre of the chosen region",
  "Compte hébergé aux États-Unis": "Account hosted in the United States",

  "Vous identifier": "Know who you are",
  "Voir votre adresse e-mail": "See your e-mail address",
  "Voir, modifier, créer et supprimer toutes vos feuilles de calcul Google Sheets":
    "See, edit, create and delete all your Google Sheets spreadsheets",
  "Reconnaître votre portail": "Recognise your portal",
  "Lire les contacts": "Read contacts",
  "Créer et modifier des contacts": "Create and change contacts",
  "Lire les entreprises": "Read companies",
  "Lire les transactions": "Read deals",
  "Créer et modifier des transactions": "Create and change deals",
  "Lire vos établissements et vos ventes": "Read your locations and sales",
  "Lire vos cartes et vos commandes": "Read your menus and orders",
  "Lire et écrire vos données par les API": "Read and write your data through the APIs",
  "Agir en votre nom à tout moment": "Act in your name at any time",
  "Reconnaître votre identité": "Recognise your identity",
  "Voir les clients": "See customers",
  "Voir les commandes des 60 derniers jours": "See orders of the last 60 days",
  "Voir les produits": "See products",
  "Voir les stocks": "See stock",
  "Voir le nom de votre entreprise": "See your company’s name",
  "Lire et écrire les prospects": "Read and write leads",
  "Lire les affaires": "Read deals",
  "Lire et écrire les appels": "Read and write calls",
  "Lire et écrire les rendez-vous": "Read and write appointments",
  "Lire les utilisateurs": "Read users",
};
