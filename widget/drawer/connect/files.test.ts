import { expect } from "chai";
import { attempt, steps } from "../../testing/attempts.ts";
import { focused, until } from "../../testing/deep.ts";
import { createFakeApi } from "../../testing/fake-api.ts";
import { zenchef } from "../../testing/tools.ts";
import { DrawerHarness, type Opening } from "../drawer.harness.ts";

let harness: DrawerHarness;
const open = async (opening: Opening = {}): Promise<DrawerHarness> => {
  harness = await DrawerHarness.open(opening);
  return harness;
};

afterEach(() => harness.remove());

describe("files", () => {
  const csv = new File(["date;nom\n14/10/2026;Lefèvre"], "octobre.csv", { type: "text/csv" });
  const drop = (file: File) => {
    const data = new DataTransfer();
    data.items.add(file);
    harness.find(".zone").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  };
  const openImport = async (api = createFakeApi({ cancelAttempt: async () => {} })) => {
    await open({ api, properties: { integration: zenchef } });
    harness.findAll<HTMLInputElement>("[name=method]")[1]?.click();
    await harness.settle();
  };

  it("are sent as soon as they are dropped, with the share that was really sent", async () => {
    let release = () => {};
    const api = createFakeApi({
      createAttempt: async () => attempt(steps.upload, { method: "csv" }),
      upload: (_id, file, progress) =>
        new Promise((resolve) => {
          progress(file.size / 2, file.size);
          release = () => resolve(attempt(steps.mapping, { method: "csv" }));
        }),
    });
    await openImport(api);
    drop(csv);
    await until(() => harness.text.includes("50"));
    expect(harness.find<HTMLProgressElement>("progress").value).to.be.within(49, 50);
    release();
    await until(() => harness.text.includes("Vérifiez la lecture de votre fichier"));
  });

  it("of another type, empty or too large are refused before anything is sent", async () => {
    await openImport();
    drop(new File(["x"], "photo.png", { type: "image/png" }));
    await harness.settle();
    expect(harness.text).to.include("Ce type de fichier ne peut pas être lu.");
    drop(new File([], "vide.csv"));
    await harness.settle();
    expect(harness.text).to.include("Ce fichier est vide.");
    expect(harness.api.countOf("createAttempt")).to.equal(0);
    harness.remove();
    harness = await DrawerHarness.openAt({ ...steps.upload, max_bytes: 10 });
    drop(csv);
    await harness.settle();
    expect(harness.text).to.include("Ce fichier est trop volumineux.");
  });

  it("are imported only when every required column has a meaning", async () => {
    harness = await DrawerHarness.openAt(steps.mapping);
    harness.api.answer("submitStep", async () => attempt(steps.waiting));
    await harness.click("Importer");
    expect(harness.text).to.include("Remplissez ce champ.");
    expect(harness.api.countOf("submitStep")).to.equal(0);
    const select = harness.find<HTMLSelectElement>("#full_name");
    expect(focused()).to.equal(select);
    select.value = "2";
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await harness.settle();
    expect(harness.text).to.include("Mme Lefèvre");
    await harness.click("Importer");
    expect(harness.api.calls.find(({ name }) => name === "submitStep")?.args[1]).to.deep.equal({
      starts_on: 0,
      starts_at: 1,
      full_name: 2,
      party_size: 3,
    });
  });
});
