/** PostgreSQL and MariaDB for visitors, when their programs are on the machine: on temporary folders, with a certificate of their own. */
import { randomBytes } from "node:crypto";
import { createAuthority } from "../../scripts/certificates.ts";
import { type DatabaseServer, hasMariaDb, hasPostgres, startMariaDb, startPostgres } from "../../scripts/databases.ts";
import type { SamplesByMethod } from "../host/samples.ts";

const database = "maison_lumiere";
const user = "speedai";

const bookings = `create table reservations (id integer primary key, client varchar(80), couverts integer, le date);
insert into reservations values (1, 'Élodie Marchand', 2, '2026-12-04'), (2, 'Karim Benali', 6, '2026-12-05');`;

export interface SampleDatabases {
  readonly samples: SamplesByMethod;
  stop(): Promise<void>;
}

/** Starts those that can be started without installing anything. Rejects when one that is there does not start. */
export async function startSampleDatabases(): Promise<SampleDatabases> {
  const authority = createAuthority("Demonstration authority");
  const tls = authority.issue({ names: ["127.0.0.1", "localhost"] });
  const password = randomBytes(12).toString("base64url");
  const started = await Promise.allSettled([
    hasPostgres() ? startPostgres({ tls, sql: postgresSetup(password) }) : undefined,
    hasMariaDb() ? startMariaDb({ tls, sql: mariaDbSetup(password) }) : undefined,
  ]);
  const servers = started.map((result) => (result.status === "fulfilled" ? result.value : undefined));
  const stop = async () => {
    await Promise.all(servers.map((server) => server?.stop()));
  };
  const failed = started.find((result) => result.status === "rejected");
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const sample = ({ host, port }: DatabaseServer) => ({
    database: { host, port, database, user, password, ssl: true, ca_certificate: authority.cert },
  });
  const [postgresql, mysql] = servers;
  return {
    samples: {
      ...(postgresql ? { postgresql: sample(postgresql) } : {}),
      ...(mysql ? { mysql: sample(mysql) } : {}),
    },
    stop,
  };
}

function postgresSetup(password: string): string {
  return `create role ${user} login password '${password}';
create database ${database};
\\connect ${database}
${bookings}
grant select on reservations to ${user};`;
}

function mariaDbSetup(password: string): string {
  return `create database ${database} character set utf8mb4;
create user '${user}'@'%' identified by '${password}';
grant select on ${database}.* to '${user}'@'%';
use ${database};
${bookings}`;
}
