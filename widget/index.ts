/** Public entry: importing it registers `<speedai-integrations>`. On a server it registers nothing. */
export { type ApiClient, ApiError } from "./api/client.ts";
export type { SpeedaiEventDetails, SpeedaiEventName } from "./events.ts";
export type { Messages, TextKey } from "./i18n/index.ts";
export type { HostFilter } from "./page/search.ts";
export type { GetSession, SessionGrant } from "./session.ts";
export { SessionError, type SessionReason } from "./session-error.ts";
export type { ElementState } from "./speedai-integrations/speedai-integrations.component.ts";
export { SpeedaiIntegrations } from "./speedai-integrations/speedai-integrations.component.ts";
export type { Appearance } from "./styles/appearance.ts";

import "./speedai-integrations/speedai-integrations.ts";
