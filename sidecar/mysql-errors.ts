/**
 * What MySQL's and MariaDB's error numbers mean to the customer. Never by their text: it is translated, and it repeats names.
 * https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html, https://mariadb.com/docs/server/reference/error-codes
 */
import { codeOf } from "./dial.ts";
import type { Failure } from "./outcome.ts";

export function judgeServerError(errorNumber: number): Failure {
  switch (errorNumber) {
    case 1045: // ER_ACCESS_DENIED_ERROR: also what an account with REQUIRE SSL says to a connection without TLS
    case 1698: // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
      return { code: "bad_credentials", field: "password" };
    case 1049: // ER_BAD_DB_ERROR
      return { code: "database_unknown", field: "database" };
    case 1044: // ER_DBACCESS_DENIED_ERROR: also for a database that does not exist, to an account without global rights
      return { code: "rights_missing", field: "database" };
    case 1142: // ER_TABLEACCESS_DENIED_ERROR
    case 1143: // ER_COLUMNACCESS_DENIED_ERROR
    case 1227: // ER_SPECIFIC_ACCESS_DENIED_ERROR
      return { code: "rights_missing", field: "user" };
    case 1040: // ER_CON_COUNT_ERROR
    case 1203: // ER_TOO_MANY_USER_CONNECTIONS
    case 1226: // ER_USER_LIMIT_REACHED
      return { code: "too_many_connections" };
    case 1129: // ER_HOST_IS_BLOCKED
    case 1130: // ER_HOST_NOT_PRIVILEGED
      return { code: "host_not_allowed" };
    case 3159: // ER_SECURE_TRANSPORT_REQUIRED
      return { code: "tls_required_by_server", field: "ssl" };
    case 1251: // ER_NOT_SUPPORTED_AUTH_MODE
    case 1275: // ER_SERVER_IS_IN_SECURE_AUTH_MODE
    case 1524: // ER_PLUGIN_IS_NOT_LOADED
      return { code: "login_method_refused" };
    case 1820: // ER_MUST_CHANGE_PASSWORD
    case 1862: // ER_MUST_CHANGE_PASSWORD_LOGIN
      return { code: "credentials_expired", field: "password" };
    case 3118: // ER_ACCOUNT_HAS_BEEN_LOCKED (MySQL)
    case 4151: // ER_ACCOUNT_HAS_BEEN_LOCKED (MariaDB)
      return { code: "account_frozen", field: "user" };
    case 1969: // ER_STATEMENT_TIMEOUT (MariaDB)
    case 3024: // ER_QUERY_TIMEOUT (MySQL)
      return { code: "server_silent" };
    case 1053: // ER_SERVER_SHUTDOWN
      return { code: "connection_lost" };
    default:
      return { code: "unexpected_answer" };
  }
}

/** Errors of mysql2: the server's carry a number, the driver's own a word. */
export function judgeMysqlError(error: unknown): Failure {
  if (error instanceof Error && "errno" in error && typeof error.errno === "number" && error.errno > 0) {
    return judgeServerError(error.errno);
  }
  const code = codeOf(error);
  if (code.startsWith("ERR_SSL")) return { code: "tls_failed" };
  switch (code) {
    case "AUTH_SWITCH_PLUGIN_ERROR":
    case "MYSQL_CLEAR_PASSWORD_NOT_ENABLED":
      return { code: "login_method_refused" };
    case "PROTOCOL_CONNECTION_LOST":
    case "ECONNRESET":
    case "EPIPE":
      return { code: "connection_lost" };
    default:
      return { code: "unexpected_answer" };
  }
}
