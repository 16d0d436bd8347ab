import "../steps/copy/copy.ts";
import "../steps/explanation/explanation.ts";
import "./deliveries/deliveries.ts";
import { defineElement } from "../define.ts";
import { SpeedaiJournal } from "./journal.component.ts";

defineElement("speedai-journal", SpeedaiJournal);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-journal": SpeedaiJournal;
  }
}
