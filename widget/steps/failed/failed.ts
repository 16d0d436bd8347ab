import "../checklist/checklist.ts";
import "../explanation/explanation.ts";
import { defineElement } from "../../define.ts";
import { SpeedaiStepFailed } from "./failed.component.ts";

defineElement("speedai-step-failed", SpeedaiStepFailed);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-step-failed": SpeedaiStepFailed;
  }
}
