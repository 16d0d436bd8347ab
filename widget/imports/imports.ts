import "../records/question/question.ts";
import "../steps/explanation/explanation.ts";
import "./error-file/error-file.ts";
import { defineElement } from "../define.ts";
import { SpeedaiImports } from "./imports.component.ts";

defineElement("speedai-imports", SpeedaiImports);

declare global {
  interface HTMLElementTagNameMap {
    "speedai-imports": SpeedaiImports;
  }
}
