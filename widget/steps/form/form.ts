import "../checklist/checklist.ts";
import "../explanation/explanation.ts";
import "../field/field.ts";
import { defineElement } from "../../define.ts";
import { SpeedaiStepForm } from "./form.component.ts";

defineElement("speedai-step-form", SpeedaiStepForm);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-step-form": SpeedaiStepForm;
  }
}
