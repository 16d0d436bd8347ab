import { defineElement } from "../../define.ts";
import { SpeedaiStepMapping } from "./mapping.component.ts";

defineElement("speedai-step-mapping", SpeedaiStepMapping);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-step-mapping": SpeedaiStepMapping;
  }
}
