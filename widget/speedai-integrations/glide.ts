/** What stays on the page glides to its new place. */

/** View transitions of one element (CSS View Transitions Module Level 2): nothing outside of it stands still meanwhile. */
interface Gliding extends Element {
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
    !scope.ownerDocument.hidden &&
    !matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}

/** Resolves when `update` has drawn; the gliding goes on by itself, and a press ends it. At once where the browser cannot glide. */
export async function glide(scope: Element | null, update: () => Promise<unknown>): Promise<void> {
  if (!canGlide(scope)) {
    await update();
    return;
  }
  scope.classList.add("gliding");
  const transition = scope.startViewTransition(update);
  const end = () => transition.skipTransition();
  addEventListener("pointerdown", end, { once: true, capture: true });
  addEventListener("keydown", end, { once: true, capture: true });
  // Rejects when the next choice comes before this one is drawn: then that one glides.
  transition.ready.catch(() => {});
  // Rejects when `update` fails, which the caller hears of below.
  void transition.finished
    .catch(() => {})
    .finally(() => {
      scope.classList.remove("gliding");
      removeEventListener("pointerdown", end, { capture: true });
      removeEventListener("keydown", end, { capture: true });
    });
  await transition.updateCallbackDone;
}
