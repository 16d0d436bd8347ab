import { expect } from "chai";
import { ApiError } from "../api/client.ts";
import { createTexts } from "../i18n/complete.ts";
import { RecordsHarness } from "../records/records.harness.ts";
import { find, focused, readText, until } from "../testing/deep.ts";
import { createFakeApi, refusal } from "../testing/fake-api.ts";
import { now } from "../testing/now.ts";
import { importSummary, recordPage } from "../testing/records.ts";
import { clear, show } from "../testing/settle.ts";

afterEach(clear);

const files = "speedai-imports";
const listing = (...facts: Parameters<typeof importSummary>[0][]) => ({
  imports: async () => ({ imports: facts.map((fact, at) => importSummary({ id: `imp_${at}`, ...fact })) }),
});
const counts = (facts: Partial<ReturnType<typeof importSummary>["counts"]>) => ({
  rows: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  failed: 0,
  ...facts,
});

describe("imported files", () => {
  it("tell their name, their day and what became of their rows", async () => {
    const harness = await RecordsHarness.open();
    const [line] = harness.lines(files);
    for (const words of [
      "reservations-octobre.csv",
      "Importé",
      "120 créées",
      "7 mises à jour",
      "1 inchangée",
      "3 en erreur",
    ])
      expect(line).to.include(words);
    expect(harness.within(files, "time")[0]?.textContent?.trim()).to.equal("10:00");
  });

  it("tell the first rows that were refused, what stands there and what to write instead", async () => {
    const harness = await RecordsHarness.open();
    const [line] = harness.lines(files);
    expect(line).to.include("Ligne 14, colonne « Date »").and.to.include("31/06/2026");
    expect(line).to.include("Date illisible : écrivez par exemple 28/11/2026");
    expect(line).to.include("Ligne 97").and.to.include("Il manque un nom, un téléphone ou un e-mail");
    expect(line).to.include("… et 1 autre, dans le fichier à corriger.");
  });

  it("tell the refused rows of the newest file only", async () => {
    const harness = await RecordsHarness.open(listing({}, {}));
    const [newest, older] = harness.lines(files);
    expect(newest).to.include("Ligne 14");
    expect(older).to.include("3 lignes en erreur").and.not.to.include("Ligne 14");
  });

  it("leave out what did not happen, and offer only what makes sense", async () => {
    const harness = await RecordsHarness.open(
      listing({ counts: counts({ rows: 5, unchanged: 5 }) }, { state: "undone" }, { state: "failed" }),
    );
    const [unchanged, undone, failed] = harness.lines(files);
    expect(unchanged).to.include("5 inchangées").and.not.to.include("créée").and.not.to.include("Annuler l’import");
    expect(undone).to.include("Annulé").and.not.to.include("Annuler l’import").and.not.to.include("Télécharger");
    expect(failed).to.include("Interrompu").and.to.include("L’import s’est arrêté avant la fin.");
    expect(failed).to.include("Télécharger les 3 lignes en erreur").and.not.to.include("Annuler l’import");
  });

  it("are the last three, then all", async () => {
    const harness = await RecordsHarness.open(listing({}, {}, {}, {}, { file_name: "ancien.csv" }));
    expect(harness.lines(files)).to.have.length(3);
    await harness.click("Afficher les 5 fichiers");
    expect(harness.lines(files)).to.have.length(5);
    expect(harness.text).to.include("ancien.csv");
  });

  it("lead to the upload of another one", async () => {
    let asked = 0;
    const harness = await RecordsHarness.open(listing(), { importNew: () => (asked += 1) });
    expect(harness.text).to.include("Aucun fichier importé pour l’instant.");
    await harness.click("Importer un nouveau fichier");
    expect(asked).to.equal(1);
  });

  describe("while they are read", () => {
    const running = (created: number) =>
      importSummary({ state: "running", finished_at: null, counts: counts({ rows: 400, created }) });
    /** An element that looks again at once, and whose answers the test gives. */
    const follow = async () => {
      const waiting: ((list: { imports: ReturnType<typeof importSummary>[] }) => void)[] = [];
      const api = createFakeApi({ imports: () => new Promise((resolve) => waiting.push(resolve)) });
      const element = document.createElement("speedai-imports");
      const seen = { changes: 0 };
      const changed = () => (seen.changes += 1);
      Object.assign(element, { api, texts: createTexts("fr"), connection: "con_csv", now, pauseMs: 0, changed });
      await show(element);
      /** Answers the question that is asked next. */
      const answer = async (summary: ReturnType<typeof importSummary>) => {
        await until(() => waiting.length > 0);
        waiting.shift()?.({ imports: [summary] });
      };
      return { api, element, seen, answer };
    };

    it("are followed, and the data are asked for again at the end", async () => {
      const { api, element, seen, answer } = await follow();
      await answer(running(100));
      await until(() => readText(element).includes("100 lignes sur 400"));
      await answer(running(300));
      await until(() => find<HTMLProgressElement>("progress", element).value === 300);
      expect(seen.changes).to.equal(0);
      await answer(importSummary());
      await until(() => readText(element).includes("Import de « reservations-octobre.csv » terminé."));
      expect(readText(element)).to.include("120 créées");
      expect(seen.changes).to.equal(1);
      for (let frame = 0; frame < 5; frame += 1) await new Promise(requestAnimationFrame);
      expect(api.countOf("imports"), "nothing runs any more: nobody asks").to.equal(3);
    });

    it("do not boast of an import that broke off", async () => {
      const { element, seen, answer } = await follow();
      await answer(running(100));
      await answer(importSummary({ state: "failed" }));
      await until(() => readText(element).includes("L’import s’est arrêté avant la fin."));
      expect(readText(element)).not.to.include("terminé");
      expect(seen.changes).to.equal(1);
    });

    it("are not followed by an element that is gone, whether it waited or had asked", async () => {
      const { api, element, answer } = await follow();
      await answer(running(100));
      await until(() => api.countOf("imports") === 2);
      element.remove();
      await answer(running(200));
      for (let frame = 0; frame < 5; frame += 1) await new Promise(requestAnimationFrame);
      expect(api.countOf("imports")).to.equal(2);
    });
  });
});

describe("undoing an import", () => {
  it("says first what will happen, and does nothing when the person keeps it", async () => {
    const harness = await RecordsHarness.open();
    harness.button("Annuler l’import").focus();
    await harness.click("Annuler l’import");
    const dialog = harness.find<HTMLDialogElement>("dialog");
    expect(dialog.open).to.equal(true);
    expect(harness.text).to.include("Annuler l’import de « reservations-octobre.csv » ?");
    expect(harness.text).to.include("120 réservations créées seront supprimées");
    expect(harness.text).to.include("7 réservations mises à jour retrouveront leur contenu d’avant.");
    expect(harness.text).to.include("Ce qui a été modifié depuis par un autre fichier n’est pas touché.");
    expect(focused()?.textContent?.trim()).to.equal("Garder l’import");
    await harness.click("Garder l’import");
    expect(dialog.open).to.equal(false);
    expect(harness.api.countOf("undoImport")).to.equal(0);
    expect(focused()).to.equal(harness.button("Annuler l’import"));
  });

  it("names no kind of change that the file did not make", async () => {
    const harness = await RecordsHarness.open(listing({ counts: counts({ rows: 1, created: 1 }) }));
    await harness.click("Annuler l’import");
    expect(harness.text).to.include("1 réservation créée sera supprimée");
    expect(harness.text).not.to.include("contenu d’avant");
  });

  it("tells the result where the person is, and shows the data as they are now", async () => {
    const harness = await RecordsHarness.open({
      undoImport: async () => importSummary({ state: "undone" }),
    });
    harness.api.answer("records", async () => recordPage({ records: [], counts: { booking: 31, customer: 5 } }));
    await harness.click("Annuler l’import");
    harness.find<HTMLButtonElement>(".destructive").click();
    await until(() => harness.text.includes("31 réservations"));
    expect(harness.api.calls.find(({ name }) => name === "undoImport")?.args).to.deep.equal(["con_csv", "imp_1"]);
    expect(harness.find<HTMLDialogElement>("dialog").open).to.equal(false);
    expect(harness.lines(files)[0]).to.include("Annulé").and.not.to.include("Annuler l’import");
    expect(harness.text).to.include("Import annulé : les données de « reservations-octobre.csv » ont été retirées.");
    expect(focused()?.getAttribute("role")).to.equal("status");
  });

  it("happens once, however often it is pressed", async () => {
    let release: () => void = () => {};
    const harness = await RecordsHarness.open({
      undoImport: () => new Promise((resolve) => (release = () => resolve(importSummary({ state: "undone" })))),
    });
    await harness.click("Annuler l’import");
    harness.find<HTMLButtonElement>(".destructive").click();
    await harness.settle();
    harness.find<HTMLButtonElement>(".destructive").click();
    expect(harness.api.countOf("undoImport")).to.equal(1);
    release();
    await until(() => harness.text.includes("Import annulé"));
  });

  it("stays a question when the API refuses, and says why", async () => {
    const harness = await RecordsHarness.open({
      undoImport: async () => {
        throw refusal({ code: "forbidden_role", status: 403 });
      },
    });
    await harness.click("Annuler l’import");
    harness.find<HTMLButtonElement>(".destructive").click();
    await until(() => harness.text.includes("Vous n’avez pas ce droit."));
    expect(harness.find<HTMLDialogElement>("dialog").open).to.equal(true);
    expect(harness.lines(files)[0]).to.include("Importé");
    // Another question begins without the old refusal.
    await harness.click("Garder l’import");
    await harness.click("Annuler l’import");
    expect(harness.text).not.to.include("Vous n’avez pas ce droit.");
  });
});

describe("the rows with errors", () => {
  const csv = new Blob(["line;error;Date\r\n"], { type: "text/csv" });
  const errorFile = (harness: RecordsHarness) =>
    harness.find<HTMLElementTagNameMap["speedai-error-file"]>("speedai-error-file");

  it("are fetched with the session and saved under the file's name", async () => {
    const saved: [Blob, string][] = [];
    const harness = await RecordsHarness.open({ importErrors: async () => csv });
    errorFile(harness).save = (file, name) => saved.push([file, name]);
    await harness.click("Télécharger les 3 lignes en erreur");
    await until(() => saved.length === 1);
    expect(harness.api.calls.at(-1)).to.deep.equal({ name: "importErrors", args: ["con_csv", "imp_1"] });
    expect(saved[0]?.[0]).to.equal(csv);
    expect(saved[0]?.[1]).to.equal("reservations-octobre - lignes en erreur.csv");
  });

  it("come through the browser's own download, from this page's memory", async () => {
    const harness = await RecordsHarness.open({ importErrors: async () => csv });
    const links: { href: string; download: string }[] = [];
    const note = (event: Event) => {
      if (!(event.target instanceof HTMLAnchorElement)) return;
      event.preventDefault();
      links.push({ href: event.target.href, download: event.target.download });
    };
    // The link stands in no document: its click is heard on itself alone.
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      this.addEventListener("click", note);
      click.call(this);
    };
    try {
      await harness.click("Télécharger les 3 lignes en erreur");
      await until(() => links.length === 1);
    } finally {
      HTMLAnchorElement.prototype.click = click;
    }
    expect(links[0]?.download).to.equal("reservations-octobre - lignes en erreur.csv");
    expect(await (await fetch(links[0]?.href ?? "")).text()).to.equal(await csv.text());
  });

  it("say why they do not come, and can be asked for again", async () => {
    let isDown = true;
    const saved: string[] = [];
    const harness = await RecordsHarness.open({
      importErrors: async () => {
        if (isDown) throw new ApiError(null);
        return csv;
      },
    });
    errorFile(harness).save = (_file, name) => saved.push(name);
    await harness.click("Télécharger les 3 lignes en erreur");
    await until(() => harness.text.includes("Pas de réponse."));
    expect(saved).to.deep.equal([]);
    isDown = false;
    await harness.click("Télécharger les 3 lignes en erreur");
    await until(() => saved.length === 1);
    expect(harness.text).not.to.include("Pas de réponse.");
  });

  it("are one in the singular, and are not spoken of when there are none", async () => {
    const harness = await RecordsHarness.open(
      listing({ counts: counts({ created: 1, failed: 1 }) }, { counts: counts({ created: 1 }) }),
      { texts: createTexts("en") },
    );
    expect(harness.buttons.filter((words) => words.startsWith("Download"))).to.deep.equal([
      "Download the row with an error",
    ]);
  });
});
