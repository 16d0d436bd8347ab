import "../imports/imports.ts";
import "../mails/address/address.ts";
import "../mails/mails.ts";
import "./list/list.ts";
import { defineElement } from "../define.ts";
import { SpeedaiRecords } from "./records.component.ts";

defineElement("speedai-records", SpeedaiRecords);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-records": SpeedaiRecords;
  }
}
