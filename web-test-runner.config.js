/** Elements in a real Chromium: `npx web-test-runner`, one file with `--files widget/page/card/card.test.ts`. */
import { fileURLToPath } from "node:url";
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { defaultReporter } from "@web/test-runner";
import { playwrightLauncher } from "@web/test-runner-playwright";
import { CHROMIUM_FLAGS, ensureChromium } from "./scripts/chromium.ts";
import { webTestCounts } from "./scripts/web-test-counts.js";

export default {
  // Tests of the dictionaries read source files: they run in Node, with the rules.
  files: ["widget/**/*.test.ts", "!widget/i18n/**"],
  rootDir: fileURLToPath(new URL(".", import.meta.url)),
  nodeResolve: true,
  plugins: [
    esbuildPlugin({
      ts: true,
      target: "es2022",
      tsconfig: fileURLToPath(new URL("widget/tsconfig.json", import.meta.url)),
    }),
  ],
  browsers: [
    playwrightLauncher({
      product: "chromium",
      launchOptions: { executablePath: await ensureChromium(), args: [...CHROMIUM_FLAGS] },
      // The language and zone of the sentences that tests expect.
      createBrowserContext: ({ browser }) => browser.newContext({ locale: "fr-FR", timezoneId: "Europe/Paris" }),
    }),
  ],
  concurrency: 2,
  testsFinishTimeout: 120_000,
  testFramework: { config: { timeout: 5_000 } },
  // Lit says once per page that it is the development build.
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith("Lit is in dev mode"),
  reporters: [defaultReporter(), webTestCounts()],
};
