import "../../steps/explanation/explanation.ts";
import { defineElement } from "../../define.ts";
import { SpeedaiQuestion } from "./question.component.ts";

defineElement("speedai-question", SpeedaiQuestion);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-question": SpeedaiQuestion;
  }
}
