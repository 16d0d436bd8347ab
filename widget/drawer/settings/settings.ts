import "../../steps/form/form.ts";
import "./disconnect/disconnect.ts";
import "./secret/secret.ts";
import { defineElement } from "../../define.ts";
import { SpeedaiSettings } from "./settings.component.ts";

defineElement("speedai-settings", SpeedaiSettings);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-settings": SpeedaiSettings;
  }
}
