import { defineElement } from "../../define.ts";
import { SpeedaiAttention } from "./attention.component.ts";

defineElement("speedai-attention", SpeedaiAttention);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-attention": SpeedaiAttention;
  }
}
