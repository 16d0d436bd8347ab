import { defineProvider } from "./define.ts";
import { databaseAccess, databaseFields } from "./fields/database.ts";

export default defineProvider({
  id: "postgresql",
  name: "PostgreSQL",
  category: "database",
  badge: "premium",
  logo: { icon: "logos:postgresql" },
  docsUrl: "https://www.postgresql.org/docs/current/sql-createrole.html",
  summary: {
    fr: "Vos clients et vos réservations, lus directement dans votre base.",
    en: "Your customers and bookings, read straight from your database.",
  },
  synonyms: ["postgres", "pg", "sql", "base de données", "database", "bdd", "supabase", "neon", "rds", "serveur"],
  access: databaseAccess,
  facts: {
    sources: [
      "https://www.postgresql.org/docs/current/errcodes-appendix.html",
      "https://www.postgresql.org/docs/current/libpq-ssl.html",
      "npm package pg 8.23 (source)",
    ],
    confidence: "documented",
    limits: "One connection per check, 10 seconds at most",
  },
  methods: [
    {
      id: "database",
      kind: "database",
      engine: "postgresql",
      title: { fr: "Connexion directe", en: "Direct connection" },
      summary: {
        fr: "SpeedAI se connecte à votre serveur par une liaison directe, chiffrée par défaut.",
        en: "SpeedAI connects to your server over a direct link, encrypted by default.",
      },
      fields: databaseFields({
        port: 5432,
        whereDatabase: {
          fr: "Dans votre chaîne de connexion, le mot qui suit la dernière barre oblique.",
          en: "In your connection string, the word after the last slash.",
        },
        whereUser: {
          fr: "Dans votre chaîne de connexion, le mot qui suit les deux barres obliques.",
          en: "In your connection string, the word after the two slashes.",
        },
      }),
      steps: [
        {
          fr: "Demandez à la personne qui gère votre base de créer un compte réservé à SpeedAI : `CREATE ROLE speedai LOGIN PASSWORD '…'`",
          en: "Ask the person who runs your database to create an account for SpeedAI: `CREATE ROLE speedai LOGIN PASSWORD '…'`",
        },
        {
          fr: "Donnez à ce compte le droit de lire les tables utiles : `GRANT SELECT ON clients, reservations TO speedai`",
          en: "Let this account read the tables that matter: `GRANT SELECT ON customers, bookings TO speedai`",
        },
        {
          fr: "Si un pare-feu protège votre serveur, autorisez l’adresse IP de SpeedAI que votre interlocuteur vous a communiquée.",
          en: "If a firewall protects your server, allow SpeedAI’s IP address that your contact gave you.",
        },
        {
          fr: "Relevez l’hôte, le port et le nom de la base dans l’espace de votre hébergeur, puis remplissez le formulaire.",
          en: "Take the host, port and database name from your hosting provider’s console, then fill in the form.",
        },
      ],
    },
  ],
});
