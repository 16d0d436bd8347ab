import { expect } from "chai";
import { isAccepted } from "./is-accepted.ts";

const file = (name: string, type = "") => ({ name, type });

describe("files that are dropped", () => {
  it("pass by extension whatever the browser thinks of their type", () => {
    expect(isAccepted(file("Export.CSV", "application/vnd.ms-excel"), ".csv,text/csv")).to.equal(true);
    expect(isAccepted(file("export", "text/csv"), ".csv, text/csv")).to.equal(true);
  });

  it("are refused when neither name nor type is named", () => {
    expect(isAccepted(file("photo.png", "image/png"), ".csv,text/csv")).to.equal(false);
    expect(isAccepted(file("csv", ""), ".csv,text/csv")).to.equal(false);
    expect(isAccepted(file("a.csv.exe", ""), ".csv")).to.equal(false);
  });

  it("pass by kind, and all where nothing is named", () => {
    expect(isAccepted(file("a", "text/plain"), "text/*")).to.equal(true);
    expect(isAccepted(file("a", "image/png"), "text/*")).to.equal(false);
    expect(isAccepted(file("a.exe"), "")).to.equal(true);
  });
});
