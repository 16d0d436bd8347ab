import { defineElement } from "../../define.ts";
import "../logo/logo.ts";
import { SpeedaiCard } from "./card.component.ts";

defineElement("speedai-card", SpeedaiCard);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-card": SpeedaiCard;
  }
}
