/** A real PostgreSQL and a real MariaDB with a customer's account each, as a form would name them. */
import { randomBytes } from "node:crypto";
import { createAuthority } from "../../scripts/certificates.ts";
import { type DatabaseServer, startMariaDb, startPostgres } from "../../scripts/databases.ts";

export type Engine = "postgresql" | "mysql";
export const engines: readonly Engine[] = ["postgresql", "mysql"];

export interface CustomerDatabase {
  /** What the person types. */
  readonly values: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    readonly password: string;
    readonly ssl: true;
    readonly ca_certificate: string;
  };
  /** The customer's administrator changes the account's password. */
  changePassword(password: string): Promise<void>;
  stop(): Promise<void>;
}

const user = "speedai";
const name = "maison_lumiere";
const bookings = `create table reservations (id integer primary key, client varchar(80));
insert into reservations values (1, 'Élodie Marchand'), (2, 'Karim Benali');`;

/** Both start at the same time; the first start on a machine installs what is missing. */
export async function startCustomerDatabases(
  passwords: Partial<Record<Engine, string>> = {},
): Promise<Readonly<Record<Engine, CustomerDatabase>>> {
  const authority = createAuthority("Customer's authority");
  const tls = authority.issue({ names: ["127.0.0.1"] });
  const passwordOf = (engine: Engine) => passwords[engine] ?? randomBytes(15).toString("base64url");
  const describe = (server: DatabaseServer, password: string, change: (next: string) => string): CustomerDatabase => ({
    values: {
      host: server.host,
      port: server.port,
      database: name,
      user,
      password,
      ssl: true,
      ca_certificate: authority.cert.trim(),
    },
    changePassword: async (next) => {
      await server.run(change(next));
    },
    stop: () => server.stop(),
  });
  const startPostgresql = async () => {
    const password = passwordOf("postgresql");
    const server = await startPostgres({
      tls,
      sql: `create role ${user} login password '${password}';
create database ${name};
\\connect ${name}
${bookings}
grant select on reservations to ${user};`,
    });
    return describe(server, password, (next) => `alter role ${user} password '${next}'`);
  };
  const startMysql = async () => {
    const password = passwordOf("mysql");
    const server = await startMariaDb({
      tls,
      sql: `create database ${name} character set utf8mb4;
create user '${user}'@'%' identified by '${password}';
grant select on ${name}.* to '${user}'@'%';
use ${name};
${bookings}`,
    });
    return describe(server, password, (next) => `alter user '${user}'@'%' identified by '${next}'`);
  };
  const [postgresql, mysql] = await Promise.all([startPostgresql(), startMysql()]);
  return { postgresql, mysql };
}
