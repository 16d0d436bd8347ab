import "../../records/question/question.ts";
import "../../steps/copy/copy.ts";
import { defineElement } from "../../define.ts";
import { SpeedaiMailAddress } from "./address.component.ts";

defineElement("speedai-mail-address", SpeedaiMailAddress);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-mail-address": SpeedaiMailAddress;
  }
}
