/** Looking through shadow roots, for tests only. */

/** All elements below `root` that match, in document order, shadow roots included. */
export function findAll<Found extends Element = HTMLElement>(selector: string, root: Element | ShadowRoot): Found[] {
  const found: Found[] = [];
  const visit = (node: Element | ShadowRoot): void => {
    for (const child of node.children) {
      if (child.matches(selector)) found.push(child as Found); // the caller names the element it looks for
      if (child.shadowRoot) visit(child.shadowRoot);
      visit(child);
    }
  };
  if (root instanceof Element && root.shadowRoot) visit(root.shadowRoot);
  visit(root);
  return found;
}

export function find<Found extends Element = HTMLElement>(selector: string, root: Element | ShadowRoot): Found {
  const [first] = findAll<Found>(selector, root);
  if (!first) throw new Error(`nothing matches ${selector}`);
  return first;
}

/** What a person can read: text of all shadow roots, without what is hidden. */
export function readText(root: Element | ShadowRoot): string {
  const words: string[] = [];
  const visit = (node: Node): void => {
    if (node instanceof Text) words.push(node.data);
    if (node instanceof HTMLStyleElement) return;
    if (node instanceof HTMLElement && !node.checkVisibility()) return;
    if (node instanceof Element && node.shadowRoot) visit(node.shadowRoot);
    for (const child of node.childNodes) visit(child);
  };
  visit(root);
  return words.join(" ").replace(/\s+/g, " ").trim();
}

/** The element with the focus, through all shadow roots. */
export function focused(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/** Waits, frame by frame, until something holds; the test's own time limit ends the waiting. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** Types a value as a person's keyboard would: value, then `input`. */
export function typeInto(input: HTMLInputElement | HTMLTextAreaElement, text: string, inputType = "insertText"): void {
  input.focus();
  input.value = text;
  input.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, inputType }));
}
