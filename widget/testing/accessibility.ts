/** axe-core (WCAG 2.2 AA and its good practices) over an element as it stands, shadow roots included. */
// The package is a script for browsers that sets `window.axe`; it has no module of its own.
import "axe-core/axe.js";
import type { AxeResults, RunOptions } from "axe-core";

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
