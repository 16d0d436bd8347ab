/**
 * Runs the connection window: carries out what the state machine decides, and tells it what happens. Two roads: a window
 * (opened blank inside the click, sent to our start page once the attempt exists) or this very tab.
 */
import type { Attempt, PopupMessage } from "../../schema/wire/index.ts";
import { ApiError } from "../api/client.ts";
import { advance, idle, type WindowEffect, type WindowEvent, type WindowState } from "./machine.ts";

/** What the connection window needs from outside. */
export interface PopupPorts {
  /** Base address of the API; its origin is the only one that is believed. */
  readonly apiBase: string;
  readonly ask: (attemptId: string) => Promise<Attempt>;
  readonly onState: (state: WindowState) => void;
  readonly onAttempt: (attempt: Attempt) => void;
  /** The API knows the attempt no more, or not for this person: asking again would be useless. */
  readonly onLost: (error: ApiError, attemptId: string) => void;
  /** Written into the blank window until our start page arrives. */
  readonly waitingText: () => string;
  readonly openWindow: () => Window | null;
  readonly leave: (url: string) => void;
  /** How long nothing is said about a window that may be out of sight, in milliseconds. */
  readonly calmMs: number;
}

const windowFeatures = "popup,width=560,height=720";
/** The window that a message came from. */
const windowOf = ({ source }: MessageEvent): Window | null => (source && "location" in source ? source : null);

/** Blank, and never by a name: a name in use would hand back a page that we may not touch. null: blocked. */
export const openPopup = (): Window | null => window.open("", "_blank", windowFeatures);

export const leavePage = (url: string): void => location.assign(url);

/** Answers that another question would not change; 401, 408 and 429 pass. */
const finalStatuses: readonly number[] = [400, 403, 404, 410];

/** Reads a message of the popup protocol; anything else gives undefined. Written by hand: the page bundles no schema. */
export function readPopupMessage(data: unknown): PopupMessage | undefined {
  if (typeof data !== "object" || data === null || !("type" in data) || !("attempt" in data)) return undefined;
  const { type, attempt } = data;
  if (typeof attempt !== "string") return undefined;
  return type === "speedai:ready" || type === "speedai:settled" ? { type, attempt } : undefined;
}

/**
 * Address of our start page, or undefined when it is not an http(s) page of the API: an answer that was tampered with never
 * becomes a `javascript:` address or another site.
 */
export function startAddress(startUrl: string, apiBase: string, road: "popup" | "redirect"): string | undefined {
  const base = new URL(apiBase, location.href);
  if (!URL.canParse(startUrl, base)) return undefined;
  const url = new URL(startUrl, base);
  if (url.origin !== base.origin || !/^https?:$/.test(url.protocol)) return undefined;
  if (road === "redirect") url.searchParams.set("road", "redirect");
  return url.href;
}

/** The page to come back to on the same-tab road: this one, without its fragment; undefined when it has no http(s) address. */
export function returnUrl(page: string): string | undefined {
  const url = new URL(page);
  if (!/^https?:$/.test(url.protocol)) return undefined;
  url.hash = "";
  // Longest address the API takes.
  return url.href.length <= 2048 ? url.href : undefined;
}

export class ConnectWindow {
  #state: WindowState = idle;
  #popup: Window | null = null;
  /** A window is open that an earlier life of the page has opened: it is known by what it says first. */
  #isOrphan = false;
  /** Counts what the API told: an answer that was overtaken by a newer one is dropped. */
  #told = 0;
  readonly #listening = new AbortController();
  #pause: ReturnType<typeof setTimeout> | undefined;
  #calm: ReturnType<typeof setTimeout> | undefined;
  readonly #ports: PopupPorts;
  readonly #apiOrigin: string;

  constructor(ports: PopupPorts) {
    this.#ports = ports;
    this.#apiOrigin = new URL(ports.apiBase, location.href).origin;
  }

  get state(): WindowState {
    return this.#state;
  }

  /** Begins to listen. Call `disconnect` when the page no longer shows the connection. */
  connect(): void {
    const { signal } = this.#listening;
    addEventListener("message", this.#onMessage, { signal });
    addEventListener("pagehide", this.#onHide, { signal });
    addEventListener("pageshow", this.#onShow, { signal });
    for (const name of ["focus", "online"]) addEventListener(name, this.#onWake, { signal });
    document.addEventListener("visibilitychange", this.#onWake, { signal });
  }

  /** `keepsWindow`: the person goes on there, and the page finds back to the attempt. */
  disconnect({ keepsWindow = false } = {}): void {
    if (keepsWindow) this.#popup = null;
    this.#listening.abort();
    this.#send({ type: "cancelled" });
  }

  /** Must run inside the click, before anything is awaited: later the browser would refuse the window. */
  open(): void {
    this.#isOrphan = false;
    // A window that was lost from sight gives way.
    this.#popup?.close();
    this.#popup = this.#ports.openWindow();
    if (this.#popup !== null) this.#greet(this.#popup);
    this.#send({ type: "opened", ok: this.#popup !== null });
  }

  /** Asks how an attempt stands that was begun before the page was loaded again, or before its drawer was closed. */
  rejoin(attempt: string): void {
    this.#isOrphan = this.#popup === null;
    this.#send({ type: "rejoined", attempt });
  }

  /** Every attempt that the API tells passes here, whatever the question was. */
  tell(attempt: Attempt): void {
    this.#told += 1;
    this.#send({ type: "told", attempt });
  }

  refuse(): void {
    this.#send({ type: "refused" });
  }

  goSameTab(): void {
    this.#send({ type: "same_tab" });
  }

  #send(event: WindowEvent): void {
    const before = this.#state;
    const { state, effects } = advance(before, event);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    if (state !== before) this.#ports.onState(this.#state);
  }

  #carryOut(effect: WindowEffect): void {
    switch (effect.do) {
      case "navigate": {
        const address = startAddress(effect.startUrl, this.#ports.apiBase, "popup");
        if (address === undefined) this.#rejectAddress();
        this.#popup?.location.replace(address);
        clearTimeout(this.#calm);
        this.#calm = setTimeout(() => this.#send({ type: "calm_over" }), this.#ports.calmMs);
        return;
      }
      case "handshake": {
        const { attempt, handshake } = effect;
        const answer: PopupMessage = { type: "speedai:handshake", attempt, handshake };
        // The exact origin: a window that has moved elsewhere meanwhile receives nothing.
        this.#popup?.postMessage(answer, this.#apiOrigin);
        return;
      }
      case "ask":
        clearTimeout(this.#pause);
        void this.#ask(effect.attempt);
        return;
      case "pause":
        clearTimeout(this.#pause);
        this.#pause = setTimeout(this.#onPauseOver, effect.ms);
        return;
      case "leave": {
        const address = startAddress(effect.startUrl, this.#ports.apiBase, "redirect");
        if (address === undefined) this.#rejectAddress();
        this.#ports.leave(address);
        return;
      }
      case "close":
        clearTimeout(this.#pause);
        clearTimeout(this.#calm);
        this.#popup?.close();
        this.#popup = null;
        return;
    }
  }

  async #ask(attemptId: string): Promise<void> {
    const told = this.#told;
    const isCurrent = () => this.#told === told && this.#state.asking && this.#state.attempt === attemptId;
    try {
      const attempt = await this.#ports.ask(attemptId);
      if (!isCurrent()) return;
      this.tell(attempt);
      this.#ports.onAttempt(attempt);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!isCurrent()) return;
      if (error.problem !== null && finalStatuses.includes(error.problem.status)) {
        this.refuse();
        this.#ports.onLost(error, attemptId);
      } else {
        this.#send({ type: "no_answer" });
      }
    }
  }

  /** Only a defect or a forged answer leads here; the window must not go anywhere. */
  #rejectAddress(): never {
    this.refuse();
    throw new Error("the start page is not a page of the API");
  }

  /** A blank window should not look broken while the attempt is created. */
  #greet(popup: Window): void {
    popup.document.title = "SpeedAI";
    popup.document.body.textContent = this.#ports.waitingText();
  }

  readonly #onMessage = (event: MessageEvent<unknown>): void => {
    const message = readPopupMessage(event.data);
    // Our own page speaks to its opener alone, and nobody else knows the attempt: the API's origin must hold all the same.
    if (this.#isOrphan && message?.attempt === this.#state.attempt && event.origin === this.#apiOrigin)
      this.#popup ??= windowOf(event);
    if (this.#popup === null || event.source !== this.#popup || event.origin !== this.#apiOrigin) return;
    if (message !== undefined) this.#send({ type: "message", message });
  };

  readonly #onPauseOver = (): void => {
    if (this.#popup?.closed === true) this.#send({ type: "closed_seen" });
    this.#send({ type: "pause_over" });
  };

  /** A window without an attempt would stay blank for ever: the page that was making one goes. */
  readonly #onHide = (): void => {
    if (this.#state.phase === "opening") this.#popup?.close();
  };

  /** Back from the provider by the browser's button, and shown as it was left. */
  readonly #onShow = ({ persisted }: PageTransitionEvent): void => {
    const { phase, attempt } = this.#state;
    if (persisted && phase === "leaving" && attempt) this.rejoin(attempt);
  };

  readonly #onWake = (): void => {
    if (document.visibilityState === "visible") this.#send({ type: "woken" });
  };
}
