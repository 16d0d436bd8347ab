/** Keys of the page: `/` to search, arrows from card to card. */

type Direction = "previous" | "next" | "up" | "down";

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: "previous",
  ArrowRight: "next",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** A plain `/` that nobody else wants: no modifier, not while typing, not in a dialog above the page. */
export function asksForSearch(event: KeyboardEvent, page: Element): boolean {
  if (event.key !== "/" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  return !event
    .composedPath()
    .some(
      (node) =>
        node instanceof HTMLInputElement ||
        node instanceof HTMLTextAreaElement ||
        node instanceof HTMLSelectElement ||
        (node instanceof HTMLElement && node.isContentEditable) ||
        (node instanceof HTMLDialogElement && !node.contains(page)),
    );
}

/** An arrow key on a card takes the focus to its neighbour. */
export function followArrow(event: KeyboardEvent, page: ParentNode): void {
  const cards = [...page.querySelectorAll<HTMLElement>("speedai-card, speedai-connection-card")].filter(
    (card) => card.shadowRoot?.querySelector("button") && card.checkVisibility(),
  );
  const card = cardAfter(event, cards);
  if (!card) return;
  event.preventDefault();
  card.focus();
}

/** The card an arrow key leads to: left and right in reading order, up and down to the nearest card of the next row. */
function cardAfter<Card extends Element>(event: KeyboardEvent, cards: readonly Card[]): Card | null {
  const direction = directions[event.key];
  const from = cards.find((card) => card === event.target);
  if (!direction || !from || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  const place = cards.indexOf(from);
  if (direction === "next") return cards[place + 1] ?? null;
  if (direction === "previous") return cards[place - 1] ?? null;
  return nearestRow(from, cards, direction === "down" ? 1 : -1);
}

function nearestRow<Card extends Element>(from: Card, cards: readonly Card[], way: 1 | -1): Card | null {
  const start = from.getBoundingClientRect();
  const middle = start.left + start.width / 2;
  const beyond = cards
    .map((card) => ({ card, box: card.getBoundingClientRect() }))
    .map(({ card, box }) => ({
      card,
      rows: (box.top - start.top) * way,
      aside: Math.abs(box.left + box.width / 2 - middle),
    }))
    .filter(({ rows }) => rows > 1)
    .sort((one, other) => one.rows - other.rows || one.aside - other.aside);
  return beyond[0]?.card ?? null;
}
