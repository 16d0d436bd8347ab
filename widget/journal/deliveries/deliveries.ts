import "../../steps/copy/copy.ts";
import "../../steps/explanation/explanation.ts";
import { defineElement } from "../../define.ts";
import { SpeedaiDeliveries } from "./deliveries.component.ts";

defineElement("speedai-deliveries", SpeedaiDeliveries);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-deliveries": SpeedaiDeliveries;
  }
}
