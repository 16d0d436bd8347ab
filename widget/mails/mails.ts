import "../steps/copy/copy.ts";
import "../steps/explanation/explanation.ts";
import { defineElement } from "../define.ts";
import { SpeedaiMails } from "./mails.component.ts";

defineElement("speedai-mails", SpeedaiMails);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-mails": SpeedaiMails;
  }
}
