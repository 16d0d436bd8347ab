import { expect } from "chai";
import { correctContrast, writeAppearance } from "./appearance.ts";
import { tokens } from "./tokens.ts";

/** WCAG 2 contrast of two `#rrggbb`, written apart from the code under test. */
function ratio(one: string, other: string): number {
  const light = (colour: string): number => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
  };
  const [high = 0, low = 0] = [light(one), light(other)].sort((left, right) => right - left);
  return (high + 0.05) / (low + 0.05);
}

describe("appearance", () => {
  it("leaves a readable choice alone", () => {
    const chosen = { "color-action": "#5b21b6", "color-action-ink": "#ffffff", "radius-card": "4px" } as const;
    expect(correctContrast(chosen)).to.deep.equal({ appearance: chosen, corrected: [] });
  });

  it("makes an unreadable text black or white, and names it", () => {
    const { appearance, corrected } = correctContrast({ "color-action": "#fde047", "color-action-ink": "#fff" });
    expect(appearance["color-action-ink"]).to.equal("#000000");
    expect(corrected).to.deep.equal(["color-action-ink"]);
    expect(correctContrast({ "color-ink": "#222222", "color-surface": "#111111" }).appearance["color-ink"]).to.equal(
      "#ffffff",
    );
  });

  it("chooses the text when only its ground was chosen, without a warning", () => {
    const { appearance, corrected } = correctContrast({ "color-action": "#fde047" });
    expect(appearance["color-action-ink"]).to.equal("#000000");
    expect(corrected).to.deep.equal([]);
  });

  it("does not judge colours that it cannot read", () => {
    const chosen = { "color-action": "rebeccapurple", "color-action-ink": "var(--x)" } as const;
    expect(correctContrast(chosen)).to.deep.equal({ appearance: chosen, corrected: [] });
  });

  it("writes known tokens, and nothing that would leave its declaration", () => {
    const sheet = new CSSStyleSheet();
    writeAppearance(sheet, JSON.parse('{"radius-card":"8px","color-ink":"red;} body{display:none","unknown":"1"}'));
    expect(sheet.cssRules).to.have.length(1);
    const text = sheet.cssRules[0]?.cssText ?? "";
    expect(text).to.contain("--speedai-radius-card: 8px !important");
    expect(text).not.to.contain("display");
    expect(text).not.to.contain("unknown");
  });
});

describe("the element's own colours", () => {
  const pairs = [
    ["color-ink", "color-page"],
    ["color-ink", "color-surface"],
    ["color-ink", "color-sunken"],
    ["color-muted", "color-page"],
    ["color-muted", "color-surface"],
    ["color-muted", "color-sunken"],
    ["color-muted", "color-hover"],
    ["color-link", "color-surface"],
    ["color-action-ink", "color-action"],
    ["color-action-ink", "color-action-hover"],
    ["color-brass", "color-brass-tint"],
    ["color-ok", "color-ok-tint"],
    ["color-ok", "color-surface"],
    ["color-error", "color-error-tint"],
    ["color-error", "color-surface"],
    ["color-warning", "color-warning-tint"],
    ["color-ink", "color-error-tint"],
    ["color-intro-ink", "color-intro-start"],
    ["color-intro-ink", "color-intro-end"],
    ["color-intro-muted", "color-intro-end"],
    ["color-plate-ink", "color-plate"],
  ] as const;
  for (const [theme, at] of [
    ["light", 0],
    ["dark", 1],
  ] as const) {
    for (const [text, ground] of pairs)
      it(`${text} on ${ground} is readable (${theme})`, () => {
        expect(ratio(tokens[text][at], tokens[ground][at])).to.be.at.least(4.5);
      });

    it(`focus and borders of controls are seen (${theme})`, () => {
      for (const ground of ["color-page", "color-surface"] as const)
        for (const line of ["color-focus", "color-line-strong"] as const)
          expect(ratio(tokens[line][at], tokens[ground][at]), `${line} on ${ground}`).to.be.at.least(3);
    });
  }
});
