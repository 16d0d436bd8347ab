/** What is said once something is opened: drawer, lists, errors. It comes with the drawer, after the page. */
import type { InsideWords } from "../words.ts";
import { drawer } from "./drawer.ts";
import { reason } from "./reasons.ts";
import { records } from "./records.ts";

export const inside: InsideWords = { drawer, records, reason };
