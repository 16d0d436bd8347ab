import { defineElement } from "../../define.ts";
import { SpeedaiMore } from "./more.component.ts";

defineElement("speedai-more", SpeedaiMore);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-more": SpeedaiMore;
  }
}
