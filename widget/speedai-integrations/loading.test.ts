import { expect } from "chai";
import { ApiError } from "../api/client.ts";
import { SessionError } from "../session.ts";
import { connectionOf, wholeCatalogue } from "../testing/catalogue.ts";
import { findAll, readText, until } from "../testing/deep.ts";
import { createFakeApi, refusal } from "../testing/fake-api.ts";
import { settle } from "../testing/settle.ts";
import { insertPage, leavePage, showPage, told } from "./speedai-integrations.harness.ts";

afterEach(leavePage);

describe("loading and failing", () => {
  it("shows skeletons of the cards' own size while it waits", async () => {
    const { promise, resolve } = Promise.withResolvers<ReturnType<typeof wholeCatalogue>>();
    const page = insertPage((element) => {
      element.client = createFakeApi({ catalogue: () => promise });
    });
    await settle(page.element);
    const [skeleton] = page.skeletons();
    const { height = 0, width = 0, left = 0 } = skeleton?.getBoundingClientRect() ?? {};
    expect(page.element.getState().phase).to.equal("loading");
    resolve(wholeCatalogue());
    await until(() => page.cards().length === 23);
    await settle(page.element);
    expect(page.skeletons()).to.deep.equal([]);
    const card = page.card("hubspot").getBoundingClientRect();
    expect([card.width, card.left]).to.deep.equal([width, left]);
    expect(Math.abs(card.height - height)).to.be.at.most(2);
  });

  const ways: [which: string, attributes: Record<string, string>, hasToolbar: boolean, tools: number][] = [
    ["connections", {}, false, 23],
    ["what a filter leaves, below the filter", { status: "connected attention" }, true, 0],
  ];
  for (const [which, attributes, hasToolbar, tools] of ways)
    it(`draws ${which} first, and the rest a frame later without moving them`, async () => {
      const connections = [connectionOf("mews", "expired"), connectionOf("hubspot", "connected")];
      const page = await showPage({ connections, attributes, waits: false });
      const places = () =>
        [...page.connectionCards(), ...findAll("h2.section-title", page.element).slice(0, 2)].map((one) =>
          one.getBoundingClientRect().toJSON(),
        );
      await until(() => page.connectionCards().some((card) => findAll("button", card).length > 0));
      const before = places();
      expect(findAll("input[type=search]", page.element).length > 0).to.equal(hasToolbar);
      expect([page.cards().length, findAll(".history i, .drawing *", page.element).length]).to.deep.equal([0, 0]);
      await settle(page.element);
      expect(page.cards()).to.have.length(tools);
      expect(findAll(".history i", page.element)).to.have.length(60);
      await until(() => findAll(".drawing *", page.element).length > 0);
      expect(places()).to.deep.equal(before);
    });

  it("says at once that there are no tools, without a toolbar", async () => {
    const page = await showPage({ answers: { catalogue: async () => ({ integrations: [] }) }, waits: false });
    await until(() => findAll(".state", page.element).length > 0);
    const before = page.state().getBoundingClientRect().toJSON();
    await settle(page.element);
    expect(page.state().getBoundingClientRect().toJSON()).to.deep.equal(before);
  });

  const failures = [
    [
      "a session that the host cannot give",
      () => new ApiError(null, { cause: new SessionError("start") }),
      "Votre session a pris fin.",
    ],
    [
      "a session that the API does not know",
      () => refusal({ status: 401, code: "session_expired" }),
      "Votre session a pris fin.",
    ],
    [
      "a page that is not on the list",
      () => refusal({ status: 403, code: "forbidden_origin" }),
      "Cette page n’est pas autorisée ici.",
    ],
    [
      "an API that fails",
      () => refusal({ status: 500, code: "internal" }),
      "Les intégrations ne peuvent pas s’afficher.",
    ],
    ["an API that does not answer", () => new ApiError(null), "Les intégrations ne peuvent pas s’afficher."],
  ] as const;
  for (const [title, error, sentence] of failures)
    it(`explains ${title}, and recovers`, async () => {
      const page = await showPage({ answers: { catalogue: () => Promise.reject(error()) } });
      expect(readText(page.state())).to.contain(sentence);
      expect(page.element.getState().phase).to.equal("failed");
      page.answer(wholeCatalogue());
      page.state().querySelector("button")?.click();
      await until(() => page.cards().length === 23);
    });

  it("gives the reference of the request, for support", async () => {
    const page = await showPage({
      answers: { catalogue: () => Promise.reject(refusal({ status: 500, code: "internal", request_id: "req_77" })) },
    });
    expect(readText(page.state())).to.contain("Référence req_77");
  });

  it("tells the host page what failed, without the person's data", async () => {
    const errors = told("speedai-error");
    const required = told("speedai-session-required");
    await showPage({ answers: { catalogue: () => Promise.reject(refusal({ status: 401, code: "unauthenticated" })) } });
    expect(errors).to.deep.equal([{ code: "session", request_id: null, retryable: true }]);
    expect(required).to.deep.equal([{ reason: "unauthorized" }]);
  });

  it("keeps what it shows when a refresh fails, and says so", async () => {
    const page = await showPage();
    page.api.answer("catalogue", () => Promise.reject(new ApiError(null)));
    await page.element.refresh();
    await settle(page.element);
    expect(page.cards()).to.have.length(23);
    expect(readText(page.notices()[0] ?? page.element)).to.contain("Le service ne répond pas");
    page.answer(wholeCatalogue());
    await page.element.refresh();
    await settle(page.element);
    expect(page.notices()).to.deep.equal([]);
  });

  it("asks once when several ask for a refresh", async () => {
    const page = await showPage();
    await Promise.all([page.element.refresh(), page.element.refresh()]);
    expect(page.api.countOf("catalogue")).to.equal(2);
  });

  it("asks again when it is put back into the document, and stops when it is out", async () => {
    const page = await showPage();
    page.element.remove();
    window.dispatchEvent(new Event("online"));
    for (let frame = 0; frame < 5; frame += 1) await new Promise(requestAnimationFrame);
    expect(page.api.countOf("catalogue")).to.equal(1);
    document.body.append(page.element);
    await until(() => page.api.countOf("catalogue") === 2);
  });
});
