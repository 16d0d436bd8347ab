/** The one thing to do with a connection, by its status. */
import type { Connection } from "../../../schema/wire/index.ts";
import type { View } from "../card/open-request.ts";

export interface Verb {
  readonly name: "manage" | "reconnect" | "fix" | "resume" | "view";
  readonly view: View | null;
}

export function verbFor({ status, kind }: Pick<Connection, "status" | "kind">, isReadonly: boolean): Verb {
  if (isReadonly) return { name: "view", view: null };
  switch (status) {
    case "connected":
      return { name: "manage", view: null };
    case "pending":
      return { name: "resume", view: null };
    case "expired":
      return { name: "reconnect", view: "reconnect" };
    case "error":
      return { name: "fix", view: "overview" };
    case "action_required":
      // A consent is given again at the provider; anything else is corrected in a form.
      return kind === "oauth2" ? { name: "reconnect", view: "reconnect" } : { name: "fix", view: "overview" };
  }
}
