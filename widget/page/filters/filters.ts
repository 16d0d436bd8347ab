import { defineElement } from "../../define.ts";
import { SpeedaiFilters } from "./filters.component.ts";

defineElement("speedai-filters", SpeedaiFilters);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-filters": SpeedaiFilters;
  }
}
