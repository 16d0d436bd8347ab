import "../../steps/checklist/checklist.ts";
import "../../steps/copy/copy.ts";
import "../../steps/explanation/explanation.ts";
import { defineElement } from "../../define.ts";
import { SpeedaiOverview } from "./overview.component.ts";

defineElement("speedai-overview", SpeedaiOverview);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-overview": SpeedaiOverview;
  }
}
