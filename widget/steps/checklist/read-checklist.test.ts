import { expect } from "chai";
import { check } from "../../testing/connections.ts";
import { readChecklist } from "./read-checklist.ts";

const states = (lines: ReturnType<typeof readChecklist>) => lines.map(({ name, state }) => `${name} ${state}`);

describe("checklist", () => {
  it("shows what was proven, what failed and what could not be looked at", () => {
    expect(states(readChecklist(check({ step: "login", code: "bad_credentials" })))).to.deep.equal([
      "network passed",
      "tls passed",
      "login failed",
      "rights skipped",
      "sample skipped",
    ]);
  });

  it("shows all five lines of a test that passed, and none as passed that nothing proved", () => {
    const { steps, ...rest } = check();
    const hubspot = { ...rest, steps: steps.slice(0, 3) };
    expect(states(readChecklist(hubspot))).to.deep.equal([
      "network passed",
      "tls passed",
      "login passed",
      "rights skipped",
      "sample skipped",
    ]);
  });

  it("says of a line that another one's call has proven it", () => {
    const { steps, ...rest } = check();
    const monday = [...steps.slice(0, 3), { name: "rights", ok: true, ms: 0, with: "login" } as const];
    const [, , , rights, sample] = readChecklist({ ...rest, steps: monday });
    expect(rights).to.deep.equal({ name: "rights", state: "passed", with: "login" });
    expect(sample?.state).to.equal("skipped");
  });

  it("gives a line no time that was not measured by itself", () => {
    const { steps, ...rest } = check();
    const together = { ...rest, steps: steps.map((step) => (step.name === "tls" ? { ...step, ms: 0 } : step)) };
    const lines = readChecklist(together);
    expect(lines.map((line) => "ms" in line)).to.deep.equal([true, false, true, true, true]);
  });

  it("does not call a line passed because a later one failed", () => {
    const withoutTls = check({ step: "login", code: "bad_credentials" });
    const lines = readChecklist({ ...withoutTls, steps: withoutTls.steps.filter(({ name }) => name !== "tls") });
    expect(states(lines).slice(0, 3)).to.deep.equal(["network passed", "tls skipped", "login failed"]);
  });

  it("gives a refusal before the first line a line that can explain it", () => {
    const refused = { ...check({ step: "network", code: "address_refused" }), steps: [] };
    const [first] = readChecklist(refused);
    expect(first).to.deep.include({ name: "network", state: "failed", code: "address_refused" });
  });

  it("lets all lines wait while the test runs", () => {
    expect(states(readChecklist(null)))
      .to.include("network running")
      .and.to.have.length(5);
  });
});
