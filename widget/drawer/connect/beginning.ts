/** What stands before an attempt goes its way: which way to connect, and the form with which it begins or which the server sent back. */
import { html, nothing, type TemplateResult } from "lit";
import type { Connection, Field, FieldErrorCode, Method, MethodKind, StepOf } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { errorNotice } from "../../steps/explanation/error-notice.ts";
import type { FormAnswer } from "../../steps/form/form.component.ts";
import { infoIcon } from "../../steps/icons.ts";
import { copyItems } from "../../steps/instructions/copy-items.ts";
import { firstFields, hasLabel, submitLabel } from "./first-form.ts";
import type { ConnectView } from "./view.ts";

/** A new connection is checked while the person waits: the checklist shows at once. */
const testsOnSubmit: readonly MethodKind[] = ["credentials", "database"];

const noErrors: readonly { readonly field: string; readonly code: FieldErrorCode }[] = [];

/** `form`: the server sent it back. Undefined: nothing was begun. */
export function beginningView(view: ConnectView, form: StepOf<"form"> | undefined): TemplateResult {
  return html`${form === undefined ? introduction(view) : nothing}
    ${view.method === undefined ? nothing : formView(view, view.method, form)}`;
}

/** Which way to connect, when the tool offers several; why not, when it offers none. */
function introduction({ texts, integration, method, connection, choose }: ConnectView): TemplateResult {
  const isOffered = method?.available ?? integration.available;
  const why = method?.unavailable_reason ?? integration.unavailable_reason ?? "adapter_missing";
  return html`
    ${connection === null ? nothing : renewal(texts, connection)}
    ${
      isOffered
        ? nothing
        : html`<div class="notice">
            ${infoIcon}<span>${texts.t(`page.card.unavailable.${why}`, { name: integration.name })}</span>
          </div>`
    }
    ${
      connection === null && integration.methods.length > 1
        ? html`<fieldset class="methods">
            <legend>${texts.t("drawer.methods")}</legend>
            ${integration.methods.map(
              (candidate) => html`<label>
                <input
                  type="radio"
                  name="method"
                  .value=${candidate.id}
                  .checked=${candidate === method}
                  @change=${() => choose(candidate.id)}
                />
                <span>
                  <strong>${texts.prose(candidate.title)}</strong>
                  ${
                    candidate.summary === undefined
                      ? nothing
                      : html`<span class="muted small">${texts.prose(candidate.summary)}</span>`
                  }
                </span>
              </label>`,
            )}
          </fieldset>`
        : nothing
    }
  `;
}

function renewal(texts: Texts, { kind, account, label }: Connection): TemplateResult {
  return kind === "csv"
    ? html`<div>
        <h2>${texts.t("records.import.again.title")}</h2>
        <p class="lead">${texts.t("records.import.again.lead")}</p>
      </div>`
    : html`<div>
        <h2>${texts.t("drawer.reconnect.title", { label: account?.label ?? label })}</h2>
        <p class="lead">${texts.t("drawer.reconnect.lead")}</p>
      </div>`;
}

/** The first form of the method, or the one the server sent back: the same element, so that what was typed stays. */
function formView(view: ConnectView, method: Method, form: StepOf<"form"> | undefined): TemplateResult {
  const { texts, integration, connection, flow, role } = view;
  const first = { texts, integration, method, role, isAgain: connection !== null };
  const fields = fieldsOf(method, firstFields(first), form);
  const file = fields.find((field) => field.type === "file");
  if (form === undefined && file !== undefined && fields.every((field) => field.type === "file")) {
    return html`${flow.error === null ? nothing : errorNotice(texts, flow.error, integration.name)}
      <speedai-step-upload
        .texts=${texts}
        .accept=${file.accept ?? ""}
        .sent=${flow.sent}
        ?busy=${flow.isBusy}
        .send=${(chosen: File) => view.begin(method, { values: {}, file: chosen })}
        .stop=${view.giveUp}
      ></speedai-step-upload>`;
  }
  return html`${form?.items === undefined || form.items.length === 0 ? nothing : copyItems(texts, form.items)}
    ${
      method.kind === "oauth2" && form === undefined
        ? html`<p class="lead">${texts.t("drawer.consent.lead", { provider: integration.name })}</p>`
        : nothing
    }
    <speedai-step-form
      .texts=${texts}
      .fields=${fields}
      .values=${form?.values ?? { ...connection?.settings, ...view.kept }}
      .errors=${form?.errors ?? noErrors}
      .check=${form?.check ?? null}
      .problem=${flow.error}
      .provider=${integration.name}
      .now=${view.now}
      .submitLabel=${submitLabel(first)}
      .testsOnSubmit=${testsOnSubmit.includes(method.kind)}
      ?busy=${flow.isBusy}
      ?locked=${!method.available}
      .submit=${(answer: FormAnswer) => (form === undefined ? view.begin(method, answer) : view.goOn(answer))}
    ></speedai-step-form>`;
}

/** The name that was given at first stays at hand. */
function fieldsOf(method: Method, beginning: readonly Field[], form: StepOf<"form"> | undefined): readonly Field[] {
  if (form === undefined) return beginning;
  const name = method.opens_with_attempt === true ? undefined : beginning.find((field) => field.name === "label");
  return name === undefined || hasLabel(form.fields) ? form.fields : [...form.fields, name];
}
