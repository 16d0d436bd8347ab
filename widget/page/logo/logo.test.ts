import { expect } from "chai";
import { ApiError } from "../../api/client.ts";
import { find, findAll, readText, until } from "../../testing/deep.ts";
import { createFakeApi } from "../../testing/fake-api.ts";
import { clear, settle, show } from "../../testing/settle.ts";
import "./logo.ts";
import type { SpeedaiLogo } from "./logo.component.ts";

afterEach(clear);

const picture = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/%3E";

function logoOf(api: SpeedaiLogo["api"], path = "/hubspot.svg"): SpeedaiLogo {
  const element = document.createElement("speedai-logo");
  element.api = api;
  element.path = path;
  element.name = "HubSpot";
  return element;
}

describe("logo", () => {
  it("shows the first letter, then the picture as a data: URL", async () => {
    const element = logoOf(createFakeApi({ logo: async () => picture }));
    document.body.append(element);
    await element.updateComplete;
    expect(readText(element)).to.equal("H");
    await until(() => findAll("img", element).length === 1);
    expect(find<HTMLImageElement>("img", element).src).to.equal(picture);
    expect(readText(element)).to.equal("");
  });

  it("stays out of the way of screen readers: the name stands beside it", async () => {
    const element = await show(logoOf(createFakeApi()));
    expect(element.ariaHidden).to.equal("true");
  });

  it("is not fetched before it comes near the visible part", async () => {
    const api = createFakeApi({ logo: async () => picture });
    const spacer = document.createElement("div");
    spacer.style.blockSize = "5000px";
    document.body.append(spacer);
    const far = logoOf(api);
    document.body.append(far);
    const near = logoOf(api, "/near.svg");
    document.body.prepend(near);
    await until(() => findAll("img", near).length === 1);
    expect(api.calls.map(({ args }) => args[0])).to.deep.equal(["/near.svg"]);
    far.scrollIntoView();
    await until(() => findAll("img", far).length === 1);
  });

  it("comes when the network is back", async () => {
    const api = createFakeApi({ logo: () => Promise.reject(new ApiError(null)) });
    const element = logoOf(api);
    document.body.append(element);
    await until(() => api.countOf("logo") === 1);
    await settle(element);
    api.answer("logo", async () => picture);
    dispatchEvent(new Event("online"));
    await until(() => findAll("img", element).length === 1);
  });

  it("keeps the letter when the picture does not come", async () => {
    const api = createFakeApi({ logo: () => Promise.reject(new ApiError(null)) });
    const element = logoOf(api);
    document.body.append(element);
    await until(() => api.countOf("logo") === 1);
    await settle(element);
    expect(readText(element)).to.equal("H");
  });

  it("does not show a picture that comes after another tool took its place", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const api = createFakeApi({
      logo: (path) => (path === "/slow.svg" ? promise : Promise.reject(new ApiError(null))),
    });
    const element = logoOf(api, "/slow.svg");
    document.body.append(element);
    await until(() => api.countOf("logo") === 1);
    element.path = "/other.svg";
    await until(() => api.countOf("logo") === 2);
    resolve(picture);
    await promise;
    await settle(element);
    expect(findAll("img", element)).to.deep.equal([]);
  });
});
