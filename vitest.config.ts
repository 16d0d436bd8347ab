/** Test projects by runtime. `npm test` runs them all; `npx vitest run --project rules` runs one. */
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const node = (name: string, include: string[], more: object = {}) => ({
  test: { name, include, environment: "node", ...more },
});

/** Whole stacks and browsers: each file has its own, on ports and in folders of its own. */
const afterTheOthers = { groupOrder: 1 };

export default defineConfig({
  test: {
    // Much of a test is waiting: a core that is kept free for Vitest itself would idle.
    maxWorkers: "100%",
    projects: [
      // Pure rules, no runtime of their own.
      node("rules", ["{schema,network,worker/domain,worker/pages,worker/providers,scripts,widget/i18n}/**/*.test.ts"]),
      // Inside workerd, with a real libSQL server on loopback and servers that misbehave.
      {
        plugins: [
          cloudflareTest({
            main: "./worker/index.ts",
            miniflare: { compatibilityDate: "2026-10-01" },
          }),
        ],
        test: {
          name: "worker",
          // Two hundred callers of one token, a thousand rows: seconds on a busy machine. A test that hangs still ends.
          testTimeout: 30_000,
          hookTimeout: 60_000,
          include: ["worker/*.test.ts", "worker/{platform,middleware,routes,services,methods,testing}/**/*.test.ts"],
          exclude: ["worker/testing/lives/**"],
          globalSetup: ["./worker/testing/global-setup.ts", "./worker/testing/hostile-servers.ts"],
        },
      },
      // Ten thousand lives of connections: the whole application in Node, a database in memory, one file per core.
      node("lives", ["worker/testing/lives/*.test.ts"], { testTimeout: 900_000 }),
      // Real PostgreSQL and MariaDB on temporary folders and free ports.
      node("sidecar", ["sidecar/**/*.test.ts"], { testTimeout: 30_000, hookTimeout: 120_000 }),
      // The local libSQL server with the real client; simulators with official SDKs; what npm start is made of; the guides' examples.
      node("local", ["demo/{libsql,simulators,stack,host}/**/*.test.ts", "docs/examples/*.test.ts"], {
        testTimeout: 20_000,
        hookTimeout: 60_000,
      }),
      // Everything together: real Worker, sidecar, libSQL, simulators; and the demo in a real browser.
      node("journeys", ["demo/journeys/**/*.test.ts"], {
        testTimeout: 60_000,
        hookTimeout: 180_000,
        sequence: afterTheOthers,
      }),
      node("page", ["demo/page/**/*.test.ts"], {
        testTimeout: 90_000,
        hookTimeout: 180_000,
        sequence: afterTheOthers,
      }),
    ],
  },
});
