import { expect } from "chai";
import { ApiError } from "../api/client.ts";
import { createTexts } from "../i18n/complete.ts";
import { until } from "../testing/deep.ts";
import { refusal } from "../testing/fake-api.ts";
import {
  bookingRecord,
  bookingRecords,
  csvConnection,
  customerRecord,
  importSummary,
  mailboxConnection,
  mails,
  recordPage,
} from "../testing/records.ts";
import { clear } from "../testing/settle.ts";
import { RecordsHarness } from "./records.harness.ts";

afterEach(clear);

const rows = "speedai-record-list";
const choose = async (harness: RecordsHarness, at: number) => {
  harness.within<HTMLInputElement>(rows, "input")[at]?.click();
  await harness.settle();
};

describe("bookings and customers", () => {
  it("tell how many there are, and of each booking when, who, how many, in what state and where from", async () => {
    const harness = await RecordsHarness.open();
    expect(harness.text).to.include("128 réservations").and.to.include("97 clients");
    const [first, fromMail, nextYear, canceled, noShow] = harness.lines(rows);
    for (const fact of [
      "sam. 28 nov.",
      "19:30",
      "Élodie Marchand",
      "4 couverts",
      "06 12 34 56 78",
      "elodie.marchand@example.com",
      "N° TF-48213907",
      "Remarque : Table près de la fenêtre, allergie aux noix",
      "Confirmée",
      "Fichier, ligne 12",
    ])
      expect(first).to.include(fact);
    expect(fromMail).to.include("1 couvert ").and.to.include("Demandée").and.to.include("E-mail");
    expect(nextYear).to.include("sam. 2 janv. 2027").and.to.include("Liste noire").and.not.to.include("couverts");
    expect(nextYear).to.include("Note interne : Préfère la terrasse").and.to.include("Offre : Menu découverte");
    expect(canceled).to.include("Annulée");
    expect(noShow).to.include("Non honorée");
  });

  it("say the time of the venue's clock, wherever the reader is", async () => {
    const harness = await RecordsHarness.open({}, { texts: createTexts("en") });
    expect(harness.lines(rows)[0]).to.include("Sat, Nov 28").and.to.include("7:30 PM");
    expect(harness.within(rows, "time")[0]?.getAttribute("datetime")).to.equal("2026-11-28T19:30");
  });

  it("show a guest without a name by what is known, once", async () => {
    const guest = { full_name: "06 98 76 54 32", phone: { raw: "06 98 76 54 32", e164: null } };
    const harness = await RecordsHarness.open({
      records: async () => recordPage({ records: [bookingRecord("rec_1", { guest })] }),
    });
    expect(harness.lines(rows)[0]?.match(/06 98 76 54 32/g)).to.have.length(1);
  });

  it("show a day that cannot be read as it was written", async () => {
    const harness = await RecordsHarness.open({
      records: async () => recordPage({ records: [bookingRecord("rec_1", { local_start: "bientôt" })] }),
    });
    expect(harness.lines(rows)[0]).to.include("bientôt").and.to.include("Élodie Marchand");
  });

  it("change from bookings to customers, and ask for nothing when the choice stays", async () => {
    const harness = await RecordsHarness.open({
      records: async (_id, kind) => recordPage(kind === "customer" ? { records: [customerRecord] } : {}),
    });
    await choose(harness, 1);
    await until(() => harness.lines(rows).length === 1);
    expect(harness.lines(rows)[0]).to.include("Zoë Martin").and.to.include("poste 12");
    expect(harness.lines(rows)[0]).to.include("zoe@example.com");
    await choose(harness, 1);
    expect(harness.api.countOf("records")).to.equal(2);
  });

  it("never mix the answers of two choices, whichever comes first", async () => {
    let release = () => {};
    const harness = await RecordsHarness.open();
    harness.api.answer("records", (_id, kind) =>
      kind === "customer"
        ? new Promise((resolve) => {
            release = () => resolve(recordPage({ records: [customerRecord], counts: { booking: 0, customer: 0 } }));
          })
        : Promise.resolve(recordPage()),
    );
    await choose(harness, 1);
    await choose(harness, 0);
    release();
    await until(() => harness.lines(rows).length === bookingRecords.length);
    await harness.settle();
    expect(harness.text).to.include("128 réservations").and.not.to.include("Zoë Martin");
  });

  it("go on below where the last page ended, and stop at the last one", async () => {
    const harness = await RecordsHarness.open({
      records: async (_id, _kind, before) =>
        before === undefined
          ? recordPage({ records: bookingRecords.slice(0, 3), next: "rec_7" })
          : recordPage({ records: bookingRecords.slice(3) }),
    });
    await harness.click("Afficher la suite");
    await until(() => harness.lines(rows).length === 5);
    expect(harness.api.calls.filter(({ name }) => name === "records").at(-1)?.args).to.deep.equal([
      "con_csv",
      "booking",
      "rec_7",
    ]);
    expect(harness.buttons).not.to.include("Afficher la suite");
  });

  it("keep the page they have when the next one fails, and try that one again", async () => {
    let isDown = true;
    const harness = await RecordsHarness.open({
      records: async (_id, _kind, before) => {
        if (before !== undefined && isDown) throw new ApiError(null);
        return recordPage(before === undefined ? { records: bookingRecords.slice(0, 3), next: "rec_7" } : {});
      },
    });
    await harness.click("Afficher la suite");
    await until(() => harness.text.includes("Pas de réponse."));
    expect(harness.lines(rows)).to.have.length(3);
    isDown = false;
    await harness.click("Réessayer");
    await until(() => harness.lines(rows).length > 3);
    expect(harness.text).not.to.include("Pas de réponse.");
  });

  it("say that there are none, and where they would come from", async () => {
    const none = recordPage({ records: [], counts: { booking: 0, customer: 0 } });
    const harness = await RecordsHarness.open({ records: async () => none, imports: async () => ({ imports: [] }) });
    expect(harness.text).to.include("Aucune réservation. Celles de votre prochain fichier apparaîtront ici.");
    expect(harness.text).to.include("0 réservation");
    await choose(harness, 1);
    expect(harness.text).to.include("Aucun client. Ceux de votre prochain fichier apparaîtront ici.");
  });
});

describe("the tab of a connection's data", () => {
  it("appears when all of it is there, so that no part moves another", async () => {
    let release = () => {};
    const harness = await RecordsHarness.begin({
      imports: () =>
        new Promise((resolve) => {
          release = () => resolve({ imports: [importSummary()] });
        }),
    });
    await until(() => harness.within(rows, "li").length > 0);
    expect(harness.isLoading).to.equal(true);
    expect(harness.lines(rows).join("")).to.equal("");
    expect(harness.text).to.include("Chargement…");
    release();
    await until(() => !harness.isLoading);
    await harness.settle();
    expect(harness.text).to.include("Élodie Marchand").and.to.include("reservations-octobre.csv");
    expect(harness.text).not.to.include("Chargement…");
  });

  it("appears with what came when one part is refused, and asks for that part again", async () => {
    const harness = await RecordsHarness.open({
      imports: async () => {
        throw refusal({ code: "dependency_unavailable", status: 503 });
      },
    });
    expect(harness.text).to.include("Un de nos services ne répond pas.").and.to.include("Élodie Marchand");
    harness.api.answer("imports", async () => ({ imports: [importSummary()] }));
    await harness.click("Réessayer");
    await until(() => harness.text.includes("reservations-octobre.csv"));
  });

  it("shows another connection from its beginning", async () => {
    const harness = await RecordsHarness.open();
    await choose(harness, 1);
    harness.element.connection = mailboxConnection;
    await until(() => harness.text.includes("E-mails reçus"));
    await until(() => !harness.isLoading);
    expect(
      harness.api.calls
        .filter(({ name }) => name === "records")
        .at(-1)
        ?.args.slice(0, 2),
    ).to.deep.equal(["con_mail", "booking"]);
    expect(harness.text).not.to.include("Fichiers importés");
  });

  it("does not begin again when the same connection is told anew", async () => {
    const harness = await RecordsHarness.open();
    harness.element.connection = { ...csvConnection, label: "Terrasse" };
    await harness.settle();
    expect(harness.isLoading).to.equal(false);
    expect(harness.api.countOf("records")).to.equal(1);
  });

  it("offers nothing to change to those who may only look", async () => {
    const csv = await RecordsHarness.open({}, { readonly: true });
    expect(csv.buttons).to.deep.equal(["Télécharger les 3 lignes en erreur"]);
    clear();
    const { mail_address: _, ...settings } = mailboxConnection.settings;
    const mailbox = await RecordsHarness.open(
      {
        mails: async () => ({
          mails: [{ ...mails.confirmation, confirmation_code: null, confirmation_link: null }, mails.unproven],
          next: null,
        }),
      },
      { readonly: true, connection: { ...mailboxConnection, settings } },
    );
    expect(mailbox.buttons).to.deep.equal(["Actualiser"]);
    expect(mailbox.text).to.include("Seuls les gestionnaires voient cette adresse.");
    expect(mailbox.text).to.include("Seuls les gestionnaires voient le code de confirmation.");
    expect(mailbox.text).to.include("Ce que SpeedAI a lu");
    expect(mailbox.text).not.to.include("avant de l’enregistrer");
  });
});
