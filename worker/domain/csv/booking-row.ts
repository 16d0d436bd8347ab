/** One row of a file as a booking. Pure. */
import type { BookingData, ImportRowError, ImportTarget } from "../../../schema/wire/index.ts";
import { readBookingStatus, readPartySize, readPerson } from "../booking.ts";
import { err, ok, type Result } from "../result.ts";
import type { Mapping } from "./columns.ts";
import { readDate, readTime, toLocalStart } from "./dates.ts";
import { type CsvRow, maxCellCharacters, maxColumns } from "./rows.ts";

export function readBookingRow(row: CsvRow, mapping: Mapping, country: string): Result<BookingData, ImportRowError[]> {
  const broken = judgeShape(row);
  if (broken.length > 0) return err(broken);
  const cell = (target: ImportTarget) => {
    const index = mapping[target];
    return index === undefined ? "" : (row.cells[index] ?? "").trim();
  };
  const errors: ImportRowError[] = [];

  const dateText = cell("starts_on");
  const date = readDate(dateText);
  if (!date) errors.push(dateText === "" ? "missing_date" : "unreadable_date");
  // Many exports hold date and time in one column.
  const time = readTime(cell("starts_at") || dateText.replace(/^\D*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/, ""));
  if (!time) errors.push("unreadable_time");

  const size = cell("party_size");
  const partySize = readPartySize(size);
  if (size !== "" && partySize === null) errors.push("unreadable_party_size");

  const guest = readPerson(
    {
      fullName: cell("full_name"),
      firstName: cell("first_name"),
      lastName: cell("last_name"),
      phone: cell("phone"),
      email: cell("email"),
    },
    country,
  );
  if (!guest) errors.push("missing_name");
  if (!date || !time || !guest || errors.length > 0) return err(errors);
  const optional = (name: "guest_note" | "staff_note" | "offer" | "code") => {
    const value = cell(name);
    return value === "" ? {} : { [name]: value };
  };
  return ok({
    local_start: toLocalStart(date, time),
    party_size: partySize,
    ...readBookingStatus(cell("status")),
    guest,
    ...optional("guest_note"),
    ...optional("staff_note"),
    ...optional("offer"),
    ...optional("code"),
  });
}

function judgeShape({ cells, unclosed }: CsvRow): ImportRowError[] {
  if (unclosed) return ["unclosed_quote"];
  if (cells.length > maxColumns) return ["too_many_cells"];
  return cells.some((cell) => cell.length > maxCellCharacters) ? ["cell_too_long"] : [];
}
