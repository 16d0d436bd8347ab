/** The customer's own PostgreSQL or MySQL: checked by the sidecar, which alone speaks to it. */
import type { DatabaseCheckRequest } from "../../schema/wire/index.ts";
import type { Values } from "../domain/values.ts";
import type { DatabaseMethod } from "../providers/define.ts";
import { Checklist, type Tools, type Trial } from "./driver.ts";

export async function tryDatabase(tools: Tools, method: DatabaseMethod, values: Values): Promise<Trial> {
  const startedAt = tools.clock.now();
  const request = databaseRequest(method, values);
  const answered = await tools.sidecar.check(request);
  if (!answered.ok) {
    return new Checklist(tools.clock).fail("network", startedAt, { reason: answered.failure.reason });
  }
  const { ok, steps, code, field } = answered.value;
  return {
    ok,
    steps,
    failure: ok ? undefined : { reason: code ?? "internal", ...(field && { field }) },
    finding: {
      accountId: `${request.engine}:${request.host}:${request.port}/${request.database}`,
      accountLabel: `${request.database} · ${request.host}`,
    },
    token: undefined,
  };
}

function databaseRequest(method: DatabaseMethod, values: Values): DatabaseCheckRequest {
  return {
    engine: method.engine,
    host: values.text("host"),
    port: values.number("port"),
    database: values.text("database"),
    user: values.text("user"),
    password: values.text("password"),
    ssl: values.flag("ssl"),
    ...(values.has("ca_certificate") && { ca_certificate: values.text("ca_certificate") }),
  };
}
