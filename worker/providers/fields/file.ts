/** The field of an imported file. */
import type { FieldSpec } from "../define.ts";

export const bookingsFile: FieldSpec = {
  name: "file",
  type: "file",
  label: { fr: "Fichier CSV", en: "CSV file" },
  help: {
    fr: "Export .csv, tel quel : séparateurs, accents et dates sont reconnus.",
    en: "The .csv export as it is: separators, accents and dates are recognised.",
  },
  accept: ".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain",
};
