/** What is wrong with a row, for the file that people correct in a spreadsheet. */
import type { ImportRowError } from "../../../schema/wire/index.ts";
import type { Text } from "../../providers/define.ts";

/** Heads of the two columns in front of the file's own; read by nobody when the file comes back. */
export const errorFileHeads = {
  line: { fr: "Ligne d’origine", en: "Original line" },
  error: { fr: "À corriger", en: "To correct" },
} as const satisfies Record<string, Text>;

export const rowErrorWords = {
  missing_date: { fr: "La date manque", en: "The date is missing" },
  unreadable_date: {
    fr: "Date illisible : écrivez par exemple 28/11/2026",
    en: "Unreadable date: write for example 28/11/2026",
  },
  unreadable_time: {
    fr: "Heure illisible : écrivez par exemple 19:30",
    en: "Unreadable time: write for example 19:30",
  },
  unreadable_party_size: {
    fr: "Nombre de couverts illisible : écrivez un nombre",
    en: "Unreadable party size: write a number",
  },
  missing_name: {
    fr: "Il manque un nom, un téléphone ou un e-mail",
    en: "A name, a telephone number or an e-mail address is missing",
  },
  too_many_cells: { fr: "Trop de colonnes", en: "Too many columns" },
  cell_too_long: { fr: "Une cellule est trop longue", en: "A cell is too long" },
  unclosed_quote: { fr: "Un guillemet n’est pas refermé", en: "A quotation mark is not closed" },
} as const satisfies Record<ImportRowError, Text>;
