import "./journal.ts";
import { expect } from "chai";
import { ApiError } from "../api/client.ts";
import { createTexts } from "../i18n/complete.ts";
import { entries } from "../testing/connections.ts";
import { findAll, readText, until } from "../testing/deep.ts";
import { createFakeApi, type FakeApi } from "../testing/fake-api.ts";
import { minutesAgo, now } from "../testing/now.ts";
import { readEntry } from "./read-entry.ts";

let journal: HTMLElementTagNameMap["speedai-journal"];

async function show(api: FakeApi): Promise<void> {
  journal = document.createElement("speedai-journal");
  Object.assign(journal, { api, texts: createTexts("fr"), connection: "con_4f2a", provider: "Pipedrive", now });
  document.body.append(journal);
  await journal.updateComplete;
}
const lines = () => findAll("ol:not(.skeleton) > li", journal).map(readText);
const button = (words: string) => findAll<HTMLButtonElement>("button", journal).find((one) => readText(one) === words);

afterEach(() => journal?.remove());

describe("journal", () => {
  it("tells what happened in plain sentences, with the cause and when", async () => {
    await show(createFakeApi({ logs: async () => ({ entries: [...entries], next: null }) }));
    await until(() => lines().length === 5);
    expect(lines()[0]).to.include("Test réussi").and.to.include("il y a 4 min");
    expect(lines()[0], "a reference is for those who look for it").not.to.include("req_7c1f0a52d94b49b2");
    findAll<HTMLElement>("summary", journal)[0]?.click();
    expect(lines()[0]).to.include("req_7c1f0a52d94b49b2");
    expect(lines()[1]).to.include("Pipedrive est momentanément indisponible.");
    expect(lines()[2]).to.include("La signature n’est pas valable.");
    expect(lines()[3]).to.include("booking.created").and.to.include("msg_2Lh9");
    const time = findAll("time", journal)[0];
    expect(time?.title).to.equal(createTexts("fr").dateTime(minutesAgo(4)));
  });

  it("adds older lines below, from where the last page ended", async () => {
    const api = createFakeApi({
      logs: async (_id, before) =>
        before === undefined
          ? { entries: entries.slice(0, 2), next: "log_4" }
          : { entries: entries.slice(2), next: null },
    });
    await show(api);
    await until(() => lines().length === 2);
    button("Afficher la suite")?.click();
    await until(() => lines().length === 5);
    expect(api.calls.map(({ args }) => args)).to.deep.equal([
      ["con_4f2a", undefined],
      ["con_4f2a", "log_4"],
    ]);
    expect(button("Afficher la suite")).to.equal(undefined);
  });

  it("keeps the lines it has when the next page fails, and tries that page again", async () => {
    let isDown = true;
    const api = createFakeApi({
      logs: async (_id, before) => {
        if (before !== undefined && isDown) throw new ApiError(null);
        return {
          entries: before === undefined ? entries.slice(0, 2) : entries.slice(2),
          next: before ? null : "log_4",
        };
      },
    });
    await show(api);
    await until(() => lines().length === 2);
    button("Afficher la suite")?.click();
    await until(() => readText(journal).includes("Pas de réponse."));
    expect(lines()).to.have.length(2);
    isDown = false;
    button("Réessayer")?.click();
    await until(() => lines().length === 5);
  });

  it("says that there is nothing to report", async () => {
    await show(createFakeApi({ logs: async () => ({ entries: [], next: null }) }));
    await until(() => readText(journal).includes("Rien à signaler pour l’instant."));
  });

  it("shows the lines of the connection it was given last, whatever answer comes first", async () => {
    const release: Record<string, () => void> = {};
    const api = createFakeApi({
      logs: (id) =>
        new Promise((resolve) => {
          release[id] = () => resolve({ entries: id === "con_b" ? entries.slice(4) : entries.slice(0, 2), next: null });
        }),
    });
    await show(api);
    journal.connection = "con_b";
    await journal.updateComplete;
    release["con_b"]?.();
    release["con_4f2a"]?.();
    await until(() => lines().length > 0);
    expect(lines()).to.have.length(1);
    expect(lines()[0]).to.include("Connexion établie");
  });

  it("leaves out a cause that this page does not know yet", () => {
    const [first] = entries;
    if (!first) throw new Error("no fixture");
    const told = readEntry(
      { ...first, params: { reason: "from_the_future", created: 3, failed: 0 } },
      createTexts("fr"),
      "X",
    );
    expect(told.details).to.deep.equal(["3 créées"]);
  });
});
