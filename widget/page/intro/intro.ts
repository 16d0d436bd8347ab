import { defineElement } from "../../define.ts";
import { SpeedaiIntro } from "./intro.component.ts";

defineElement("speedai-intro", SpeedaiIntro);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-intro": SpeedaiIntro;
  }
}
