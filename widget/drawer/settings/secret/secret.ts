import "../../../records/question/question.ts";
import "../../../steps/copy/copy.ts";
import { defineElement } from "../../../define.ts";
import { SpeedaiWebhookSecret } from "./secret.component.ts";

defineElement("speedai-webhook-secret", SpeedaiWebhookSecret);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-webhook-secret": SpeedaiWebhookSecret;
  }
}
