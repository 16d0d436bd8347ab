import { expect } from "chai";
import type { Check } from "../../../schema/wire/index.ts";
import { createTexts } from "../../i18n/complete.ts";
import { check } from "../../testing/connections.ts";
import { findAll, readText } from "../../testing/deep.ts";
import { clear, show } from "../../testing/settle.ts";
import "./checklist.ts";

afterEach(clear);

/** Lines as a person reads them. */
async function read(facts: Partial<Check>, more: object = {}): Promise<string[]> {
  const element = document.createElement("speedai-checklist");
  Object.assign(element, { texts: createTexts("fr"), check: { ...check(), ...facts }, ...more });
  await show(element);
  return findAll("li", element).map(readText);
}

describe("what stands beside a line of a test", () => {
  const { steps } = check();

  it("is on what its mark rests, where its tool has no call for it", async () => {
    const lines = await read({ steps: [...steps.slice(0, 3), { name: "rights", ok: true, ms: 0, with: "login" }] });
    expect(lines[3]).to.equal("Droits réussi vérifié avec « Identification »");
    expect(lines[4]).to.equal("Lecture non vérifié non vérifié par ce test");
  });

  it("is that the secure connection is turned off, where a person did so", async () => {
    const lines = await read({ steps: steps.filter(({ name }) => name !== "tls") }, { unencrypted: true });
    expect(lines[1]).to.contain("désactivée");
  });
});
