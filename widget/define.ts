/** Registers an element once. A second copy of the page in the same document, or a server, is not an error. */
export function defineElement(name: string, element: CustomElementConstructor): void {
  if (typeof customElements === "undefined" || customElements.get(name)) return;
  customElements.define(name, element);
}
