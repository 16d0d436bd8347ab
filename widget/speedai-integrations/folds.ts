/** Sections that a person has folded on a narrow page, for as long as the tab is open. */
const storageKey = "speedai-integrations-folded";

export function isFolded(section: string): boolean {
  return readFolds().includes(section);
}

export function toggleFold(section: string): void {
  const folds = readFolds();
  folded = folds.includes(section) ? folds.filter((one) => one !== section) : [...folds, section];
  try {
    sessionStorage.setItem(storageKey, folded.join(" "));
  } catch (error) {
    // Storage that is blocked or full: the sections stay folded as long as the script lives.
    if (!(error instanceof DOMException)) throw error;
  }
}

let folded: readonly string[] | null = null;

function readFolds(): readonly string[] {
  if (folded) return folded;
  try {
    folded = (sessionStorage.getItem(storageKey) ?? "").split(" ").filter(Boolean);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    folded = [];
  }
  return folded;
}
