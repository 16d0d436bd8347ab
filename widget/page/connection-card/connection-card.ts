import { defineElement } from "../../define.ts";
import "../logo/logo.ts";
import { SpeedaiConnectionCard } from "./connection-card.component.ts";

defineElement("speedai-connection-card", SpeedaiConnectionCard);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-connection-card": SpeedaiConnectionCard;
  }
}
