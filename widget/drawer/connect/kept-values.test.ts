import { expect } from "chai";
import { attempt, steps } from "../../testing/attempts.ts";
import { createFakeApi } from "../../testing/fake-api.ts";
import { field, integration, method } from "../../testing/tools.ts";
import { DrawerHarness } from "../drawer.harness.ts";

let harness: DrawerHarness;
afterEach(() => harness.remove());

const shop = field({ name: "shop", label: "Domaine boutique" });
const secret = field({ name: "client_secret", label: "Client Secret", type: "secret", required: false });
const shopify = integration({
  id: "shopify",
  name: "Shopify",
  methods: [method({ id: "oauth2", kind: "oauth2", title: "OAuth 2.0", fields: [shop, secret] })],
});
const refused = attempt(steps.failed, { provider: "shopify", method: "oauth2", state: "failed" });
const typed = (name: string) => harness.find<HTMLInputElement>(`[name=${name}]`).value;

describe("a consent that came to nothing", () => {
  it("begins again with what was typed, and without its secrets", async () => {
    const api = createFakeApi({ createAttempt: async () => refused, cancelAttempt: async () => {} });
    harness = await DrawerHarness.open({ api, properties: { integration: shopify } });
    harness.connect.openWindow = () => null;
    await harness.type("shop", "maison-lumiere.myshopify.com");
    await harness.type("client_secret", "not-a-secret-but-long-enough");
    await harness.click("Connecter Shopify");
    expect(harness.text).to.include("L’autorisation a été refusée");
    await harness.click("Recommencer");
    expect(typed("shop")).to.equal("maison-lumiere.myshopify.com");
    expect(typed("client_secret")).to.equal("");
  });
});
