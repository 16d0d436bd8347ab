import "../explanation/explanation.ts";
import { defineElement } from "../../define.ts";
import { SpeedaiChecklist } from "./checklist.component.ts";

defineElement("speedai-checklist", SpeedaiChecklist);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-checklist": SpeedaiChecklist;
  }
}
