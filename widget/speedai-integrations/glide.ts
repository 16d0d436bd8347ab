/** Cards that stay glide to their new places, and the card of a new connection comes out of its tool's. */

/**
 * View transitions of one element (CSS View Transitions Module Level 2): nothing outside of it stands still meanwhile. Those of the
 * whole document would stop the host page, so a browser that has no others shows the change at once.
 */
interface Gliding extends Element {
  readonly activeViewTransition: object | null;
  startViewTransition(update: () => Promise<unknown>): {
    readonly updateCallbackDone: Promise<unknown>;
    readonly ready: Promise<unknown>;
    readonly finished: Promise<unknown>;
    skipTransition(): void;
  };
}

function canGlide(scope: Element | null): scope is Gliding {
  return (
    scope !== null &&
    "startViewTransition" in scope &&
    typeof scope.startViewTransition === "function" &&
    !scope.ownerDocument.hidden &&
    !matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}

/**
 * `staying`: ids of the cards that `update` keeps; one that goes would end the transition (Chromium 156, in a shadow root). Resolves
 * when `update` has drawn; the gliding goes on by itself, and the next press or key ends it.
 */
export async function glide(
  scope: Element | null,
  staying: ReadonlySet<string>,
  update: () => Promise<unknown>,
): Promise<void> {
  if (!canGlide(scope)) {
    await update();
    return;
  }
  // A transition that this one comes before leaves its names, and a name may stand once.
  forgetNames(scope);
  const before = new Map(seenCards(scope).map((card) => [card.id, card]));
  for (const [id, card] of before) if (staying.has(id)) name(card, id);
  const transition = scope.startViewTransition(async () => {
    await update();
    forgetNames(scope);
    const after = seenCards(scope);
    for (const card of after) name(card, card.id);
    for (const card of after) {
      const origin = before.has(card.id) ? undefined : before.get(card.dataset["provider"] ?? "");
      if (!origin) continue;
      // One of several new connections comes out of the tool: a name may stand once.
      before.delete(origin.id);
      name(card, origin.id);
      name(origin, null);
    }
  });
  const end = () => transition.skipTransition();
  addEventListener("pointerdown", end, { once: true, capture: true });
  addEventListener("keydown", end, { once: true, capture: true });
  // Rejects when the next change comes before this one is drawn: then that one glides.
  transition.ready.catch(() => {});
  // Rejects when `update` fails, which the caller hears of below.
  void transition.finished
    .catch(() => {})
    .finally(() => {
      removeEventListener("pointerdown", end, { capture: true });
      removeEventListener("keydown", end, { capture: true });
      // The names of a newer one stay.
      if (!scope.activeViewTransition) forgetNames(scope);
    });
  await transition.updateCallbackDone;
}

function forgetNames(scope: Element): void {
  for (const card of cardsIn(scope)) card.removeAttribute("style");
}

function cardsIn(scope: Element): HTMLElement[] {
  return [...scope.querySelectorAll<HTMLElement>("li > [id]")];
}

/** What is not in sight moves unseen. */
function seenCards(scope: Element): HTMLElement[] {
  return cardsIn(scope).filter((card) => {
    const { top, bottom } = card.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
}

/** Through the object model, which a strict `style-src` allows; `match-element` is not seen inside a shadow root (Chromium 156). */
function name(card: HTMLElement, id: string | null): void {
  card.style.setProperty("view-transition-name", id === null ? "none" : `card-${id}`);
}
