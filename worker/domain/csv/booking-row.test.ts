import { describe, expect, it } from "vitest";
import { ok } from "../result.ts";
import { readBookingRow } from "./booking-row.ts";
import { guessMapping } from "./columns.ts";
import { readDate, readTime } from "./dates.ts";
import { decodeFile, detectEncoding } from "./encoding.ts";
import { countRows, detectDelimiter, neutralise, readRows, writeRow } from "./rows.ts";

const utf16 = (text: string, little: boolean) => {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index += 1) view.setUint16(index * 2, text.charCodeAt(index), little);
  return bytes;
};

describe("the encoding of a file", () => {
  const text = "Prénom;Téléphone\nZoë;06 12 34 56 78\n";
  it.each([
    ["UTF-8", new TextEncoder().encode(text), "utf-8"],
    ["UTF-8 with a mark", new TextEncoder().encode(`\uFEFF${text}`), "utf-8"],
    ["UTF-16 little endian with a mark", utf16(`\uFEFF${text}`, true), "utf-16le"],
    ["UTF-16 big endian with a mark", utf16(`\uFEFF${text}`, false), "utf-16be"],
    ["UTF-16 without a mark", utf16(text, true), "utf-16le"],
    ["Windows-1252, as Excel writes it in France", Uint8Array.from(text, (c) => c.charCodeAt(0)), "windows-1252"],
  ])("%s is read as it is", (_name, bytes, encoding) => {
    expect(decodeFile(bytes)).toEqual(ok({ encoding, text }));
  });

  it("line ends of Windows and old Macs become one kind", () => {
    expect(decodeFile(new TextEncoder().encode("a;b\r\n1;2\r3;4\n"))).toEqual(
      ok({ encoding: "utf-8", text: "a;b\n1;2\n3;4\n" }),
    );
  });

  it.each([
    ["a spreadsheet's zip", [0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0x41, 0, 0x42]],
    ["text with a NUL", [0x61, 0, 0x62, 0x63, 0x64, 0x65, 0x66]],
  ])("%s is refused", (_name, bytes) => {
    expect(decodeFile(Uint8Array.from(bytes))).toMatchObject({ ok: false });
  });

  it("an empty file is text", () => {
    expect(detectEncoding(new Uint8Array())).toBe("utf-8");
  });
});

describe("rows", () => {
  it.each([
    ["Date;Heure;Nom\n28/11/2026;19:30;Dupont, Jean\n", ";"],
    ["Date,Time,Name\n2026-11-28,19:30,Dupont\n", ","],
    ["Date\tHeure\tNom\n28/11/2026\t19:30\tDupont\n", "\t"],
  ])("of %j are separated by %j", (text, delimiter) => {
    expect(detectDelimiter(text)).toBe(delimiter);
  });

  it("keep the line of the file, through quoted line ends, empty lines and batches", () => {
    const text = 'Nom;Note\n"a";"deux\nlignes"\n\nb;x\nc;y\n';
    const first = readRows(text, ";", { cursor: 0, line: 1 }, 2);
    expect(first.rows.map((row) => row.line)).toEqual([1, 2]);
    expect(first.next).toBeDefined();
    const second = readRows(text, ";", first.next ?? { cursor: 0, line: 0 }, 10);
    expect(second.rows.map((row) => [row.line, row.cells[0]])).toEqual([
      [5, "b"],
      [6, "c"],
    ]);
    expect(second.next).toBeUndefined();
    expect(countRows(text, ";")).toBe(3);
  });

  it("with a quote that nothing closes say so instead of swallowing the rest as a cell", () => {
    const batch = readRows('Nom\n"Dupont\nDurand\n', ";", { cursor: 0, line: 1 }, 10);
    expect(batch.rows.at(-1)).toMatchObject({ line: 2, unclosed: true });
    expect(readBookingRow(batch.rows[1] ?? { line: 0, cells: [], unclosed: false }, {}, "FR")).toEqual({
      ok: false,
      failure: ["unclosed_quote"],
    });
  });

  it.each([
    ["quotes", '"'.repeat(2_000_000)],
    ["separators", ";".repeat(2_000_000)],
    ["line ends", "\n".repeat(2_000_000)],
    ["half a quote per line", 'a"b\n'.repeat(500_000)],
  ])(
    "of millions of %s come to an end",
    (_name, text) => {
      expect(countRows(text, ";")).toBeGreaterThanOrEqual(0);
    },
    20_000,
  );
});

describe("the meaning of columns", () => {
  it.each([
    [
      ["Date", "Heure", "Couverts", "Nom", "Prénom", "Téléphone", "E-mail", "Statut"],
      { starts_on: 0, starts_at: 1, party_size: 2, last_name: 3, first_name: 4, phone: 5, email: 6, status: 7 },
    ],
    [
      ["Booking date", "Time", "Guests", "Guest name", "Phone number", "Email", "Special requests"],
      { starts_on: 0, starts_at: 1, party_size: 2, full_name: 3, phone: 4, email: 5, guest_note: 6 },
    ],
    [
      ["Fecha", "Hora", "Comensales", "Apellidos", "Nombre", "Teléfono", "Correo electrónico"],
      { starts_on: 0, starts_at: 1, party_size: 2, last_name: 3, first_name: 4, phone: 5, email: 6 },
    ],
    [
      ["Data", "Ora", "Coperti", "Cognome", "Nome", "Cellulare"],
      { starts_on: 0, starts_at: 1, party_size: 2, last_name: 3, first_name: 4, phone: 5 },
    ],
    [
      ["Date de réservation", "Nom du client", "Nombre de personnes", "N° réservation"],
      { starts_on: 0, full_name: 1, party_size: 2, code: 3 },
    ],
  ])("of %j is found", (header, mapping) => {
    expect(guessMapping(header)).toEqual(mapping);
  });

  it("is not found where there is none, and dangerous names are only names", () => {
    expect(guessMapping(["__proto__", "constructor", "", "", "toString"])).toEqual({});
  });
});

describe("dates and times", () => {
  it.each([
    ["28/11/2026", [2026, 11, 28]],
    ["28-11-26", [2026, 11, 28]],
    ["28.11.2026 19:30", [2026, 11, 28]],
    ["2026-11-28T19:30:00Z", [2026, 11, 28]],
    ["11/28/2026", [2026, 11, 28]],
    ["samedi 28 novembre 2026", [2026, 11, 28]],
    ["mardi 1er décembre 2026", [2026, 12, 1]],
    ["martedì 24 marzo 2026", [2026, 3, 24]],
    ["3 août 2026", [2026, 8, 3]],
    ["Saturday, November 28, 2026", [2026, 11, 28]],
    ["28 de noviembre de 2026", [2026, 11, 28]],
  ])("%j is a day", (text, [year, month, day]) => {
    expect(readDate(text)).toEqual({ year, month, day });
  });

  it.each(["", "31/06/2026", "demain", "2026", "12", "30/02/2026", "99/99/9999"])("%j is none", (text) => {
    expect(readDate(text)).toBeUndefined();
  });

  it.each([
    ["19:30", 19, 30],
    ["19h30", 19, 30],
    ["19 h", 19, 0],
    ["7:30 PM", 19, 30],
    ["12:15 am", 0, 15],
    ["9 pm", 21, 0],
    ["2026-11-28T19:30:00", 19, 30],
    ["19.30", 19, 30],
  ])("%j is a time", (text, hour, minute) => {
    expect(readTime(text)).toEqual({ hour, minute });
  });

  it.each(["", "25:00", "19:75", "midi", "28/11/2026"])("%j is none", (text) => {
    expect(readTime(text)).toBeUndefined();
  });
});

describe("a row", () => {
  const mapping = { starts_on: 0, starts_at: 1, party_size: 2, full_name: 3, phone: 4, email: 5, status: 6 };
  const row = (...cells: string[]) => ({ line: 2, cells, unclosed: false });

  it("becomes a booking with an E.164 number", () => {
    const read = readBookingRow(
      row("28/11/2026", "19h30", "4 couverts", "Zoë Martin", "06 12 34 56 78", "Zoe@Example.com", "Confirmée"),
      mapping,
      "FR",
    );
    expect(read).toEqual(
      ok({
        local_start: "2026-11-28T19:30",
        party_size: 4,
        status: "confirmed",
        guest: {
          full_name: "Zoë Martin",
          phone: { raw: "06 12 34 56 78", e164: "+33612345678" },
          email: "zoe@example.com",
        },
      }),
    );
  });

  it("takes date and time from one column", () => {
    const read = readBookingRow(row("28/11/2026 19:30", "", "", "Martin", "", "", ""), mapping, "FR");
    expect(read).toMatchObject({ ok: true, value: { local_start: "2026-11-28T19:30", party_size: null } });
  });

  it("names everything that is wrong with it", () => {
    const read = readBookingRow(row("31/06/2026", "soir", "beaucoup", "", "", "", ""), mapping, "FR");
    expect(read).toEqual({
      ok: false,
      failure: ["unreadable_date", "unreadable_time", "unreadable_party_size", "missing_name"],
    });
  });

  it("keeps a status that it does not know", () => {
    expect(readBookingRow(row("28/11/2026", "20:00", "2", "A", "", "", "VIP"), mapping, "FR")).toMatchObject({
      value: { status: "other", status_text: "VIP" },
    });
  });

  it("with a cell over 64 KiB is refused", () => {
    expect(readBookingRow(row("x".repeat(65_537)), mapping, "FR")).toEqual({ ok: false, failure: ["cell_too_long"] });
  });
});

describe("a file for people's spreadsheets", () => {
  it.each(["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "＋1a", "－1a", "＠x"])(
    "shows %j as text",
    (cell) => {
      expect(neutralise(cell)).toBe(`'${cell}`);
    },
  );

  it.each(["+33 6 12 34 56 78", "-4", "Dupont", "", "28/11/2026"])("leaves %j alone", (cell) => {
    expect(neutralise(cell)).toBe(cell);
  });

  it("quotes what would break a row", () => {
    expect(writeRow(['a"b', "c;d", "e\nf", "g"], ";")).toBe('"a""b";"c;d";"e\nf";g');
  });
});
