/** Tells the other tabs that something changed in this one, and hears it from them. No fact passes: each asks the API by itself. */
export class OtherTabs {
  #channel: BroadcastChannel | null = null;
  readonly #heard: () => void;

  constructor(heard: () => void) {
    this.#heard = heard;
  }

  /** Tabs of the same host page that show the same API; null: alone. */
  join(apiBase: string | null): void {
    this.#channel?.close();
    this.#channel = apiBase === null ? null : openChannel(`speedai-integrations ${apiBase}`);
    this.#channel?.addEventListener("message", this.#heard);
  }

  tell(): void {
    this.#channel?.postMessage(null);
  }
}

/** Firefox refuses it where the visitor has blocked the site's storage; the page then learns of changes with its next question. */
function openChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
