import { expect } from "chai";
import type { ImportTarget, StepOf } from "../../../schema/wire/index.ts";
import { judgeMapping } from "./judge-mapping.ts";

type Target = StepOf<"mapping">["targets"][number];
const target = (name: ImportTarget, column: number | null, required = false): Target => ({ name, column, required });
const faultsOf = (targets: readonly Target[]) =>
  Object.fromEntries(judgeMapping(targets, ({ column }) => column).entries());

const date = target("starts_on", 0, true);

describe("a choice of columns", () => {
  it("has no fault when each meaning that counts has a column of its own", () => {
    expect(faultsOf([date, target("starts_at", 1), target("phone", 2), target("email", null)])).to.deep.equal({});
  });

  it("misses what is required", () => {
    expect(faultsOf([target("starts_on", null, true), target("full_name", 2)])).to.deep.equal({
      starts_on: { code: "required" },
    });
  });

  it("must tell one guest from another, by whatever column", () => {
    const nobody = [date, target("full_name", null), target("first_name", null), target("email", null)];
    expect(faultsOf(nobody)).to.deep.equal({ full_name: { code: "who" } });
    for (const name of ["full_name", "first_name", "last_name", "phone", "email"] as const)
      expect(faultsOf([date, target("code", null), target(name, 3)]), name).to.deep.equal({});
  });

  it("asks for a guest once, where the API also requires a name", () => {
    expect(faultsOf([date, target("full_name", null, true), target("phone", null)])).to.deep.equal({
      full_name: { code: "required" },
    });
  });

  it("gives a column one meaning: the first keeps it", () => {
    const twice = [date, target("starts_at", 0), target("full_name", 1), target("phone", 1), target("email", 1)];
    expect(faultsOf(twice)).to.deep.equal({
      starts_at: { code: "taken", by: "starts_on" },
      phone: { code: "taken", by: "full_name" },
      email: { code: "taken", by: "full_name" },
    });
  });

  it("asks for no guest where the file's kind knows none", () => {
    expect(faultsOf([date, target("code", null)])).to.deep.equal({});
  });
});
