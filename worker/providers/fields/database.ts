/** The form of a direct database connection: the same for PostgreSQL and MySQL. */
import { cleanHost } from "../../domain/pasted.ts";
import type { FieldSpec, Text } from "../define.ts";

export function databaseFields(engine: {
  readonly port: number;
  readonly whereDatabase: Text;
  readonly whereUser: Text;
}): readonly FieldSpec[] {
  return [
    {
      name: "host",
      type: "text",
      label: { fr: "Hôte (host)", en: "Host" },
      help: {
        fr: "Le nom ou l’adresse publique de votre serveur. Si vous avez la chaîne de connexion, collez-la en entier : les autres champs se remplissent.",
        en: "Your server’s public name or address. Paste the whole connection string if you have it: the other fields fill themselves in.",
      },
      where: {
        fr: "Chez votre hébergeur, dans la page de votre base : « Connexion », « Host » ou « Endpoint ».",
        en: "At your hosting provider, on your database’s page: “Connection”, “Host” or “Endpoint”.",
      },
      placeholder: "db.votre-hebergeur.com",
      maxLength: 253,
      pattern: /^[a-z0-9_:][a-z0-9_.:-]{0,252}$/,
      clean: cleanHost,
    },
    {
      name: "port",
      type: "number",
      label: { fr: "Port", en: "Port" },
      help: {
        fr: `${engine.port} sauf indication contraire de votre hébergeur.`,
        en: `${engine.port} unless your hosting provider says otherwise.`,
      },
      default: engine.port,
      min: 1,
      max: 65_535,
    },
    {
      name: "database",
      type: "text",
      label: { fr: "Base de données (database)", en: "Database" },
      where: engine.whereDatabase,
      maxLength: 128,
    },
    {
      name: "user",
      type: "text",
      label: { fr: "Utilisateur (user)", en: "User" },
      help: {
        fr: "De préférence un compte réservé à SpeedAI, avec le seul droit de lecture.",
        en: "Preferably an account of SpeedAI’s own, with read access only.",
      },
      where: engine.whereUser,
      maxLength: 128,
    },
    {
      name: "password",
      type: "secret",
      label: { fr: "Mot de passe (password)", en: "Password" },
      where: {
        fr: "Choisi à la création du compte ; votre hébergeur peut en définir un nouveau.",
        en: "Chosen when the account was made; your hosting provider can set a new one.",
      },
      maxLength: 1024,
    },
    {
      name: "ssl",
      type: "boolean",
      label: { fr: "Connexion chiffrée (SSL)", en: "Encrypted connection (SSL)" },
      help: {
        fr: "À laisser activé. Le certificat et le nom du serveur sont alors toujours vérifiés, et rien n’est envoyé à un serveur sans chiffrement.",
        en: "Leave it on. The server’s certificate and name are then always verified, and nothing is sent to a server without encryption.",
      },
      default: true,
    },
    {
      name: "ca_certificate",
      type: "textarea",
      label: { fr: "Certificat de l’autorité (CA)", en: "Authority certificate (CA)" },
      help: {
        fr: "Seulement si votre hébergeur fournit son propre certificat (fichier .pem ou .crt) : collez-en tout le texte.",
        en: "Only if your hosting provider gives its own certificate (.pem or .crt file): paste its whole text.",
      },
      where: {
        fr: "Chez votre hébergeur, dans la page de la base, à télécharger sous « Certificat » ou « SSL ».",
        en: "At your hosting provider, on the database’s page, to download under “Certificate” or “SSL”.",
      },
      placeholder: "-----BEGIN CERTIFICATE-----",
      optional: true,
      maxLength: 65_536,
      pattern: /^-----BEGIN CERTIFICATE-----\n[\s\S]+\n-----END CERTIFICATE-----$/,
      visibleIf: { field: "ssl", equals: [true] },
      clean: (typed) => typed.replace(/\r\n?/g, "\n"),
    },
  ];
}

/** What is done with the customer's database, whatever its engine. */
export const databaseAccess = {
  reads: [
    {
      fr: "Les tables que vous ouvrez au compte indiqué : clients, réservations, commandes",
      en: "The tables that you open to the given account: customers, bookings, orders",
    },
  ],
  writes: [
    {
      fr: "Les appels, dans une table prévue pour eux, si vous donnez à ce compte le droit d’y écrire",
      en: "Calls, into a table meant for them, if you give the account the right to write there",
    },
  ],
  never: [
    {
      fr: "La structure de votre base : aucune table créée, modifiée ou supprimée",
      en: "Your database’s structure: no table is created, changed or deleted",
    },
    {
      fr: "Un mot de passe envoyé sans chiffrement lorsque SSL est activé",
      en: "A password sent unencrypted while SSL is on",
    },
  ],
} as const;
