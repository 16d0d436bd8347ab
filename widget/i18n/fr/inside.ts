/** What is said once something is opened: drawer, lists, errors. It comes with the drawer, after the page. */
import { drawer } from "./drawer.ts";
import { reason } from "./reasons.ts";
import { records } from "./records.ts";

export const inside = { drawer, records, reason };
