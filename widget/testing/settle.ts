/** Waiting for elements to have drawn what they know. */
import { findAll } from "./deep.ts";
import "./tokens.ts";

interface Updating extends Element {
  readonly updateComplete: Promise<boolean>;
}

function isUpdating(element: Element): element is Updating {
  return "updateComplete" in element && element.updateComplete instanceof Promise;
}

/** Resolves when nothing at or below `root` has an update waiting. */
export async function settle(root: Element = document.body): Promise<void> {
  const updating = (): Updating[] => [root, ...findAll<Element>("*", root)].filter(isUpdating);
  for (let seen: Updating[] = [], isStill = false; !isStill; ) {
    const known = seen;
    seen = updating();
    const answers = await Promise.all(seen.map((element) => element.updateComplete));
    // An update may ask for another one (false), or bring new elements.
    isStill = answers.every(Boolean) && seen.every((element) => known.includes(element));
  }
}

/** Puts an element in the page for one test; `afterEach(clear)` takes it out. */
export async function show<Shown extends HTMLElement>(element: Shown): Promise<Shown> {
  document.body.append(element);
  await settle(element);
  return element;
}

export function clear(): void {
  document.body.replaceChildren();
}

/** All events of one name that reach the body, as they come. */
export function listen<Detail>(name: string): Detail[] {
  const details: Detail[] = [];
  document.body.addEventListener(name, (event) => {
    if (event instanceof CustomEvent) details.push(event.detail);
  });
  return details;
}
