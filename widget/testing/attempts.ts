/** Attempts and their steps as the API would send them, for tests and the gallery. */
import type { Attempt, Step } from "../../schema/wire/index.ts";
import { check, connection } from "./connections.ts";
import { now } from "./now.ts";
import { tokenField } from "./tools.ts";

export function attempt(step: Step, facts: Partial<Attempt> = {}): Attempt {
  return {
    id: "att_91bd",
    provider: "pipedrive",
    method: "credentials",
    state: step.kind === "done" || step.kind === "instructions" ? "done" : step.kind === "failed" ? "failed" : "open",
    step,
    expires_at: new Date(now.getTime() + 600_000).toISOString(),
    ...facts,
  };
}

/** One step of every kind. */
export const steps = {
  form: { kind: "form", fields: [tokenField] },
  redirect: {
    kind: "redirect",
    start_url: "/api/integrations/hubspot/start?attempt=att_91bd",
    handshake: "hs_5d1c",
    can_redirect: true,
  },
  upload: { kind: "upload", accept: ".csv,text/csv", max_bytes: 10_485_760 },
  mapping: {
    kind: "mapping",
    file_name: "reservations-octobre.csv",
    encoding: "windows-1252",
    delimiter: ";",
    rows: 412,
    columns: [
      { index: 0, name: "Date", samples: ["14/10/2026", "15/10/2026"] },
      { index: 1, name: "Heure", samples: ["19:30", "20:00"] },
      { index: 2, name: "Client", samples: ["Mme Lefèvre", "M. Nguyen"] },
      { index: 3, name: "Couverts", samples: ["4", "2"] },
    ],
    targets: [
      { name: "starts_on", required: true, column: 0 },
      { name: "starts_at", required: false, column: 1 },
      { name: "full_name", required: true, column: null },
      { name: "party_size", required: false, column: 3 },
      { name: "phone", required: false, column: null },
    ],
    remembered: true,
  },
  choice: {
    kind: "choice",
    field: "property_id",
    question: "property",
    options: [
      { value: "17", label: "Hôtel des Arts, Lyon" },
      { value: "18", label: "Hôtel du Parc, Annecy" },
    ],
  },
  instructions: {
    kind: "instructions",
    items: [
      {
        name: "webhook_url",
        value: "https://api.speedai.example/api/integrations/webhook/ep_0f4b6a1c2d3e4f50",
        once: false,
      },
      { name: "webhook_secret", value: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", once: true },
    ],
    connection: connection({ provider: "webhook", method: "webhook", kind: "webhook", status: "pending" }),
  },
  waiting: { kind: "waiting", for: "import", progress: { done: 42_000, total: 100_000 } },
  done: { kind: "done", connection: connection(), check: check() },
  failed: { kind: "failed", reason: "consent_denied" },
} as const satisfies { readonly [Kind in Step["kind"]]: Extract<Step, { kind: Kind }> };
