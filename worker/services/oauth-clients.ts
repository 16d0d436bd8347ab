/** Which OAuth client serves a connection: the customer's own application, or this deployment's. */
import { toValues, type Values } from "../domain/values.ts";
import type { Config } from "../env.ts";
import { type OAuthClient, ownClient } from "../methods/oauth2.ts";
import type { OAuth2Method, Provider } from "../providers/define.ts";

export function oauthClientOf(
  config: Config,
  provider: Provider,
  method: OAuth2Method,
  values: Values = toValues(),
): OAuthClient | undefined {
  const own = ownClient(method, values);
  if (own) return own;
  const client = config.oauthClients.get(provider.id);
  if (!client) return undefined;
  const variant = method.oauth.clientVariant?.(values);
  const secret = (variant !== undefined && client.variants.get(variant)) || client.secret;
  return { id: client.id, secret: secret.reveal() };
}
