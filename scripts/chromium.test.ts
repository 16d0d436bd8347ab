import { afterEach, expect, it, vi } from "vitest";
import { ensureChromium, launchChromium } from "./chromium.ts";
import { installPackage } from "./debian.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it("finds a browser that starts with our flags and runs scripts", async () => {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.setContent("<p id=a>1</p><script>a.textContent = String(6 * 7)</script>");
    expect(await page.textContent("#a")).toBe("42");
  } finally {
    await browser.close();
  }
}, 60_000);

it("takes the browser that CHROMIUM_PATH names", async () => {
  vi.stubEnv("CHROMIUM_PATH", process.execPath);
  expect(await ensureChromium()).toBe(process.execPath);
});

it.each(["/nowhere/chromium", new URL("./chromium.ts", import.meta.url).pathname])(
  "says that CHROMIUM_PATH is wrong: %s",
  async (path) => {
    vi.stubEnv("CHROMIUM_PATH", path);
    await expect(ensureChromium()).rejects.toThrow(`CHROMIUM_PATH is ${path}`);
  },
);

it("whoever may not install gets the command to type", async () => {
  vi.spyOn(process, "getuid").mockReturnValue(1000);
  await expect(installPackage("chromium")).rejects.toThrow(
    "sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium",
  );
});
