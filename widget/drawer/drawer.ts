import "../journal/journal.ts";
import "../page/logo/logo.ts";
import "../records/question/question.ts";
import "../records/records.ts";
import "./connect/connect.ts";
import "./overview/overview.ts";
import "./settings/settings.ts";
import { defineElement } from "../define.ts";
import { SpeedaiDrawer } from "./drawer.component.ts";

defineElement("speedai-drawer", SpeedaiDrawer);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-drawer": SpeedaiDrawer;
  }
}
