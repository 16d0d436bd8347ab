import type { Flow } from "../flow.ts";
import { consentFlows } from "./consents.ts";
import { inboundFlows } from "./inbound.ts";
import { keyFlows } from "./keys.ts";

export const flows: readonly Flow[] = [...consentFlows, ...keyFlows, ...inboundFlows];
