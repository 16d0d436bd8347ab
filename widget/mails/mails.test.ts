import { expect } from "chai";
import type { Mail } from "../../schema/wire/index.ts";
import { ApiError } from "../api/client.ts";
import type { SpeedaiRecords } from "../records/records.component.ts";
import { RecordsHarness } from "../records/records.harness.ts";
import { focused, readText, until } from "../testing/deep.ts";
import { type Answers, refusal } from "../testing/fake-api.ts";
import { booking, mail, mailAddress, mailboxConnection, mails, recordPage } from "../testing/records.ts";
import { clear } from "../testing/settle.ts";

afterEach(clear);

const listing = (...list: readonly Mail[]): Answers => ({ mails: async () => ({ mails: [...list], next: null }) });
const open = (answers: Answers = {}, properties: Partial<SpeedaiRecords> = {}) =>
  RecordsHarness.open(answers, { connection: mailboxConnection, ...properties });
const cards = (harness: RecordsHarness) => harness.within("speedai-mails", "article").map(readText);
const others = (harness: RecordsHarness) => harness.lines("speedai-mails");

describe("received e-mails", () => {
  it("show first what waits for a person, then what became of the others", async () => {
    const harness = await open(listing(mails.accepted, mails.unproven, mails.refused, mails.discarded));
    expect(cards(harness)).to.have.length(1);
    expect(harness.text).to.include("1 à vérifier");
    const [read, refused, discarded] = others(harness);
    expect(read).to.include("Nouvelle réservation : 28/11/2026 à 19h30").and.to.include("De thefork.com");
    expect(read).to.include("sam. 28 nov., 19:30").and.to.include("Élodie Marchand").and.to.include("Lu");
    expect(refused).to.include("Refusé").and.to.include("Réponse automatique.");
    expect(discarded).to.include("Écarté").and.not.to.include("n’est pas une adresse habituelle");
  });

  it("show all that a person needs to judge one", async () => {
    const [card] = cards(await open(listing(mails.unproven)));
    for (const words of [
      "Nouvelle réservation : 28/11/2026 à 19h30, 4 personnes",
      "De thefork.com",
      "Cet e-mail dit venir de thefork.com, mais rien ne le prouve. Vérifiez la réservation avant de l’enregistrer.",
      "Ce que SpeedAI a lu",
      "Date sam. 28 nov., 19:30",
      "Couverts 4",
      "État Confirmée",
      "Nom complet Élodie Marchand",
      "Téléphone 06 12 34 56 78",
      "E-mail elodie.marchand@example.com",
      "Remarque du client Table près de la fenêtre, allergie aux noix",
      "Numéro de réservation TF-48213907",
      "Début du message",
    ])
      expect(card).to.include(words);
  });

  it("show the first words as text, whatever they hold", async () => {
    const excerpt = "<img src=x onerror=alert(1)> <b>gras</b>";
    const harness = await open(listing(mail({ ...mails.unread, subject: "<i>Objet</i>", excerpt })));
    expect(cards(harness)[0]).to.include(excerpt).and.to.include("<i>Objet</i>");
    expect(harness.within("speedai-mails", "img, b, i")).to.have.length(0);
  });

  it("offer to discard what holds nothing to save, and to accept nothing", async () => {
    const harness = await open(listing(mails.unread));
    expect(cards(harness)[0]).to.include("Il n’y a rien à enregistrer : vous pouvez l’écarter.");
    expect(harness.buttons).to.include("Écarter").and.not.to.include("Enregistrer la réservation");
  });

  it("name an e-mail without a subject or an origin", async () => {
    const harness = await open(listing(mail({ subject: " ", from_domain: "" })));
    expect(others(harness)[0])
      .to.include("Sans objet")
      .and.not.to.match(/De\s*(·|$)/);
  });

  it("are five, then those of the page, then those of the next page", async () => {
    const page = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => mail({ id: `mail_${from - at}`, subject: `Réservation ${from - at}` }));
    const harness = await open({
      mails: async (_id, before) =>
        before === undefined ? { mails: page(40, 20), next: "mail_21" } : { mails: page(20, 3), next: null },
    });
    expect(others(harness)).to.have.length(5);
    await harness.click("Afficher la suite");
    expect(others(harness)).to.have.length(20);
    expect(harness.api.countOf("mails")).to.equal(1);
    await harness.click("Afficher la suite");
    await until(() => others(harness).length === 23);
    expect(harness.api.calls.at(-1)?.args).to.deep.equal(["con_mail", "mail_21"]);
    expect(harness.buttons).not.to.include("Afficher la suite");
  });

  it("say that there are none, and why they do not come", async () => {
    const harness = await open(listing());
    expect(harness.text).to.include("Aucun e-mail reçu pour l’instant. Transférez-en un pour essayer.");
    harness.api.answer("mails", async () => {
      throw new ApiError(null);
    });
    await harness.click("Actualiser");
    await until(() => harness.text.includes("Pas de réponse."));
    harness.api.answer("mails", async () => ({ mails: [mails.accepted], next: null }));
    await harness.click("Réessayer");
    await until(() => others(harness).length === 1);
  });

  it("are looked for again when asked and when the person comes back, with the data that they changed", async () => {
    const harness = await open(listing());
    harness.api.answer("mails", async () => ({ mails: [mails.accepted], next: null }));
    harness.api.answer("records", async () => recordPage({ counts: { booking: 129, customer: 97 } }));
    document.dispatchEvent(new Event("visibilitychange"));
    await until(() => harness.text.includes("129 réservations"));
    expect(others(harness)).to.have.length(1);
    const asked = harness.api.countOf("records");
    await harness.click("Actualiser");
    await until(() => harness.api.countOf("mails") === 3);
    await harness.settle();
    expect(harness.api.countOf("records"), "nothing new: the data are the same").to.equal(asked);
    harness.element.remove();
    document.dispatchEvent(new Event("visibilitychange"));
    expect(harness.api.countOf("mails")).to.equal(3);
  });
});

describe("a person's word on an e-mail", () => {
  const accept = "Enregistrer la réservation : Nouvelle réservation : 28/11/2026 à 19h30, 4 personnes";
  const discard = "Écarter l’e-mail : Nouvelle réservation : 28/11/2026 à 19h30, 4 personnes";

  it("takes the booking over, and says so where the person is", async () => {
    const harness = await open({
      ...listing(mails.unproven),
      decideMail: async () => ({ ...mails.unproven, verdict: "accepted", reason: "booking_read", excerpt: null }),
    });
    harness.api.answer("records", async () => recordPage({ counts: { booking: 129, customer: 98 } }));
    await harness.click(accept);
    await until(() => harness.text.includes("129 réservations"));
    expect(harness.api.calls.find(({ name }) => name === "decideMail")?.args).to.deep.equal([
      "con_mail",
      "mail_8",
      "accept",
    ]);
    expect(cards(harness)).to.have.length(0);
    expect(others(harness)[0]).to.include("Lu");
    expect(harness.text).to.include("Réservation enregistrée.");
    expect(focused()?.getAttribute("role")).to.equal("status");
  });

  it("puts it aside without touching the data", async () => {
    const harness = await open({
      ...listing(mails.unproven),
      decideMail: async () => ({ ...mails.unproven, verdict: "discarded", booking: null, excerpt: null }),
    });
    await harness.click(discard);
    await until(() => harness.text.includes("E-mail écarté. Rien n’a été enregistré."));
    expect(others(harness)[0]).to.include("Écarté");
    expect(harness.api.countOf("records")).to.equal(1);
  });

  it("is given once, and for one e-mail at a time", async () => {
    let release: () => void = () => {};
    const second = { ...mails.unproven, id: "mail_0", subject: "Autre réservation" };
    const harness = await open({
      ...listing(mails.unproven, second),
      decideMail: () =>
        new Promise((resolve) => (release = () => resolve({ ...mails.unproven, verdict: "discarded" }))),
    });
    await harness.click(discard);
    await harness.click(discard);
    await harness.click("Écarter l’e-mail : Autre réservation");
    expect(harness.api.countOf("decideMail")).to.equal(1);
    release();
    await until(() => cards(harness).length === 1);
  });

  it("stays to be given when the API refuses it, with the reason beside that e-mail", async () => {
    const second = { ...mails.unproven, id: "mail_0", subject: "Autre réservation" };
    const harness = await open({
      ...listing(mails.unproven, second),
      decideMail: async () => {
        throw refusal({ code: "forbidden_role", status: 403 });
      },
    });
    await harness.click(accept);
    await until(() => harness.text.includes("Vous n’avez pas ce droit."));
    expect(cards(harness)[0]).to.include("Vous n’avez pas ce droit.");
    expect(cards(harness)[1]).not.to.include("Vous n’avez pas ce droit.");
    expect(harness.button(accept).getAttribute("aria-disabled")).to.equal(null);
  });

  it("makes a connection work that waited for its first e-mail", async () => {
    const waitingConnection = {
      ...mailboxConnection,
      status: "action_required",
      reason: "mail_never_received",
    } as const;
    const told: string[] = [];
    const harness = await open(
      {
        ...listing(mails.unproven),
        decideMail: async () => ({ ...mails.unproven, verdict: "accepted" }),
        connection: async () => mailboxConnection,
      },
      { connection: waitingConnection, changed: ({ status }) => told.push(status) },
    );
    await harness.click(accept);
    await until(() => told.length === 1);
    expect(told).to.deep.equal(["connected"]);
  });
});

describe("the request of a mailbox", () => {
  it("shows Gmail's code to copy, and where it goes", async () => {
    const [card] = cards(await open(listing({ ...mails.confirmation, confirmation_link: null })));
    expect(card).to.include("583920174").and.to.include("Copier");
    expect(card).to.include("Dans Gmail : Paramètres › Transfert et POP/IMAP.");
    expect(card).not.to.include("Ouvrir la page de Google");
  });

  it("leads to Google's own page in a new window that knows nothing of this one", async () => {
    const harness = await open(listing({ ...mails.confirmation, confirmation_code: null }));
    const [link] = harness.within<HTMLAnchorElement>("speedai-mails", "a");
    expect(link?.href).to.equal("https://mail-settings.google.com/mail/vf-abc");
    expect(link?.rel).to.equal("noopener noreferrer");
    expect(cards(harness)[0]).to.include("Ouvrir la page de Google").and.not.to.include("Collez ce code");
  });

  it("never becomes a link of another kind", async () => {
    const harness = await open(listing({ ...mails.confirmation, confirmation_link: "javascript:alert(1)" }));
    expect(harness.within("speedai-mails", "a")).to.have.length(0);
  });
});

describe("the address of a connection", () => {
  const next = { ...mailboxConnection, settings: { mail_address: "new@in.speedai.example" } };

  it("stands ready to be copied, with the guide of its tool", async () => {
    const harness = await open();
    expect(harness.text).to.include(mailAddress).and.to.include("Comment transférer les e-mails ?");
    expect(harness.text).not.to.include("Copiez votre adresse SpeedAI.");
    harness.within("speedai-mail-address", "summary")[0]?.click();
    expect(harness.text).to.include("Dans Gmail : Paramètres › Transfert et POP/IMAP.");
  });

  it("opens the guide until a first e-mail has come, and leaves it as it is then", async () => {
    const waiting = { ...mailboxConnection, status: "action_required" } as const;
    const harness = await open({ connection: async () => waiting }, { connection: waiting });
    expect(harness.text).to.include("Copiez votre adresse SpeedAI.");
    harness.element.connection = mailboxConnection;
    await harness.settle();
    expect(harness.text).to.include("Copiez votre adresse SpeedAI.");
  });

  it("is replaced after a warning, and the new one is told to the page", async () => {
    const told: unknown[] = [];
    const harness = await open(
      { rotateMailAddress: async () => next },
      { changed: (connection) => told.push(connection.settings["mail_address"]) },
    );
    await harness.click("Changer d’adresse");
    expect(harness.text).to.include("Les e-mails envoyés à l’adresse actuelle ne seront plus reçus.");
    expect(focused()?.textContent?.trim()).to.equal("Garder l’adresse");
    expect(harness.api.countOf("rotateMailAddress")).to.equal(0);
    harness.find<HTMLButtonElement>(".destructive").click();
    await until(() => told.length === 1);
    expect(told).to.deep.equal(["new@in.speedai.example"]);
    harness.element.connection = next;
    await harness.settle();
    expect(harness.text).to.include("new@in.speedai.example").and.not.to.include(mailAddress);
    expect(harness.text).to.include("Nouvelle adresse en place.");
    expect(harness.find<HTMLDialogElement>("dialog").open).to.equal(false);
  });

  it("is kept when the person keeps it, and when the API refuses", async () => {
    const harness = await open({
      rotateMailAddress: async () => {
        throw refusal({ code: "conflict", status: 409 });
      },
    });
    await harness.click("Changer d’adresse");
    await harness.click("Garder l’adresse");
    expect(harness.api.countOf("rotateMailAddress")).to.equal(0);
    await harness.click("Changer d’adresse");
    harness.find<HTMLButtonElement>(".destructive").click();
    await until(() => harness.within("speedai-question", "speedai-explanation").length === 1);
    expect(harness.text).to.include(mailAddress);
    expect(harness.text).not.to.include("Nouvelle adresse en place.");
  });

  it("is missed where the deployment receives no e-mail", async () => {
    const harness = await open({}, { connection: { ...mailboxConnection, settings: {} } });
    expect(harness.text).to.include("La réception d’e-mails n’est pas ouverte sur cet espace.");
    expect(harness.buttons).not.to.include("Changer d’adresse");
  });
});

describe("a booking without all its facts", () => {
  it("shows what there is", async () => {
    const bare = booking({ guest: { full_name: "Inconnu" }, party_size: null, guest_note: undefined, code: undefined });
    const [card] = cards(await open(listing({ ...mails.unproven, booking: bare })));
    expect(card).to.include("Nom complet Inconnu").and.not.to.include("Couverts").and.not.to.include("Téléphone");
  });
});
