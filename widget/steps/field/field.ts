import { defineElement } from "../../define.ts";
import { SpeedaiField } from "./field.component.ts";

defineElement("speedai-field", SpeedaiField);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-field": SpeedaiField;
  }
}
