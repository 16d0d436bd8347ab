/** The tab « Données » where people meet it: in the drawer, from the file to its data and back. */
import { sendKeys, setViewport } from "@web/test-runner-commands";
import { expect } from "chai";
import type { Step } from "../../schema/wire/index.ts";
import { DrawerHarness, type Opening } from "../drawer/drawer.harness.ts";
import { attempt, steps } from "../testing/attempts.ts";
import { connection } from "../testing/connections.ts";
import { focused, until } from "../testing/deep.ts";
import { type Answers, createFakeApi, refusal } from "../testing/fake-api.ts";
import { csvConnection, importSummary, mailboxConnection, mails, recordPage, thefork } from "../testing/records.ts";
import { integration } from "../testing/tools.ts";

let harness: DrawerHarness;
afterEach(() => harness.remove());

const api = (answers: Answers = {}) =>
  createFakeApi({
    records: async () => recordPage(),
    imports: async () => ({ imports: [importSummary()] }),
    mails: async () => ({ mails: Object.values(mails), next: null }),
    cancelAttempt: async () => {},
    ...answers,
  });
const csv = { integration: { ...thefork, connections: [csvConnection] }, connection: csvConnection };
const mailbox = { integration: { ...thefork, connections: [mailboxConnection] }, connection: mailboxConnection };
const open = async ({ properties, ...opening }: Opening) => {
  harness = await DrawerHarness.open({ api: api(), ...opening, properties: { view: "records", ...properties } });
};
const isThere = (words: string) => until(() => harness.text.includes(words));
const tabs = () => harness.findAll("[role=tab]").map((tab) => tab.textContent?.trim());
const drop = (name: string, type = "text/csv") => {
  const data = new DataTransfer();
  data.items.add(new File(["Date;Nom\n14/10/2026;Lefèvre"], name, { type }));
  harness.find(".zone").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
};
const done: Step = { kind: "done", connection: csvConnection, import: importSummary() };

describe("the tab « Données »", () => {
  it("stands beside the connection that has data, for those who may only look as well", async () => {
    await open({ properties: csv });
    expect(tabs()).to.deep.equal(["Connexion", "Données", "Accès", "Réglages", "Journal"]);
    await isThere("reservations-octobre.csv");
    harness.remove();
    await open({ properties: { ...mailbox, userRole: "viewer" } });
    expect(tabs()).to.deep.equal(["Connexion", "Données", "Accès", "Journal"]);
    await isThere("E-mails reçus");
    expect(harness.text).not.to.include("Enregistrer la réservation");
  });

  it("does not stand beside one that is asked when its data are needed, even when the address says so", async () => {
    const asked = connection();
    await open({ properties: { integration: integration({ connections: [asked] }), connection: asked } });
    expect(tabs()).not.to.include("Données");
    expect(harness.drawer.view).to.equal("overview");
  });

  it("is told to the page when it is opened", async () => {
    await open({ properties: { ...csv, view: "overview" } });
    await harness.click("Données");
    expect(harness.events.at(-1)).to.deep.equal({
      name: "view-change",
      detail: { view: "records", connection_id: "con_csv" },
    });
  });

  it("offers no test where nobody can be asked", async () => {
    const checked = { ...csvConnection, history: connection().history };
    await open({ properties: { integration: { ...thefork, connections: [checked] }, connection: checked } });
    await isThere("reservations-octobre.csv");
    expect(harness.text).not.to.include("Tester la connexion").and.not.to.include("Pas encore vérifiée");
    await harness.click("Connexion");
    expect(harness.text).to.include("Tout fonctionne.").and.not.to.include("Dernières vérifications");
  });

  it("knows at once that the first e-mail came before it was opened", async () => {
    const waiting = { ...mailboxConnection, status: "action_required", reason: "mail_never_received" } as const;
    await open({
      api: api({ connection: async () => mailboxConnection }),
      properties: { integration: { ...thefork, connections: [waiting] }, connection: waiting },
    });
    await until(() => harness.events.some(({ name }) => name === "connection-changed"));
    await harness.settle();
    expect(harness.text).not.to.include("Action requise");
  });

  it("brings into view why a file is refused", async () => {
    await setViewport({ width: 375, height: 420 });
    try {
      await open({
        properties: { ...csv, view: "reconnect" },
        api: api({ createAttempt: async () => attempt(steps.upload) }),
      });
      await until(() => harness.findAll(".zone").length === 1);
      drop("réservations.xlsx", "application/vnd.ms-excel");
      await until(() => harness.text.includes("Ce type de fichier ne peut pas être lu."));
      await harness.settle();
      expect(Math.floor(harness.find("p.error").getBoundingClientRect().bottom)).to.be.at.most(420);
    } finally {
      await setViewport({ width: 1000, height: 700 });
    }
  });

  it("tells the page an address that was replaced", async () => {
    const next = { ...mailboxConnection, settings: { mail_address: "new@in.speedai.example" } };
    await open({ api: api({ rotateMailAddress: async () => next }), properties: mailbox });
    await isThere("Changer d’adresse");
    await harness.click("Changer d’adresse");
    harness.find<HTMLButtonElement>(".destructive").click();
    await isThere("new@in.speedai.example");
    expect(harness.events.at(-1)).to.deep.equal({ name: "connection-changed", detail: { connection: next } });
  });
});

describe("another file for a connection", () => {
  it("goes from the data through the columns back to the data", async () => {
    const fake = api({
      createAttempt: async () => attempt(steps.upload, { method: "csv" }),
      upload: async () => attempt({ ...steps.mapping, remembered: true }, { method: "csv" }),
      submitStep: async () => attempt(done, { method: "csv" }),
    });
    await open({ api: fake, properties: csv });
    await isThere("Importer un nouveau fichier");
    await harness.click("Importer un nouveau fichier");
    expect(harness.text).to.include("rien n’est enregistré deux fois").and.not.to.include("Reconnecter");
    drop("novembre.csv");
    await isThere("Vérifiez la lecture de votre fichier");
    expect(fake.calls.find(({ name }) => name === "createAttempt")?.args).to.deep.include.members(["thefork"]);
    expect(fake.calls.find(({ name }) => name === "createAttempt")?.args[1]).to.deep.include({
      method: "csv",
      connection_id: "con_csv",
    });
    expect(harness.text).to.include("Vos choix du dernier fichier ont été repris.");
    const select = harness.find<HTMLSelectElement>("#full_name");
    select.value = "2";
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await harness.settle();
    await harness.click("Importer");
    await isThere("Import terminé");
    expect(harness.text).to.include("« reservations-octobre.csv » : 131 lignes lues.");
    expect(harness.text)
      .to.match(/120 Créées|Créées 120/)
      .and.to.include("Télécharger les 3 lignes en erreur");
    await harness.click("Voir les données");
    expect(harness.drawer.view).to.equal("records");
    await isThere("Fichiers importés");
  });

  it("goes on when the panel is closed while it is read", async () => {
    const fake = api({
      createAttempt: async () => attempt(steps.upload, { method: "csv" }),
      upload: async () => attempt(steps.waiting, { method: "csv" }),
      attempt: () => new Promise(() => {}),
    });
    await open({ api: fake, properties: { ...csv, view: "reconnect" } });
    drop("novembre.csv");
    await isThere("Vous pouvez fermer ce panneau");
    expect(harness.text).to.include("42 000 lignes sur 100 000");
    harness.drawer.close();
    await harness.settle();
    expect(fake.countOf("cancelAttempt")).to.equal(0);
  });
});

describe("the columns of a file", () => {
  const mapping = {
    ...steps.mapping,
    targets: steps.mapping.targets.map((target) => ({ ...target, required: target.name === "starts_on" })),
  };
  const choose = async (name: string, column: string) => {
    const select = harness.find<HTMLSelectElement>(`#${name}`);
    select.value = column;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await harness.settle();
  };
  const openAt = async (step: Step = mapping) => {
    harness = await DrawerHarness.openAt(step);
  };

  it("mark what is required, show real values, and name what is left aside", async () => {
    await openAt();
    expect(harness.text).to.include("Date obligatoire").and.not.to.include("Heure obligatoire");
    expect(harness.text).to.include("Dans le fichier : 14/10/2026 · 15/10/2026");
    expect(harness.text).to.include("Colonne laissée de côté : Client.");
    await choose("party_size", "");
    expect(harness.text).to.include("2 colonnes laissées de côté : Client et Couverts.");
    await choose("starts_at", "");
    expect(harness.text).to.include("Laissez vide si la date contient déjà l’heure.");
  });

  it("are not sent before something tells the guests apart", async () => {
    await openAt();
    await harness.click("Importer");
    expect(harness.text).to.include("Choisissez au moins un nom, un téléphone ou un e-mail.");
    expect(focused()?.id).to.equal("full_name");
    expect(harness.api.countOf("submitStep")).to.equal(0);
    await choose("phone", "2");
    expect(harness.text).not.to.include("Choisissez au moins");
    harness.api.answer("submitStep", async () => attempt(steps.waiting));
    await harness.click("Importer");
    expect(harness.api.countOf("submitStep")).to.equal(1);
  });

  it("say at once that a column is used twice", async () => {
    await openAt();
    await choose("full_name", "0");
    expect(harness.text).to.include("Cette colonne sert déjà pour « Date ».");
    await harness.click("Importer");
    expect(harness.api.countOf("submitStep")).to.equal(0);
    await choose("full_name", "2");
    expect(harness.text).not.to.include("Cette colonne sert déjà");
  });

  it("say themselves what the API refuses, until they are changed", async () => {
    await openAt();
    harness.api.answer("submitStep", async () => {
      throw refusal({
        code: "invalid_request",
        status: 422,
        errors: [{ field: "values.starts_at", code: "not_an_option" }],
      });
    });
    await choose("full_name", "2");
    await harness.click("Importer");
    await isThere("Choisissez une des options proposées.");
    expect(harness.findAll("speedai-explanation")).to.have.length(0);
    expect(harness.find("#starts_at").getAttribute("aria-invalid")).to.equal("true");
    await choose("starts_at", "");
    expect(harness.text).not.to.include("Choisissez une des options proposées.");
  });

  it("leave a refusal that is not about them to the explanation above", async () => {
    await openAt();
    harness.api.answer("submitStep", async () => {
      throw refusal({ code: "attempt_closed", status: 409 });
    });
    await choose("full_name", "2");
    await harness.click("Importer");
    await isThere("Cette tentative est terminée.");
  });

  it("without a name in the file are called by their place", async () => {
    const columns = steps.mapping.columns.map((column) => (column.index === 2 ? { ...column, name: " " } : column));
    await openAt({ ...mapping, columns });
    expect(harness.text).to.include("Colonne laissée de côté : Colonne 3.");
  });
});

describe("the end of an import", () => {
  it("is shown from its beginning, wherever the step before was read", async () => {
    await setViewport({ width: 320, height: 500 });
    try {
      const fake = api({
        createAttempt: async () => attempt(steps.upload, { method: "csv" }),
        upload: async () => attempt(steps.mapping, { method: "csv" }),
        submitStep: async () => attempt(done, { method: "csv" }),
      });
      await open({ api: fake, properties: { ...csv, view: "reconnect" } });
      drop("novembre.csv");
      await isThere("Vérifiez la lecture de votre fichier");
      const select = harness.find<HTMLSelectElement>("#full_name");
      select.value = "2";
      select.dispatchEvent(new Event("change", { bubbles: true }));
      await harness.settle();
      const panel = harness.find("#panel");
      panel.scrollTo({ top: panel.scrollHeight });
      expect(panel.scrollTop).to.be.above(100);
      await harness.click("Importer");
      await isThere("Import terminé");
      expect(panel.scrollTop).to.equal(0);
    } finally {
      await setViewport({ width: 800, height: 600 });
    }
  });

  it("tells all four counts, and offers the rows with errors where there are some", async () => {
    const errors: string[] = [];
    harness = await DrawerHarness.openAt(done, {
      api: api({
        importErrors: async (_id, importId) => {
          errors.push(importId);
          return new Blob(["line;error\r\n"]);
        },
      }),
    });
    expect(harness.text).to.include("Pipedrive est connecté");
    expect(harness.text).to.include("Ligne 14, colonne « Date »").and.to.include("31/06/2026");
    const shown = harness
      .findAll("speedai-step-done")
      .flatMap((step) => [...(step.shadowRoot?.querySelectorAll(".counts div") ?? [])]);
    expect(shown.map((count) => count.textContent?.replace(/\s+/g, " ").trim())).to.deep.equal([
      "Créées 120",
      "Mises à jour 7",
      "Inchangées 1",
      "En erreur 3",
    ]);
    const file = harness.find<HTMLElementTagNameMap["speedai-error-file"]>("speedai-error-file");
    const saved: string[] = [];
    file.save = (_file, name) => saved.push(name);
    await harness.click("Télécharger les 3 lignes en erreur");
    await until(() => saved.length === 1);
    expect(errors).to.deep.equal(["imp_1"]);
  });

  it("speaks of no errors when there were none", async () => {
    harness = await DrawerHarness.openAt({
      ...done,
      import: importSummary({ counts: { rows: 2, created: 2, updated: 0, unchanged: 0, failed: 0 } }),
    });
    expect(harness.text).to.include("2 lignes lues").and.not.to.include("Télécharger").and.not.to.include("Corrigez");
  });
});

describe("by keyboard alone", () => {
  it("an import is undone, and the focus never gets lost", async () => {
    const fake = api({ undoImport: async () => importSummary({ state: "undone" }) });
    await open({ api: fake, properties: { ...csv, view: "overview" } });
    harness.findAll<HTMLElement>("[role=tab]")[0]?.focus();
    await sendKeys({ press: "ArrowRight" });
    await isThere("reservations-octobre.csv");
    await harness.settle();
    const nameOf = () => focused()?.getAttribute("aria-label") ?? focused()?.textContent?.trim() ?? "";
    const walked: string[] = [];
    const tabTo = async (name: string) => {
      do {
        await sendKeys({ press: "Tab" });
        walked.push(nameOf());
        expect(walked.length, walked.join(" › ")).to.be.lessThan(15);
      } while (!walked.at(-1)?.startsWith(name));
    };
    await tabTo("Annuler l’import de");
    expect(walked).to.include("Importer un nouveau fichier");
    await sendKeys({ press: "Enter" });
    await harness.settle();
    expect(nameOf()).to.equal("Garder l’import");
    await sendKeys({ press: "Escape" });
    await harness.settle();
    expect(nameOf()).to.match(/^Annuler l’import de/);
    expect(harness.dialog.open, "Esc closes the question, not the drawer").to.equal(true);
    await sendKeys({ press: "Enter" });
    await sendKeys({ press: "Tab" });
    await sendKeys({ press: "Enter" });
    await isThere("Import annulé");
    await harness.settle();
    expect(fake.countOf("undoImport")).to.equal(1);
    await tabTo("");
    expect(harness.drawer.shadowRoot?.contains(document.activeElement?.shadowRoot?.activeElement ?? null)).to.equal(
      true,
    );
  });

  it("bookings and customers are one choice, changed by arrows", async () => {
    await open({ properties: csv });
    await isThere("128 réservations");
    const [first, second] = harness.findAll<HTMLInputElement>("[name=kind]");
    first?.focus();
    await sendKeys({ press: "ArrowRight" });
    await until(() => harness.api.countOf("records") === 2);
    expect(second?.checked).to.equal(true);
  });
});
