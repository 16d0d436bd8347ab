/** Where in a row a fault lies. Pure. */
import type { ImportRowError } from "../../../schema/wire/index.ts";
import type { Mapping } from "./columns.ts";

/** Index of the column that a fault is about; undefined: the row as a whole, or several columns together. */
export function faultyColumn(code: ImportRowError, mapping: Mapping, cells: readonly string[]): number | undefined {
  switch (code) {
    case "missing_date":
    case "unreadable_date":
      return mapping.starts_on;
    case "unreadable_time":
      // Many exports hold date and time in one column.
      return mapping.starts_at ?? mapping.starts_on;
    case "unreadable_party_size":
      return mapping.party_size;
    case "cell_too_long": {
      // Stored rows hold cells cut: the longest is the one.
      const longest = Math.max(...cells.map((cell) => cell.length));
      return longest > 0 ? cells.findIndex((cell) => cell.length === longest) : undefined;
    }
    case "missing_name":
    case "too_many_cells":
    case "unclosed_quote":
      return undefined;
    default:
      return code satisfies never;
  }
}
