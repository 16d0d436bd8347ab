import { expect } from "chai";
import type { ConnectionStatus } from "../../../schema/wire/index.ts";
import { findViolations } from "../../testing/accessibility.ts";
import { connectionOf } from "../../testing/catalogue.ts";
import { readText } from "../../testing/deep.ts";
import { minutesAgo } from "../../testing/now.ts";
import { clear, listen } from "../../testing/settle.ts";
import type { OpenRequest } from "../card/open-request.ts";
import { showConnection } from "./connection-card.harness.ts";

afterEach(clear);

const plain = (text: string): string => text.replace(/\s/g, " ");

describe("card of a connection", () => {
  const cases: [provider: string, ConnectionStatus, word: string, verb: string, view: OpenRequest["view"]][] = [
    ["hubspot", "connected", "Connecté", "Gérer", null],
    ["hubspot", "expired", "Expiré", "Reconnecter", "reconnect"],
    ["hubspot", "error", "Erreur", "Corriger", "overview"],
    ["hubspot", "action_required", "Action requise", "Reconnecter", "reconnect"],
    ["postgresql", "action_required", "Action requise", "Corriger", "overview"],
    ["thefork", "pending", "En cours", "Reprendre", null],
  ];
  for (const [provider, status, word, verb, view] of cases) {
    it(`says « ${word} » and offers « ${verb} » when ${provider} is ${status}`, async () => {
      const requests = listen<OpenRequest>("open-requested");
      const card = await showConnection(connectionOf(provider, status));
      expect(readText(card.status())).to.equal(word);
      expect(card.status().querySelector("svg")).not.to.equal(null, "a sign beside the word");
      expect(readText(card.button())).to.equal(verb);
      card.button().click();
      expect(requests).to.deep.equal([{ integration: provider, connection: `con_${provider}`, view }]);
    });
  }

  it("says when it was last checked, with the exact time at hand", async () => {
    const { when } = await showConnection(connectionOf("hubspot", "connected", { last_checked_at: minutesAgo(4) }));
    expect(readText(when())).to.equal("Vérifiée il y a 4 min");
    expect(plain(when().title)).to.equal("Dernière vérification : 14 oct. 2026, 11:26");
    expect(when().getAttribute("datetime")).to.equal(minutesAgo(4));
  });

  it("says since when it is ill", async () => {
    const { when } = await showConnection(connectionOf("hubspot", "error", { status_since: minutesAgo(60 * 24) }));
    expect(readText(when())).to.equal("Depuis hier 11:30");
  });

  it("says that it was never checked", async () => {
    const { when, bars, history } = await showConnection(
      connectionOf("thefork", "pending", { last_checked_at: null, history: [] }),
    );
    expect(readText(when())).to.equal("Pas encore vérifiée");
    expect(bars().every((bar) => bar === "none")).to.equal(true);
    expect(history().ariaLabel).to.equal("Aucune vérification pour l’instant");
  });

  it("draws the last thirty checks, oldest at the left, and counts them for those who do not see", async () => {
    const history = [true, false, true].map((ok) => ({ at: minutesAgo(1), ok, reason: null }));
    const { bars, history: strip } = await showConnection(connectionOf("hubspot", "connected", { history }));
    expect(bars()).to.have.length(30);
    expect(bars().slice(-4)).to.deep.equal(["none", "ok", "failed", "ok"]);
    expect(strip().ariaLabel).to.equal("3 dernières vérifications, 1 en échec");
  });

  it("shows the name that the person gave before the account, and the account alone otherwise", async () => {
    const named = await showConnection(
      connectionOf("shopify", "connected", {
        label: "Boutique Lyon",
        account: { id: "1", label: "lyon.myshopify.com" },
      }),
    );
    expect(readText(named.account())).to.equal("Boutique Lyon · lyon.myshopify.com");
    expect(named.button().ariaLabel).to.equal("Gérer Shopify, Boutique Lyon · lyon.myshopify.com");
    clear();
    const unnamed = await showConnection(
      connectionOf("shopify", "connected", { label: "Shopify", account: { id: "1", label: "lyon.myshopify.com" } }),
    );
    expect(readText(unnamed.account())).to.equal("lyon.myshopify.com");
    clear();
    const unknown = await showConnection(connectionOf("shopify", "pending", { label: "Shopify", account: null }));
    expect(readText(unknown.account())).to.equal("");
    expect(unknown.button().ariaLabel).to.equal("Reprendre la connexion de Shopify");
  });

  it("only shows, to someone who only looks", async () => {
    const { button } = await showConnection(connectionOf("hubspot", "expired"), { isReadonly: true });
    expect(readText(button())).to.equal("Voir");
  });

  for (const status of ["connected", "expired", "error", "action_required", "pending"] as const)
    for (const scheme of ["light", "dark"])
      it(`has no accessibility violation (${status}, ${scheme})`, async () => {
        document.documentElement.style.colorScheme = scheme;
        const { element } = await showConnection(connectionOf("salesforce", status));
        expect(await findViolations(element)).to.deep.equal([]);
        document.documentElement.style.colorScheme = "";
      });
});
