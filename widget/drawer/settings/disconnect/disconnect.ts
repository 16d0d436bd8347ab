import "../../../records/question/question.ts";
import { defineElement } from "../../../define.ts";
import { SpeedaiDisconnect } from "./disconnect.component.ts";

defineElement("speedai-disconnect", SpeedaiDisconnect);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-disconnect": SpeedaiDisconnect;
  }
}
