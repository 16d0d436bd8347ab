/** The OAuth clients that our Worker has at the simulated providers. */

export interface SimulatedClient {
  readonly id: string;
  readonly secret: string;
}

/** The OAuth client that a simulator accepts: the one of the environment, so that both sides agree, else a fixed one for demos. */
export function simulatorClient(provider: string, environment: NodeJS.ProcessEnv = process.env): SimulatedClient {
  const variables = clientVariables(provider);
  return {
    id: environment[variables.id] ?? `speedai-${provider}-client`,
    secret: environment[variables.secret] ?? `simulated-${provider}-client-secret-5c0f7d12a94e`,
  };
}

/** Names of the Worker's variables for a provider's OAuth client. */
export function clientVariables(provider: string): { readonly id: string; readonly secret: string } {
  const name = provider.toUpperCase();
  return { id: `OAUTH_${name}_CLIENT_ID`, secret: `OAUTH_${name}_CLIENT_SECRET` };
}
