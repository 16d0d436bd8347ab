import "../../steps/explanation/explanation.ts";
import { defineElement } from "../../define.ts";
import { SpeedaiRecordList } from "./list.component.ts";

defineElement("speedai-record-list", SpeedaiRecordList);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-record-list": SpeedaiRecordList;
  }
}
