import { expect } from "chai";
import { createTexts } from "../../i18n/complete.ts";
import { readText } from "../../testing/deep.ts";
import { clear, show } from "../../testing/settle.ts";
import { field } from "../../testing/tools.ts";
import "./field.ts";

afterEach(clear);

async function read(label: string): Promise<string> {
  const element = document.createElement("speedai-field");
  Object.assign(element, { texts: createTexts("fr"), field: field({ name: "headers", label, required: false }) });
  await show(element);
  return readText(element);
}

describe("a field that may stay empty", () => {
  it("says so once", async () => {
    expect(await read("Chemin de test")).to.include("facultatif");
    expect(await read("Headers optionnels")).not.to.include("facultatif");
    expect(await read("Optional headers")).not.to.include("facultatif");
  });
});
