/** Runs in Node before the tests in workerd: hands out migrated databases, each a libSQL server with a file of its own. */
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { createLibsqlServer, type LibsqlServer } from "../../demo/libsql/server.ts";
import { migrate } from "../../scripts/migrate.ts";
import "./provided.ts";

/** Enough to show that this runtime agrees with the ten thousand lives in Node (worker/testing/lives). */
const LIVES_IN_WORKERD = 80;
const AUTH_TOKEN = "token-of-the-test-databases";

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "worker-tests-"));
  const template = join(folder, "template.db");
  const databases: LibsqlServer[] = [];

  const preparation = await createLibsqlServer({ file: template });
  await migrate({ url: preparation.url });
  await preparation.close();

  const openDatabase = async () => {
    const file = join(folder, `${databases.length}-${crypto.randomUUID()}.db`);
    await copyFile(template, file);
    const database = await createLibsqlServer({ file, authToken: AUTH_TOKEN });
    databases.push(database);
    return { url: database.url, authToken: AUTH_TOKEN };
  };

  const factory = createServer((_request, response) => {
    openDatabase().then(
      (database) => response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify(database)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  project.provide("databaseFactory", await listen(factory));
  project.provide("lives", LIVES_IN_WORKERD);

  return async () => {
    factory.close();
    factory.closeAllConnections();
    await Promise.all(databases.map((database) => database.close()));
    await rm(folder, { recursive: true, force: true });
  };
}

function listen(server: ReturnType<typeof createServer>): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("The server has no TCP address"));
      else resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}
