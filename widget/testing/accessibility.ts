/** axe-core (WCAG 2.2 AA and its good practices) over an element as it stands, shadow roots included. */
// The package is a script for browsers that sets `window.axe`; it has no module of its own.
import "axe-core/axe.js";
import type { AxeResults, RunOptions } from "axe-core";
import { expect } from "chai";
import { findAll } from "./deep.ts";

declare global {
  interface Window {
    readonly axe: { run(root: Element, options: RunOptions): Promise<AxeResults> };
  }
}

const options: RunOptions = {
  resultTypes: ["violations"],
  rules: {
    // A part of a page cannot have the landmarks and first heading of a whole one.
    region: { enabled: false },
    "page-has-heading-one": { enabled: false },
  },
};

/** One line per violation: rule, place, what is wrong. Empty when all is well. */
export async function findViolations(root: Element = document.body): Promise<string[]> {
  const { violations } = await window.axe.run(root, options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.flat().join(" ")}: ${failureSummary}`),
  );
}

interface Shown {
  readonly drawer: Element;
  remove(): void;
}

/** A test for each state of a drawer: no violation and no style attribute, which a strict policy drops. */
export function expectNothingToObjectTo(
  states: Readonly<Record<string, (look: { theme: "light" | "dark"; locale: string }) => Promise<Shown>>>,
): void {
  for (const [name, show] of Object.entries(states)) {
    it(`${name}: nothing to object to, in light and dark, French and English`, async () => {
      for (const theme of ["light", "dark"] as const) {
        for (const locale of ["fr", "en"]) {
          const shown = await show({ theme, locale });
          try {
            expect(await findViolations(shown.drawer), `${theme} ${locale}`).to.deep.equal([]);
            const styled = findAll("[style]", shown.drawer).map((element) => element.outerHTML);
            expect(styled, "no style attribute").to.deep.equal([]);
          } finally {
            shown.remove();
          }
        }
      }
    });
  }
}
