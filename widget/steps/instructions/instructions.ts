import "../copy/copy.ts";
import { defineElement } from "../../define.ts";
import { SpeedaiStepInstructions } from "./instructions.component.ts";

defineElement("speedai-step-instructions", SpeedaiStepInstructions);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-step-instructions": SpeedaiStepInstructions;
  }
}
