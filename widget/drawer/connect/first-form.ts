/** The form with which an attempt begins, and what was typed into it. Pure. */
import type { Field, FieldValues, Integration, Method, Role } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";

/** The name of a connection as a field of a form. */
export function labelField(texts: Texts): Field {
  return {
    name: "label",
    type: "text",
    label: texts.t("drawer.label"),
    help: texts.t("drawer.label.help"),
    required: true,
    admin_only: false,
    max_length: 120,
  };
}

interface FirstForm {
  readonly texts: Texts;
  readonly integration: Integration;
  readonly method: Method;
  readonly role: Role | null;
  /** An existing connection is renewed: it has its name. */
  readonly isAgain: boolean;
}

/** Fields of the method that this person may fill in, and a name for the connection where names help. */
export function firstFields({ texts, integration, method, role, isAgain }: FirstForm): readonly Field[] {
  const own = method.fields.filter((field) => !(field.admin_only && role !== null && role !== "admin"));
  const hasOthers = integration.connections.length > 0;
  const isFileOnly = own.length > 0 && own.every((field) => field.type === "file");
  if (isAgain || hasLabel(own) || isFileOnly || (own.length === 0 && !hasOthers)) return own;
  return [...own, { ...labelField(texts), required: false }];
}

/** The verb of the main button says what will happen. */
export function submitLabel({ texts, integration, method, isAgain }: FirstForm): string {
  const provider = integration.name;
  if (isAgain) return texts.t("drawer.reconnect", { provider });
  switch (method.kind) {
    case "oauth2":
      return texts.t("drawer.submit.oauth2", { provider });
    case "credentials":
    case "database":
      return texts.t("drawer.submit.test");
    case "webhook":
      return texts.t("drawer.submit.webhook");
    case "mailbox":
      return texts.t("drawer.submit.mailbox");
    case "csv":
      return texts.t("drawer.submit.csv");
  }
}

/** The tool's own form asks for the name. */
export function hasLabel(fields: readonly Field[]): boolean {
  return fields.some(({ name }) => name === "label");
}

/** What the tool is told, and the name of the connection, which only some tools' own forms ask for. */
export function splitLabel(
  fields: readonly Field[],
  typed: FieldValues,
): { readonly values: FieldValues; readonly label: string | null } {
  const { label, ...others } = typed;
  return { values: hasLabel(fields) ? typed : others, label: typeof label === "string" ? label : null };
}

/** What may be shown again. */
export function withoutSecrets(fields: readonly Field[], typed: FieldValues): FieldValues {
  const secrets = new Set(fields.flatMap(({ name, type }) => (type === "secret" ? name : [])));
  return Object.fromEntries(Object.entries(typed).filter(([name]) => !secrets.has(name)));
}
