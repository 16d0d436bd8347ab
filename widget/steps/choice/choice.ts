import { defineElement } from "../../define.ts";
import { SpeedaiStepChoice } from "./choice.component.ts";

defineElement("speedai-step-choice", SpeedaiStepChoice);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-step-choice": SpeedaiStepChoice;
  }
}
