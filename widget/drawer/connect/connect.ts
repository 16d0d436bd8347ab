import "../../steps/choice/choice.ts";
import "../../steps/copy/copy.ts";
import "../../steps/done/done.ts";
import "../../steps/explanation/explanation.ts";
import "../../steps/failed/failed.ts";
import "../../steps/form/form.ts";
import "../../steps/instructions/instructions.ts";
import "../../steps/mapping/mapping.ts";
import "../../steps/redirect/redirect.ts";
import "../../steps/upload/upload.ts";
import "../../steps/waiting/waiting.ts";
import { defineElement } from "../../define.ts";
import { SpeedaiConnect } from "./connect.component.ts";

defineElement("speedai-connect", SpeedaiConnect);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-connect": SpeedaiConnect;
  }
}
