/**
 * On a phone the introduction fills the screen, and what a search finds would begin below it: the search moves up to the edge. Nobody
 * who does not search is moved, and who has the results in sight stays there. The focus stays where it is.
 */
export async function showFound(toolbar: Element | null, drawn: Promise<unknown>): Promise<void> {
  await drawn;
  const row = toolbar?.shadowRoot?.querySelector(".first");
  // It sticks to the edge where the page is narrow.
  if (!row || getComputedStyle(row).position !== "sticky" || row.getBoundingClientRect().top < innerHeight / 4) return;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  row.scrollIntoView({ behavior: isCalm ? "instant" : "smooth" });
}
