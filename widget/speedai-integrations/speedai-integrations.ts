import { defineElement } from "../define.ts";
import "../page/attention/attention.ts";
import "../page/card/card.ts";
import "../page/connection-card/connection-card.ts";
import "../page/intro/intro.ts";
import "../page/toolbar/toolbar.ts";
import "../page/why/why.ts";
import { SpeedaiIntegrations } from "./speedai-integrations.component.ts";

defineElement("speedai-integrations", SpeedaiIntegrations);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-integrations": SpeedaiIntegrations;
  }
}
