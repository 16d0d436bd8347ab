import { defineElement } from "../../define.ts";
import { SpeedaiCopy } from "./copy.component.ts";

defineElement("speedai-copy", SpeedaiCopy);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-copy": SpeedaiCopy;
  }
}
