/** A sheet from below is pulled down to close it, as everywhere on a phone. The rest of the drawer keeps its own scrolling. */

/** Farther than this, or faster, lets go of the sheet. */
const farPx = 110;
const fastPxPerMs = 0.6;
/** Below this a finger only trembles: its click stays a click. */
const stillPx = 8;

interface Sheet {
  readonly dialog: () => HTMLDialogElement | null | undefined;
  /** May leave it open: the sheet has sprung back. */
  readonly dismiss: () => void;
}

/** Listener for pointer events of the part by which the sheet is held. */
export class Swipe {
  readonly #sheet: Sheet;
  #start: { readonly y: number; readonly at: number; readonly pointer: number } | null = null;

  constructor(sheet: Sheet) {
    this.#sheet = sheet;
  }

  handleEvent(event: PointerEvent): void {
    const dialog = this.#sheet.dialog();
    if (!dialog) return;
    if (event.type === "pointerdown") {
      const isSheet = event.pointerType === "touch" && matchMedia("(max-width: 640px)").matches;
      this.#start = isSheet ? { y: event.clientY, at: event.timeStamp, pointer: event.pointerId } : null;
      return;
    }
    if (this.#start?.pointer !== event.pointerId) return;
    const distance = Math.max(0, event.clientY - this.#start.y);
    if (event.type === "pointermove") {
      if (distance < stillPx) return;
      dialog.style.transition = "none";
      dialog.style.translate = `0 ${distance}px`;
      return;
    }
    const speed = distance / Math.max(1, event.timeStamp - this.#start.at);
    const isLetGo = distance > farPx || (speed > fastPxPerMs && distance > stillPx);
    this.#start = null;
    dialog.style.transition = "";
    dialog.style.translate = "";
    if (event.type === "pointerup" && isLetGo) this.#sheet.dismiss();
  }
}
