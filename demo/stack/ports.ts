/** The ports of the demonstration: six, each with a variable that changes it. */
import { reservePort, tryPort } from "../../scripts/own-port.ts";

export const portVariables = {
  api: { variable: "API_PORT", port: 8787 },
  dashboard: { variable: "DASHBOARD_PORT", port: 8788 },
  partner: { variable: "PARTNER_PORT", port: 8789 },
  sidecar: { variable: "SIDECAR_PORT", port: 8790 },
  simulators: { variable: "SIMULATORS_PORT", port: 8791 },
  libsql: { variable: "LIBSQL_PORT", port: 8792 },
} as const;

export type PortName = keyof typeof portVariables;
export type Ports = Readonly<Record<PortName, number>>;

/** What the person who starts the demonstration has to change. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/**
 * Reads the variables; `unset` says what stands for one that is not set: the usual port or a free one. Throws `StartError` for
 * what is no port, for a port named twice and for one that is taken.
 */
export async function choosePorts(
  environment: Readonly<Record<string, string | undefined>>,
  unset: "usual" | "free",
): Promise<Ports> {
  const ports = {
    api: await choosePort("api", environment, unset),
    dashboard: await choosePort("dashboard", environment, unset),
    partner: await choosePort("partner", environment, unset),
    sidecar: await choosePort("sidecar", environment, unset),
    simulators: await choosePort("simulators", environment, unset),
    libsql: await choosePort("libsql", environment, unset),
  };
  for (const [name, port] of Object.entries(ports)) {
    const [other] = Object.entries(ports).find((entry) => entry[0] !== name && entry[1] === port) ?? [];
    if (other !== undefined) throw new StartError(`Port ${port} is chosen for ${name} and for ${other}.`);
  }
  return ports;
}

async function choosePort(
  name: PortName,
  environment: Readonly<Record<string, string | undefined>>,
  unset: "usual" | "free",
): Promise<number> {
  const { variable, port: usual } = portVariables[name];
  const text = environment[variable];
  if ((text === undefined || text === "") && unset === "free") return reservePort();
  const port = text === undefined || text === "" ? usual : Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new StartError(`${variable} is not a port: write a number from 1 to 65535.`);
  }
  try {
    await tryPort(port);
    return port;
  } catch (cause) {
    const why = isCode(cause, "EACCES") ? "may not be used by this account" : "is taken by another program";
    throw new StartError(`Port ${port} (${name}) ${why}. Free it, or choose another with ${variable}=<port>.`, {
      cause,
    });
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
