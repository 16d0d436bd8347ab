import { expect } from "chai";
import { databaseFields, field } from "../../testing/tools.ts";
import { readChanges } from "./read-changes.ts";

const settings = { host: "db.example", port: 5432, database: "crm", user: "speedai", ssl: true, ca_certificate: "PEM" };

describe("changed settings", () => {
  it("are only what differs, and a secret only when it was typed", () => {
    expect(readChanges(databaseFields, settings, { ...settings })).to.deep.equal({});
    expect(readChanges(databaseFields, settings, { ...settings, port: 5433 })).to.deep.equal({ port: 5433 });
    expect(readChanges(databaseFields, settings, { ...settings, password: "new" })).to.deep.equal({ password: "new" });
  });

  it("include an optional value that was emptied, never an emptied secret or required one", () => {
    const { ca_certificate: _, ...emptied } = settings;
    expect(readChanges(databaseFields, settings, emptied)).to.deep.equal({ ca_certificate: "" });
    const { host: __, ...withoutHost } = settings;
    expect(readChanges(databaseFields, settings, withoutHost)).to.deep.equal({});
  });

  it("leave alone a field that does not count any more", () => {
    const { ca_certificate: _, ...rest } = settings;
    expect(readChanges(databaseFields, settings, { ...rest, ssl: false })).to.deep.equal({ ssl: false });
  });

  it("do not include a default that was never stored", () => {
    const ssl = field({ name: "ssl", type: "boolean", default: true, required: false });
    expect(readChanges([ssl], {}, { ssl: true })).to.deep.equal({});
    expect(readChanges([ssl], {}, { ssl: false })).to.deep.equal({ ssl: false });
  });
});
