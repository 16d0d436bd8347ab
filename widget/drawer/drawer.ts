import "../journal/journal.ts";
import "../page/logo/logo.ts";
import "../records/question/question.ts";
import "../records/records.ts";
import "./connect/connect.ts";
import "./overview/overview.ts";
import "./settings/settings.ts";
import type { ApiClient } from "../api/client.ts";
import { AttemptFlow } from "../connect/attempt-flow.ts";
import { defineElement } from "../define.ts";
import { OtherTabs } from "../speedai-integrations/other-tabs.ts";
import { SpeedaiDrawer } from "./drawer.component.ts";

defineElement("speedai-drawer", SpeedaiDrawer);

/** Follows a consent whose drawer is closed, until it ends; this page hears of it as the other tabs do. */
export function followLeft(api: ApiClient, attemptId: string): void {
  AttemptFlow.follow(api, attemptId, () => {
    const tabs = new OtherTabs(() => {});
    tabs.join(api.base);
    tabs.tell();
    tabs.join(null);
  });
}

declare global {
  interface HTMLElementTagNameMap {
    "speedai-drawer": SpeedaiDrawer;
  }
}
