import { defineProvider } from "./define.ts";
import { databaseAccess, databaseFields } from "./fields/database.ts";

export default defineProvider({
  id: "mysql",
  name: "MySQL",
  category: "database",
  badge: "premium",
  logo: { icon: "logos:mysql-icon" },
  docsUrl: "https://dev.mysql.com/doc/refman/8.4/en/create-user.html",
  summary: {
    fr: "Vos clients et vos réservations, lus dans votre base MySQL ou MariaDB.",
    en: "Your customers and bookings, read straight from your MySQL or MariaDB database.",
  },
  synonyms: ["mariadb", "sql", "base de données", "database", "bdd", "phpmyadmin", "planetscale", "rds", "serveur"],
  access: databaseAccess,
  facts: {
    sources: [
      "https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html",
      "https://mariadb.com/docs/server/reference/error-codes",
      "npm package mysql2 3.24 (source)",
    ],
    confidence: "documented",
    limits: "One connection per check, 10 seconds at most",
    unverified: [
      "Accounts that log in by LDAP, Kerberos, auth_socket or MariaDB's client_ed25519 are refused by the driver",
    ],
  },
  methods: [
    {
      id: "database",
      kind: "database",
      engine: "mysql",
      title: { fr: "Connexion directe", en: "Direct connection" },
      summary: {
        fr: "SpeedAI se connecte à votre serveur MySQL ou MariaDB par une liaison directe, chiffrée par défaut.",
        en: "SpeedAI connects to your MySQL or MariaDB server over a direct link, encrypted by default.",
      },
      fields: databaseFields({
        port: 3306,
        whereDatabase: {
          fr: "Dans phpMyAdmin : la colonne de gauche. Chez votre hébergeur : « Bases de données ».",
          en: "In phpMyAdmin: the left column. At your hosting provider: “Databases”.",
        },
        whereUser: {
          fr: "Chez votre hébergeur, dans la page de la base : « Utilisateurs ».",
          en: "At your hosting provider, on the database’s page: “Users”.",
        },
      }),
      steps: [
        {
          fr: "Demandez à la personne qui gère votre base de créer un compte réservé à SpeedAI : `CREATE USER 'speedai'@'%' IDENTIFIED BY '…' REQUIRE SSL`",
          en: "Ask the person who runs your database to create an account for SpeedAI: `CREATE USER 'speedai'@'%' IDENTIFIED BY '…' REQUIRE SSL`",
        },
        {
          fr: "Donnez à ce compte le droit de lire la base : `GRANT SELECT ON votre_base.* TO 'speedai'@'%'`",
          en: "Let this account read the database: `GRANT SELECT ON your_database.* TO 'speedai'@'%'`",
        },
        {
          fr: "Activez l’accès distant chez votre hébergeur et, si un pare-feu protège votre serveur, autorisez l’adresse IP de SpeedAI que votre interlocuteur vous a communiquée.",
          en: "Switch on remote access at your hosting provider and, if a firewall protects your server, allow SpeedAI’s IP address that your contact gave you.",
        },
        {
          fr: "Relevez l’hôte, le port et le nom de la base dans l’espace de votre hébergeur, puis remplissez le formulaire.",
          en: "Take the host, port and database name from your hosting provider’s console, then fill in the form.",
        },
      ],
    },
  ],
});
