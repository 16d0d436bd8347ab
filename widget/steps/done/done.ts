import "../../imports/error-file/error-file.ts";
import "../checklist/checklist.ts";
import { defineElement } from "../../define.ts";
import { SpeedaiStepDone } from "./done.component.ts";

defineElement("speedai-step-done", SpeedaiStepDone);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-step-done": SpeedaiStepDone;
  }
}
