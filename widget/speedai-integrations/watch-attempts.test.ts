import { expect } from "chai";
import type { Attempt } from "../../schema/wire/index.ts";
import { attempt, steps } from "../testing/attempts.ts";
import { createFakeApi, refusal } from "../testing/fake-api.ts";
import { watchAttempts } from "./watch-attempts.ts";

function watch(...answers: Attempt[]) {
  const told: unknown[] = [];
  const next = async (): Promise<Attempt> => {
    const answer = answers.shift();
    if (!answer) throw refusal({ status: 404, code: "not_found" });
    return answer;
  };
  const api = watchAttempts(
    createFakeApi({ createAttempt: next, attempt: next, submitStep: next, upload: next }),
    (name, detail) => told.push([name, detail]),
  );
  return { api, told };
}

describe("watching attempts", () => {
  it("tells that one began, and for which connection", async () => {
    const { api, told } = watch(attempt(steps.form), attempt(steps.form));
    await api.createAttempt("pipedrive", { method: "credentials", values: { api_token: "secret-canary" } });
    await api.createAttempt("pipedrive", { method: "credentials", connection_id: "con_1" });
    expect(told).to.deep.equal([
      ["speedai-connect-start", { provider: "pipedrive", method: "credentials", connection_id: null }],
      ["speedai-connect-start", { provider: "pipedrive", method: "credentials", connection_id: "con_1" }],
    ]);
  });

  it("tells nothing of one that the API refused", async () => {
    const { api, told } = watch();
    await api.createAttempt("pipedrive", { method: "credentials" }).catch((error: unknown) => error);
    expect(told).to.deep.equal([]);
  });

  it("tells how far an import is and how it ended, once", async () => {
    const { api, told } = watch(attempt(steps.waiting), attempt(steps.done), attempt(steps.done));
    await api.upload("att_91bd", new Blob(["a"]), () => {});
    await api.attempt("att_91bd");
    await api.attempt("att_91bd");
    expect(told).to.deep.equal([
      ["speedai-import-progress", { provider: "pipedrive", attempt_id: "att_91bd", done: 42_000, total: 100_000 }],
      ["speedai-import-done", { provider: "pipedrive", attempt_id: "att_91bd", ok: true }],
    ]);
  });

  it("goes on watching an import that asks something in between", async () => {
    const { api, told } = watch(attempt(steps.choice), attempt(steps.failed));
    await api.upload("att_91bd", new Blob(["a"]), () => {});
    await api.submitStep("att_91bd", { property_id: "17" });
    expect(told).to.deep.equal([["speedai-import-done", { provider: "pipedrive", attempt_id: "att_91bd", ok: false }]]);
  });

  it("does not take another ending for an import", async () => {
    const { api, told } = watch(attempt(steps.done));
    await api.submitStep("att_91bd", { api_token: "x" });
    expect(told).to.deep.equal([]);
  });
});
