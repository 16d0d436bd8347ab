import { defineElement } from "../../define.ts";
import { SpeedaiStepWaiting } from "./waiting.component.ts";

defineElement("speedai-step-waiting", SpeedaiStepWaiting);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-step-waiting": SpeedaiStepWaiting;
  }
}
