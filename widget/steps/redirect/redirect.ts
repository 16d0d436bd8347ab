import { defineElement } from "../../define.ts";
import { SpeedaiStepRedirect } from "./redirect.component.ts";

defineElement("speedai-step-redirect", SpeedaiStepRedirect);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-step-redirect": SpeedaiStepRedirect;
  }
}
