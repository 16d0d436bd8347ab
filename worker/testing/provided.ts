/** What global-setup.ts, which runs in Node, hands to the tests in workerd through `inject`. */
declare module "vitest" {
  interface ProvidedContext {
    /** POST answers `{url, authToken}` of a new database. */
    databaseFactory: string;
    /** Accepts connections and never says a word. */
    silentServer: string;
  }
}

export {};
