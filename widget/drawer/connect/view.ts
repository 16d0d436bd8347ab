/** What the parts of the way to a connection show, and what they can ask for. */
import type { Connection, FieldValues, Integration, Method, Role } from "../../../schema/wire/index.ts";
import type { ApiClient } from "../../api/client.ts";
import type { AttemptFlow } from "../../connect/attempt-flow.ts";
import type { Texts } from "../../i18n/index.ts";
import type { FormAnswer } from "../../steps/form/form.component.ts";

export interface ConnectView {
  readonly api: ApiClient | null;
  readonly texts: Texts;
  readonly integration: Integration;
  readonly method: Method | undefined;
  /** The one that is renewed. */
  readonly connection: Connection | null;
  readonly flow: AttemptFlow;
  readonly role: Role | null;
  readonly now: Date;
  /** What was typed before. */
  readonly kept: FieldValues;
  readonly choose: (methodId: string) => void;
  /** Runs inside the click. */
  readonly begin: (method: Method, answer: FormAnswer) => void;
  /** Answers the form that the server sent back. */
  readonly goOn: (answer: FormAnswer) => void;
  /** Back to the beginning. */
  readonly giveUp: () => void;
  /** Shows what was made. */
  readonly finish: (connection: Connection) => void;
  /** Ends the attempt and closes the drawer. */
  readonly leave: () => void;
  readonly close: () => void;
}
