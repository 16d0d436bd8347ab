/**
 * The words of booking mails in French, English, Spanish and Italian. TheFork's mails have no public description: these are
 * the words that people use for the same things, in the normal form of `normalise` (lower case, no accents, no signs).
 */

export const languages = ["fr", "en", "es", "it"] as const;
export type Language = (typeof languages)[number];

/** Where numbers without a prefix are at home. */
export const countryOf: Readonly<Record<Language, string>> = { fr: "FR", en: "GB", es: "ES", it: "IT" };

const labelNames = [
  "date",
  "time",
  "party_size",
  "full_name",
  "first_name",
  "last_name",
  "phone",
  "email",
  "code",
  "guest_note",
  "offer",
] as const;
export type Label = (typeof labelNames)[number];

const words: Readonly<Record<Label, Readonly<Record<Language, readonly string[]>>>> = {
  date: {
    fr: ["date", "jour", "quand", "date de la reservation", "date de reservation", "date du repas", "date et heure"],
    en: ["date", "day", "when", "booking date", "reservation date", "meal date", "date and time"],
    es: ["fecha", "dia", "cuando", "fecha de la reserva", "fecha de reserva", "fecha y hora"],
    it: ["data", "giorno", "quando", "data della prenotazione", "data prenotazione", "data e ora"],
  },
  time: {
    fr: ["heure", "horaire", "heure de la reservation", "heure d arrivee", "heure du repas"],
    en: ["time", "booking time", "reservation time", "arrival time"],
    es: ["hora", "hora de la reserva", "hora de llegada"],
    it: ["ora", "orario", "ora della prenotazione", "orario di arrivo"],
  },
  party_size: {
    fr: [
      "couverts",
      "nombre de couverts",
      "nb de couverts",
      "personnes",
      "nombre de personnes",
      "nb de personnes",
      "convives",
      "nombre de convives",
      "pax",
    ],
    en: [
      "covers",
      "guests",
      "people",
      "persons",
      "diners",
      "party size",
      "number of guests",
      "number of people",
      "number of covers",
      "number of diners",
    ],
    es: ["comensales", "numero de comensales", "personas", "numero de personas", "cubiertos"],
    it: ["coperti", "numero di coperti", "persone", "numero di persone", "ospiti", "numero di ospiti"],
  },
  full_name: {
    fr: ["nom", "client", "nom du client", "nom complet", "nom et prenom", "prenom et nom", "reservation au nom de"],
    en: ["name", "guest", "guest name", "full name", "customer", "customer name", "diner", "booking name", "booked by"],
    es: ["nombre", "cliente", "nombre del cliente", "nombre completo", "nombre y apellidos"],
    it: ["nome", "cliente", "nome del cliente", "nome completo", "nome e cognome"],
  },
  first_name: {
    fr: ["prenom"],
    en: ["first name"],
    es: ["nombre de pila"],
    it: ["nome di battesimo"],
  },
  last_name: {
    fr: ["nom de famille"],
    en: ["last name", "surname", "family name"],
    es: ["apellido", "apellidos"],
    it: ["cognome"],
  },
  phone: {
    fr: ["telephone", "tel", "portable", "mobile", "numero de telephone", "telephone du client"],
    en: ["phone", "phone number", "telephone", "mobile", "mobile number", "telephone number", "contact number"],
    es: ["telefono", "movil", "numero de telefono", "telefono del cliente"],
    it: ["telefono", "cellulare", "numero di telefono", "telefono del cliente"],
  },
  email: {
    fr: ["e mail", "email", "mail", "courriel", "adresse e mail", "adresse email", "e mail du client"],
    en: ["e mail", "email", "e mail address", "email address"],
    es: ["e mail", "email", "correo", "correo electronico", "direccion de correo electronico"],
    it: ["e mail", "email", "posta elettronica", "indirizzo e mail", "indirizzo email"],
  },
  code: {
    fr: [
      "reference",
      "ref",
      "reference de la reservation",
      "reference de reservation",
      "numero de reservation",
      "n de reservation",
      "code de reservation",
    ],
    en: [
      "reference",
      "ref",
      "booking reference",
      "reservation reference",
      "booking number",
      "reservation number",
      "booking id",
      "reservation id",
      "confirmation number",
      "confirmation code",
    ],
    es: [
      "referencia",
      "referencia de la reserva",
      "referencia de reserva",
      "numero de reserva",
      "localizador",
      "codigo de reserva",
    ],
    it: [
      "riferimento",
      "riferimento della prenotazione",
      "riferimento prenotazione",
      "numero di prenotazione",
      "numero prenotazione",
      "codice prenotazione",
      "codice di prenotazione",
    ],
  },
  guest_note: {
    fr: [
      "commentaire",
      "commentaires",
      "commentaire du client",
      "message",
      "message du client",
      "demande particuliere",
      "demandes particulieres",
      "demande speciale",
      "note",
      "note du client",
      "remarque",
      "remarques",
    ],
    en: [
      "comment",
      "comments",
      "note",
      "notes",
      "message",
      "guest comment",
      "special request",
      "special requests",
      "customer comment",
    ],
    es: ["comentario", "comentarios", "nota", "mensaje", "peticion especial", "peticiones especiales", "observaciones"],
    it: ["commento", "commenti", "nota", "note", "messaggio", "richiesta speciale", "richieste speciali"],
  },
  offer: {
    fr: ["offre", "offre speciale", "promotion", "remise"],
    en: ["offer", "special offer", "promotion", "discount"],
    es: ["oferta", "oferta especial", "promocion", "descuento"],
    it: ["offerta", "offerta speciale", "promozione", "sconto"],
  },
};

/** Every label with the languages that know it. */
export const labels = collectLabels();

function collectLabels(): ReadonlyMap<string, { readonly label: Label; readonly languages: ReadonlySet<Language> }> {
  const found = new Map<string, { label: Label; languages: Set<Language> }>();
  for (const label of labelNames) {
    for (const language of languages) {
      for (const name of words[label][language]) {
        const known = found.get(name) ?? { label, languages: new Set() };
        if (known.label !== label) throw new TypeError(`"${name}" stands for two things`);
        known.languages.add(language);
        found.set(name, known);
      }
    }
  }
  return found;
}

/** A label that names the value before a change: « ancienne date ». */
export const oldPrefix =
  /^(?:ancien|ancienne|anciens|previous|old|former|anterior|antiguo|antigua|precedente|vecchio|vecchia) /;
/** A label that names the value after a change: « nouvelle date ». */
export const newPrefix = /^(?:nouveau|nouvelle|new|updated|nuevo|nueva|nuovo|nuova) /;
/** « date initiale », « hora anterior » */
export const oldSuffix = / (?:initial|initiale|precedente|anterior|original)$/;

export const changes = ["new", "requested", "modified", "canceled"] as const;
export type Change = (typeof changes)[number];

/** What a subject or a first line tells; in this order, because « confirmation d’annulation » is an annulment. */
export const changeWords: readonly (readonly [Change, RegExp])[] = [
  ["canceled", /\b(?:annul|cancel|anulad|anulaci|disdett|disdic)/],
  ["modified", /\b(?:modif|changed|change to|updated?\b|rescheduled|mise a jour|aggiornat|actualizad|cambi)/],
  ["requested", /\b(?:demande de|requests?\b|requested|solicitud|richiesta)/],
  ["new", /\b(?:nouvelle|new|nueva|nuova|confirm|received|recue|recibida|ricevuta)/],
];

/** Without one of these it is another subject. */
export const bookingWord = /\b(?:reservations?|bookings?|reservas?|prenotazion[ei])\b/;

/** Nobody's booking: what stands under such a line until the next empty one is the header of a forwarded mail. */
export const forwardedMarker =
  /^(?:forwarded message|message transfere|original message|message d origine|debut du message (?:reexpedie|transfere)|mensaje reenviado|mensaje original|messaggio inoltrato|messaggio originale|begin forwarded message|inizio messaggio inoltrato|inicio del mensaje reenviado)\b/;

/** First letters of the days, Sunday first, in the four languages. */
export const weekdays: readonly RegExp[] = [
  /\b(?:dimanche|sunday|domingo|domenica)\b/,
  /\b(?:lundi|monday|lunes|lunedi)\b/,
  /\b(?:mardi|tuesday|martes|martedi)\b/,
  /\b(?:mercredi|wednesday|miercoles|mercoledi)\b/,
  /\b(?:jeudi|thursday|jueves|giovedi)\b/,
  /\b(?:vendredi|friday|viernes|venerdi)\b/,
  /\b(?:samedi|saturday|sabado|sabato)\b/,
];
