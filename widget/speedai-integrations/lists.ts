/**
 * What shows and searches the catalogue: it comes while the API is asked, so that the intro and the space of the cards are seen before.
 */
import "../page/attention/attention.ts";
import "../page/card/card.ts";
import "../page/connection-card/connection-card.ts";
import "../page/more/more.ts";
import "../page/toolbar/toolbar.ts";

export { takeWaiting } from "../connect/waiting.ts";
export { createTexts } from "../i18n/index.ts";
export { indexIntegrations } from "../page/search.ts";
export { pageBody } from "./body.ts";
export { Filtering } from "./filtering.ts";
export { glide } from "./glide.ts";
export { asksForSearch, followArrow } from "./keyboard.ts";
export { listStyles } from "./lists.styles.ts";
export { findOpened } from "./opened.ts";
export { PageDrawer } from "./page-drawer.ts";
export { reportChanges, reportTest } from "./report.ts";
export { showFound } from "./show-found.ts";
export { watchAttempts } from "./watch-attempts.ts";
