import "../../steps/explanation/explanation.ts";
import { defineElement } from "../../define.ts";
import { SpeedaiErrorFile } from "./error-file.component.ts";

defineElement("speedai-error-file", SpeedaiErrorFile);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-error-file": SpeedaiErrorFile;
  }
}
