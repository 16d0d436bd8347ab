/** Runs a task once, when its element comes near the visible part of the page. One observer serves all elements. */
const tasks = new WeakMap<Element, () => void>();
let observer: IntersectionObserver | undefined;

export function whenSeen(element: Element, task: () => void): () => void {
  observer ??= new IntersectionObserver(runSeen, { rootMargin: "400px" });
  tasks.set(element, task);
  observer.observe(element);
  return () => forget(element);
}

function forget(element: Element): void {
  tasks.delete(element);
  observer?.unobserve(element);
}

function runSeen(entries: readonly IntersectionObserverEntry[]): void {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    const task = tasks.get(target);
    forget(target);
    task?.();
  }
}
