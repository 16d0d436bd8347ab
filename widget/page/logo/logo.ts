import { defineElement } from "../../define.ts";
import { SpeedaiLogo } from "./logo.component.ts";

defineElement("speedai-logo", SpeedaiLogo);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-logo": SpeedaiLogo;
  }
}
