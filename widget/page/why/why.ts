import { defineElement } from "../../define.ts";
import { SpeedaiWhy } from "./why.component.ts";

defineElement("speedai-why", SpeedaiWhy);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-why": SpeedaiWhy;
  }
}
