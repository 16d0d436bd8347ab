import "../copy/copy.ts";
import { defineElement } from "../../define.ts";
import { SpeedaiExplanation } from "./explanation.component.ts";

defineElement("speedai-explanation", SpeedaiExplanation);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-explanation": SpeedaiExplanation;
  }
}
