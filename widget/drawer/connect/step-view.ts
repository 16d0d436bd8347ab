/** The element of each step that the server can ask for, except forms. */
import { html, nothing, type TemplateResult } from "lit";
import type { Connection, FieldValues, Step } from "../../../schema/wire/index.ts";
import { errorNotice } from "../../steps/explanation/error-notice.ts";
import type { ConnectView } from "./view.ts";

type OtherStep = Exclude<Step, { kind: "form" }>;

/** The step, and what went wrong with it where it does not say so itself. */
export function stepView(view: ConnectView, step: OtherStep): TemplateResult {
  const { texts, integration, flow } = view;
  const isToldByFields = step.kind === "mapping" && (flow.error?.problem?.errors?.length ?? 0) > 0;
  return html`${
    flow.error === null || step.kind === "failed" || isToldByFields
      ? nothing
      : errorNotice(texts, flow.error, integration.name)
  }
  ${elementOf(view, step)}`;
}

function elementOf(view: ConnectView, step: OtherStep): TemplateResult {
  const { texts, integration, flow, giveUp, finish } = view;
  const provider = integration.name;
  switch (step.kind) {
    case "redirect":
      return html`<speedai-step-redirect
        .texts=${texts}
        .provider=${provider}
        .window=${flow.window}
        .open=${() => flow.openWindow()}
        .leave=${() => flow.goSameTab()}
        .cancel=${giveUp}
      ></speedai-step-redirect>`;
    case "upload":
      return html`<speedai-step-upload
        .texts=${texts}
        .accept=${step.accept}
        .maxBytes=${step.max_bytes}
        .sent=${flow.sent}
        ?busy=${flow.isBusy}
        .send=${(file: File) => void flow.upload(file)}
        .stop=${() => flow.stopUpload()}
      ></speedai-step-upload>`;
    case "mapping":
      return html`<speedai-step-mapping
        .texts=${texts}
        .step=${step}
        .provider=${provider}
        .problem=${flow.error}
        ?busy=${flow.isBusy}
        .submit=${(values: FieldValues) => void flow.submit(values)}
        .cancel=${giveUp}
      ></speedai-step-mapping>`;
    case "choice":
      return html`<speedai-step-choice
        .texts=${texts}
        .step=${step}
        .provider=${provider}
        ?busy=${flow.isBusy}
        .submit=${(values: FieldValues) => void flow.submit(values)}
        .cancel=${giveUp}
      ></speedai-step-choice>`;
    case "instructions":
      return html`<speedai-step-instructions
        .texts=${texts}
        .step=${step}
        .provider=${provider}
        .finish=${() => finish(step.connection)}
      ></speedai-step-instructions>`;
    case "waiting":
      return html`<speedai-step-waiting
        .texts=${texts}
        .step=${step}
        .provider=${provider}
        ?silent=${flow.window.silent}
        .cancel=${step.for === "consent" || step.for === "commit" ? giveUp : null}
      ></speedai-step-waiting>`;
    case "done":
      return html`<speedai-step-done
        .api=${view.api}
        .texts=${texts}
        .step=${step}
        .provider=${provider}
        .now=${view.now}
        ?again=${view.connection !== null}
        .twin=${twinOf(step.connection, integration.connections)}
        .see=${() => finish(step.connection)}
        .close=${view.leave}
      ></speedai-step-done>`;
    case "failed":
      return html`<speedai-step-failed
        .texts=${texts}
        .step=${step}
        .provider=${provider}
        .now=${view.now}
        .retry=${giveUp}
        .close=${view.close}
      ></speedai-step-failed>`;
  }
}

/** No step is known yet. */
export function busyView(words: string): TemplateResult {
  return html`<p class="busy" role="status"><span class="spinner"></span>${words}</p>`;
}

/** Connected twice: a slip more often than a wish. */
function twinOf({ id, account }: Connection, connections: readonly Connection[]): string | null {
  return (
    connections.find((other) => other.id !== id && account !== null && other.account?.id === account.id)?.label ?? null
  );
}
