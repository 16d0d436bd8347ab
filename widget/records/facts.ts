/** Bookings and guests in short sentences, the same in the list of bookings and under an e-mail. Pure. */
import type { BookingData, PersonData, Provenance } from "../../schema/wire/index.ts";
import type { Texts } from "../i18n/index.ts";

/** Number and address, as far as they were given and are not the name already. */
export function contactOf({ full_name, phone, email }: PersonData): readonly string[] {
  return [phone?.raw, email].filter((fact) => fact !== undefined).filter((fact) => fact !== full_name);
}

/** What was said about the booking beside day, number and guest. */
export function remarksOf(texts: Texts, booking: BookingData): readonly string[] {
  const { guest_note, staff_note, offer } = booking;
  return [
    guest_note ? texts.t("records.guest_note", { note: guest_note }) : undefined,
    staff_note ? texts.t("records.staff_note", { note: staff_note }) : undefined,
    offer ? texts.t("records.offer", { offer }) : undefined,
  ].filter((remark) => remark !== undefined);
}

export function sourceOf(texts: Texts, { kind, line }: Provenance): string {
  if (kind !== "csv") return texts.t(`records.source.${kind}`);
  // Lines are places in a file, not quantities: no thousands separator.
  return line === undefined
    ? texts.t("records.source.csv")
    : texts.t("records.source.csv_line", { line: String(line) });
}

/** A booking as name and value, for a person to judge it. */
export function factsOf(texts: Texts, booking: BookingData, now: Date): readonly (readonly [string, string])[] {
  const { local_start, party_size, guest, guest_note, offer, code } = booking;
  const { day, hour } = texts.localTime(local_start, now);
  const facts = [
    ["starts_on", hour === "" ? day : `${day}, ${hour}`],
    ["party_size", party_size === null ? undefined : texts.number(party_size)],
    ["status", nameStatus(texts, booking)],
    ["full_name", guest.full_name],
    ["phone", guest.phone?.raw],
    ["email", guest.email],
    ["guest_note", guest_note],
    ["offer", offer],
    ["code", code],
  ] as const;
  return facts.flatMap(([name, value]) => (value ? [[texts.t(`drawer.target.${name}`), value] as const] : []));
}

/** The sender's own word where it is none of ours. */
export function nameStatus(texts: Texts, { status, status_text }: BookingData): string {
  return status === "other" && status_text ? status_text : texts.t(`records.status.${status}`);
}
