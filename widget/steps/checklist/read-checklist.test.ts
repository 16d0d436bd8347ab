import { expect } from "chai";
import { check } from "../../testing/fixtures.ts";
import { readChecklist } from "./read-checklist.ts";

const states = (lines: ReturnType<typeof readChecklist>) => lines.map(({ name, state }) => `${name} ${state}`);

describe("checklist", () => {
  it("shows what was proven, what failed and what could not be looked at", () => {
    expect(states(readChecklist(check({ step: "login", code: "bad_credentials" }), []))).to.deep.equal([
      "network passed",
      "tls passed",
      "login failed",
      "rights skipped",
      "sample skipped",
    ]);
  });

  it("shows only the lines of a test that passed", () => {
    const short = { ...check(), steps: check().steps.slice(2) };
    expect(states(readChecklist(short, []))).to.deep.equal(["login passed", "rights passed", "sample passed"]);
  });

  it("gives a line no time that was not measured by itself", () => {
    const { steps, ...rest } = check();
    const together = { ...rest, steps: steps.map((step) => (step.name === "tls" ? { ...step, ms: 0 } : step)) };
    const lines = readChecklist(together, []);
    expect(lines.map((line) => "ms" in line)).to.deep.equal([true, false, true, true, true]);
  });

  it("invents no line between two that were proven", () => {
    const withoutTls = check({ step: "login", code: "bad_credentials" });
    const lines = readChecklist({ ...withoutTls, steps: withoutTls.steps.filter(({ name }) => name !== "tls") }, []);
    expect(states(lines).slice(0, 2)).to.deep.equal(["network passed", "login failed"]);
  });

  it("gives a refusal before the first line a line that can explain it", () => {
    const refused = { ...check({ step: "network", code: "address_refused" }), steps: [] };
    const [first] = readChecklist(refused, []);
    expect(first).to.deep.include({ name: "network", state: "failed", code: "address_refused" });
  });

  it("lets all lines wait while the test runs, or those that it had before", () => {
    expect(readChecklist(null, [])).to.have.length(5);
    expect(states(readChecklist(null, ["network", "login"]))).to.deep.equal(["network running", "login running"]);
  });
});
