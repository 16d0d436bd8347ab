import "../../steps/explanation/explanation.ts";
import "../../steps/form/form.ts";
import { defineElement } from "../../define.ts";
import { SpeedaiSettings } from "./settings.component.ts";

defineElement("speedai-settings", SpeedaiSettings);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-settings": SpeedaiSettings;
  }
}
