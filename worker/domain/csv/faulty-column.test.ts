import { describe, expect, it } from "vitest";
import { faultyColumn } from "./faulty-column.ts";

describe("the column of a fault", () => {
  it("is the one whose cell was read", () => {
    const mapping = { starts_on: 4, starts_at: 2, party_size: 7 };
    expect(faultyColumn("missing_date", mapping, [])).toBe(4);
    expect(faultyColumn("unreadable_date", mapping, [])).toBe(4);
    expect(faultyColumn("unreadable_time", mapping, [])).toBe(2);
    expect(faultyColumn("unreadable_party_size", mapping, [])).toBe(7);
  });

  it("is the date's where date and time stand together", () => {
    expect(faultyColumn("unreadable_time", { starts_on: 4 }, [])).toBe(4);
  });

  it("is the first of the longest, where a cell is too long", () => {
    expect(faultyColumn("cell_too_long", {}, ["a", "b".repeat(2_000), "c".repeat(2_000)])).toBe(1);
    expect(faultyColumn("cell_too_long", {}, [])).toBeUndefined();
  });

  it("is none where the row as a whole is wrong", () => {
    for (const code of ["missing_name", "too_many_cells", "unclosed_quote"] as const)
      expect(faultyColumn(code, { starts_on: 0 }, ["a"])).toBeUndefined();
  });
});
