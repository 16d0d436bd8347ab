/** Every flow of the product, brought to its middle and held there; each can be asked to go on after a crash. */
import { columnsShown, deliveriesUnderWay, importUnderWay } from "./arrivals.ts";
import { disconnectionUnderWay, renewalUnderWay, testUnderWay } from "./connections.ts";
import {
  afterConsent,
  beforeConsent,
  callbackUnderWay,
  choicePending,
  grantForgotten,
  grantParked,
} from "./consents.ts";
import { checkUnderWay, databaseCheckUnderWay, formOpen } from "./forms.ts";
import type { Flow } from "./scene.ts";

/** In this order: first what waits for the person, then what is under way and would end by its deadline. */
export const flows: readonly Flow[] = [
  formOpen,
  beforeConsent,
  afterConsent,
  grantParked,
  grantForgotten,
  choicePending,
  columnsShown,
];
export const flowsUnderWay: readonly Flow[] = [
  checkUnderWay,
  databaseCheckUnderWay,
  callbackUnderWay,
  testUnderWay,
  renewalUnderWay,
  disconnectionUnderWay,
];

/** Data that come in meanwhile; last, because they would be through first. */
export const flowsOfData: readonly Flow[] = [importUnderWay, deliveriesUnderWay];
