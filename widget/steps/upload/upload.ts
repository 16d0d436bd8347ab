import { defineElement } from "../../define.ts";
import { SpeedaiStepUpload } from "./upload.component.ts";

defineElement("speedai-step-upload", SpeedaiStepUpload);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-step-upload": SpeedaiStepUpload;
  }
}
