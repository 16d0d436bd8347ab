import { defineElement } from "../../define.ts";
import "../filters/filters.ts";
import { SpeedaiToolbar } from "./toolbar.component.ts";

defineElement("speedai-toolbar", SpeedaiToolbar);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-toolbar": SpeedaiToolbar;
  }
}
