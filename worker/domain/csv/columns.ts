/** Which column means what, from its header in French, English, Spanish or Italian. */
import type { ImportTarget } from "../../../schema/wire/index.ts";

export type Mapping = Partial<Record<ImportTarget, number>>;

/** Without these a row is no booking. A name may come whole or in parts. */
export const requiredTargets = ["starts_on"] as const satisfies readonly ImportTarget[];

/** Normal forms (see `normalise`); the first target that a header fits takes it. */
const synonyms: Readonly<Record<ImportTarget, readonly string[]>> = {
  starts_on: [
    "date",
    "jour",
    "date de reservation",
    "date reservation",
    "date du repas",
    "date repas",
    "date et heure",
    "date heure",
    "meal date",
    "booking date",
    "reservation date",
    "day",
    "date time",
    "datetime",
    "starts at",
    "start",
    "fecha",
    "dia",
    "fecha de reserva",
    "fecha y hora",
    "data",
    "giorno",
    "data prenotazione",
    "data e ora",
    "mealdate",
  ],
  starts_at: [
    "heure",
    "horaire",
    "heure de reservation",
    "heure du repas",
    "time",
    "hour",
    "booking time",
    "reservation time",
    "meal time",
    "hora",
    "hora de reserva",
    "ora",
    "orario",
    "ora prenotazione",
    "creneau",
  ],
  party_size: [
    "couverts",
    "couvert",
    "nb couverts",
    "nombre de couverts",
    "nombre de personnes",
    "nb personnes",
    "personnes",
    "pax",
    "convives",
    "covers",
    "party size",
    "guests",
    "people",
    "number of guests",
    "size",
    "nb guests",
    "comensales",
    "personas",
    "cubiertos",
    "coperti",
    "persone",
    "numero di persone",
    "ospiti",
    "partysize",
  ],
  status: ["statut", "etat", "status", "state", "estado", "stato"],
  full_name: [
    "nom complet",
    "nom du client",
    "nom client",
    "client",
    "convive",
    "full name",
    "name",
    "guest",
    "guest name",
    "customer",
    "customer name",
    "nombre completo",
    "cliente",
    "nombre del cliente",
    "nome completo",
    "nome cliente",
    "ospite",
    "nom et prenom",
    "nom prenom",
  ],
  first_name: ["prenom", "first name", "firstname", "given name", "nombre", "nome"],
  last_name: [
    "nom",
    "nom de famille",
    "last name",
    "lastname",
    "surname",
    "family name",
    "apellido",
    "apellidos",
    "cognome",
  ],
  phone: [
    "telephone",
    "tel",
    "portable",
    "mobile",
    "numero de telephone",
    "numero",
    "phone",
    "phone number",
    "mobile phone",
    "cell",
    "telefono",
    "movil",
    "cellulare",
    "numero di telefono",
    "tel mobile",
  ],
  email: [
    "email",
    "e mail",
    "mail",
    "adresse email",
    "adresse e mail",
    "courriel",
    "email address",
    "correo",
    "correo electronico",
    "posta elettronica",
    "indirizzo email",
  ],
  guest_note: [
    "commentaire",
    "commentaires",
    "commentaire client",
    "demande",
    "demande particuliere",
    "demandes",
    "note client",
    "comment",
    "comments",
    "special request",
    "special requests",
    "request",
    "customer note",
    "guest note",
    "note",
    "comentario",
    "comentarios",
    "peticion especial",
    "commento",
    "richiesta",
    "richieste speciali",
    "customernote",
  ],
  staff_note: [
    "note interne",
    "notes internes",
    "commentaire interne",
    "note restaurant",
    "note du restaurant",
    "internal note",
    "staff note",
    "restaurant note",
    "private comment",
    "nota interna",
    "restaurantnote",
  ],
  offer: [
    "offre",
    "promotion",
    "promo",
    "source",
    "canal",
    "offer",
    "channel",
    "oferta",
    "origen",
    "offerta",
    "canale",
  ],
  code: [
    "reference",
    "ref",
    "numero de reservation",
    "n reservation",
    "id",
    "id reservation",
    "code",
    "confirmation",
    "booking id",
    "booking reference",
    "reservation id",
    "confirmation number",
    "referencia",
    "localizador",
    "riferimento",
    "codice",
    "reservationuuid",
  ],
};

export function normalise(header: string): string {
  return header
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

/** The best guess; a target is given at most one column, a column at most one target. */
export function guessMapping(header: readonly string[]): Mapping {
  const names = header.map(normalise);
  const mapping: Mapping = {};
  const taken = new Set<number>();
  for (const [target, words] of targetEntries()) {
    const index = words
      .map((word) => names.findIndex((name, at) => name === word && !taken.has(at)))
      .find((at) => at !== -1);
    if (index === undefined) continue;
    mapping[target] = index;
    taken.add(index);
  }
  return mapping;
}

/** Longer, more exact fits first: « nom du client » before « nom », a whole date before an hour. */
function targetEntries(): [ImportTarget, readonly string[]][] {
  const order: ImportTarget[] = [
    "starts_on",
    "starts_at",
    "party_size",
    "status",
    "first_name",
    "last_name",
    "full_name",
    "phone",
    "email",
    "staff_note",
    "guest_note",
    "offer",
    "code",
  ];
  return order.map((target) => [target, synonyms[target]]);
}

/** Two files of one source have the same header; the hash of this text stands for it. */
export function headerText(header: readonly string[]): string {
  return header.map(normalise).join("\u001f");
}
