import { defineElement } from "../define.ts";
import "../page/intro/intro.ts";
import { SpeedaiIntegrations } from "./speedai-integrations.component.ts";

defineElement("speedai-integrations", SpeedaiIntegrations);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-integrations": SpeedaiIntegrations;
  }
}
