/**
 * The sample values while a drawer is open. A modal dialog makes everything outside of it inert, so they move into it, in a popover
 * above it. Only a demonstration has a reason to reach into the element: what stands in its shadow trees may change at any time.
 */

export interface SamplesPlace {
  /** The values are in the drawer now. */
  readonly isBeside: boolean;
  /** Opens them while they are beside a drawer. */
  readonly opener: HTMLButtonElement;
}

interface Drawer extends HTMLElement {
  readonly updateComplete: Promise<unknown>;
}

/** Widest drawer and the panel fit side by side. */
const roomy = matchMedia("(min-width: 1221px)");

/**
 * @param element `<speedai-integrations>`
 * @param panel moved into the drawer and back
 * @param words of the button that opens it there
 * @param isKeptOpen what the person chose last
 * @param setPanel shows or hides the panel; `isKept`: and remembers it
 */
export function followDrawer(
  element: HTMLElement,
  panel: HTMLElement,
  words: string,
  isKeptOpen: () => boolean,
  setPanel: (isOpen: boolean, isKept?: boolean) => void,
): SamplesPlace {
  const home = panel.parentElement;
  const opener = Object.assign(document.createElement("button"), {
    id: "samples-opener",
    type: "button",
    className: "button quiet",
    textContent: words,
  });
  // Over a narrow page it would be in the way again once the drawer is closed.
  opener.addEventListener("click", () => setPanel(true, roomy.matches));
  const holder = document.createElement("div");
  holder.popover = "manual";
  holder.attachShadow({ mode: "open" }).append(opener);

  const follow = async () => {
    const drawer = element.shadowRoot?.querySelector<Drawer>("speedai-drawer") ?? undefined;
    await drawer?.updateComplete;
    const dialog = drawer?.shadowRoot?.querySelector("dialog[open]") ?? undefined;
    if (dialog === holder.parentNode || (!dialog && !holder.parentNode)) return;
    if (dialog) {
      adoptLooks(holder.shadowRoot);
      holder.shadowRoot?.append(panel);
      dialog.append(holder);
      holder.showPopover();
      setPanel(isKeptOpen() && roomy.matches, false);
    } else {
      holder.remove();
      home?.append(panel);
      setPanel(isKeptOpen(), false);
    }
  };
  if (element.shadowRoot) {
    new MutationObserver(follow).observe(element.shadowRoot, { childList: true, subtree: true });
    void follow();
  }
  return {
    get isBeside() {
      return holder.isConnected;
    },
    opener,
  };
}

/** The page's own rules: a link would leave the values bare until it has loaded. */
function adoptLooks(root: ShadowRoot | null): void {
  if (!root || root.adoptedStyleSheets.length > 0) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    [...document.styleSheets].flatMap(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText)).join("\n"),
  );
  root.adoptedStyleSheets = [sheet];
}
