/**
 * The connection window as a pure state machine: what the page knows, what it does next. The server's attempt record is
 * the truth; messages from the window and its `closed` flag only hasten a question or change a hint, because a provider's
 * Cross-Origin-Opener-Policy may cut the opener and make `closed` true while the person is still signing in.
 */
import type { Attempt, PopupMessage, StepOf } from "../../schema/wire/index.ts";

/** First and longest pause between two questions to the API, in milliseconds; the longest one when the API is silent or the consent takes long. */
export const firstPauseMs = 1_000;
export const longestPauseMs = 3_000;
export const silentPauseMs = 10_000;
/** A consent that takes longer may have lost its window: from then on it is offered again, in milliseconds. */
export const calmMs = 25_000;
const growth = 1.3;

export interface WindowState {
  /**
   * `idle` nothing asked · `opening` a blank window is open while the attempt is created · `ready` a click is needed to
   * open the window · `blocked` the browser refused the window · `away` the person is in the window · `following` the
   * server works, no window is needed · `leaving` this tab goes to the provider · `settled` nothing more to wait for
   */
  readonly phase: "idle" | "opening" | "ready" | "blocked" | "away" | "following" | "leaving" | "settled";
  /** What `popup.closed` said last; a hint, never a verdict. */
  readonly window: "none" | "open" | "closed";
  /** The consent takes long: the way back to a window that is out of sight is offered, without alarm. */
  readonly isLong: boolean;
  /** The start page has received its secret: a window that closes now may still be at work. */
  readonly handshaken: boolean;
  /** The last question to the API had no answer. */
  readonly silent: boolean;
  /** A question is on its way; a second one is never sent beside it. */
  readonly asking: boolean;
  readonly pauseMs: number;
  readonly attempt: string | null;
  readonly redirect: StepOf<"redirect"> | null;
}

export const idle: WindowState = {
  phase: "idle",
  window: "none",
  isLong: false,
  handshaken: false,
  silent: false,
  asking: false,
  pauseMs: firstPauseMs,
  attempt: null,
  redirect: null,
};

export type WindowEvent =
  /** The click: `ok` says whether the browser gave a window. */
  | { readonly type: "opened"; readonly ok: boolean }
  /** An attempt as the API tells it, whatever the question was. */
  | { readonly type: "told"; readonly attempt: Attempt }
  /** The attempt could not be created or the step was refused: the window has no purpose. */
  | { readonly type: "refused" }
  /** From the very window we opened and from the API's exact origin; both are checked before. */
  | { readonly type: "message"; readonly message: PopupMessage }
  | { readonly type: "pause_over" }
  /** The page has focus again or is visible again. */
  | { readonly type: "woken" }
  | { readonly type: "no_answer" }
  | { readonly type: "closed_seen" }
  /** `calmMs` have passed since the window was sent to the start page. */
  | { readonly type: "calm_over" }
  /** An attempt is taken up that was begun before the page was loaded, or before this tab left and came back. */
  | { readonly type: "rejoined"; readonly attempt: string }
  | { readonly type: "same_tab" }
  | { readonly type: "cancelled" };

export type WindowEffect =
  | { readonly do: "navigate"; readonly startUrl: string }
  | { readonly do: "handshake"; readonly attempt: string; readonly handshake: string }
  | { readonly do: "ask"; readonly attempt: string }
  /** Replaces any earlier pause. */
  | { readonly do: "pause"; readonly ms: number }
  | { readonly do: "leave"; readonly startUrl: string }
  /** Closes the window and ends pauses. */
  | { readonly do: "close" };

export interface Transition {
  readonly state: WindowState;
  readonly effects: readonly WindowEffect[];
}

const stay = (state: WindowState): Transition => ({ state, effects: [] });

/** True while the server must be asked again: consent, commit, import and mail are events the page cannot see. */
export function isAwaited(attempt: Attempt): boolean {
  return attempt.state === "open" && (attempt.step.kind === "redirect" || attempt.step.kind === "waiting");
}

const isWaiting = (state: WindowState) => state.phase === "away" || state.phase === "following";

/** Asks at once unless a question is already on its way. */
function ask(state: WindowState): Transition {
  if (!isWaiting(state) || state.asking || state.attempt === null) return stay(state);
  return { state: { ...state, asking: true }, effects: [{ do: "ask", attempt: state.attempt }] };
}

/** Goes on waiting, a little longer than last time. */
function wait(state: WindowState, limitMs: number): Transition {
  return {
    state: { ...state, asking: false, pauseMs: Math.min(limitMs, state.pauseMs * growth) },
    effects: [{ do: "pause", ms: state.pauseMs }],
  };
}

function hear(state: WindowState, attempt: Attempt): Transition {
  if (state.phase === "leaving") return stay(state);
  // While one attempt is awaited, an answer about another one is nobody's.
  if (isWaiting(state) && state.attempt !== attempt.id) return stay(state);

  const known: WindowState = { ...state, attempt: attempt.id, silent: false };
  if (!isAwaited(attempt)) {
    const settled: WindowState = { ...known, phase: "settled", window: "none", asking: false, redirect: null };
    return { state: settled, effects: [{ do: "close" }] };
  }
  const redirect = attempt.step.kind === "redirect" ? attempt.step : null;
  switch (state.phase) {
    case "idle":
    case "settled":
      // A step that follows a choice or a form: nothing is open, the server may still work.
      return redirect === null
        ? wait({ ...known, phase: "following", pauseMs: firstPauseMs }, longestPauseMs)
        : stay({ ...known, phase: "ready", redirect });
    case "opening": {
      if (redirect === null) {
        const following: WindowState = { ...known, phase: "following", window: "none" };
        return { state: following, effects: [{ do: "close" }, { do: "pause", ms: following.pauseMs }] };
      }
      if (state.window === "none") return stay({ ...known, phase: "blocked", redirect });
      return {
        state: { ...known, phase: "away", redirect },
        effects: [
          { do: "navigate", startUrl: redirect.start_url },
          { do: "pause", ms: known.pauseMs },
        ],
      };
    }
    case "ready":
    case "blocked":
      return stay({ ...known, redirect: redirect ?? known.redirect });
    case "away":
      return wait(known, known.isLong ? silentPauseMs : longestPauseMs);
    case "following":
      return wait(redirect === null ? known : { ...known, phase: "away", redirect }, longestPauseMs);
  }
}

function open(state: WindowState, ok: boolean): Transition {
  const window = ok ? "open" : "none";
  switch (state.phase) {
    case "idle":
    case "settled":
      return stay({ ...idle, phase: "opening", window });
    case "ready":
    case "blocked":
    case "away": {
      // Opening again: the start page may be visited several times until the consent, the attempt stays the same.
      if (state.redirect === null) return stay(state);
      if (!ok) return stay({ ...state, phase: "blocked", window });
      return {
        state: { ...state, phase: "away", window, isLong: false, handshaken: false, pauseMs: firstPauseMs },
        effects: [
          { do: "navigate", startUrl: state.redirect.start_url },
          { do: "pause", ms: firstPauseMs },
        ],
      };
    }
    case "opening":
    case "following":
    case "leaving":
      return stay(state);
  }
}

function read(state: WindowState, message: PopupMessage): Transition {
  if (state.phase !== "away" || state.redirect === null || message.attempt !== state.attempt) return stay(state);
  switch (message.type) {
    case "speedai:ready":
      return {
        state: { ...state, handshaken: true, window: "open" },
        effects: [{ do: "handshake", attempt: message.attempt, handshake: state.redirect.handshake }],
      };
    case "speedai:settled":
      return ask(state);
    case "speedai:handshake":
      // Only the page sends it; from a window it is noise.
      return stay(state);
  }
}

/** The whole behaviour: state and event in, state and effects out. */
export function advance(state: WindowState, event: WindowEvent): Transition {
  switch (event.type) {
    case "opened":
      return open(state, event.ok);
    case "told":
      return hear(state, event.attempt);
    case "refused":
      return { state: idle, effects: [{ do: "close" }] };
    case "message":
      return read(state, event.message);
    case "pause_over":
    case "woken":
      return ask(state);
    case "no_answer":
      return isWaiting(state) ? wait({ ...state, silent: true }, silentPauseMs) : stay(state);
    case "closed_seen":
      return stay(state.phase === "away" ? { ...state, window: "closed" } : state);
    case "calm_over":
      return stay(state.phase === "away" ? { ...state, isLong: true } : state);
    case "rejoined":
      // Its window may be behind this one, or closed: the way back to it is offered at once.
      return ask({ ...idle, phase: "following", attempt: event.attempt, isLong: true });
    case "same_tab":
      if (state.redirect?.can_redirect !== true || state.phase === "settled") return stay(state);
      return {
        state: { ...state, phase: "leaving" },
        effects: [{ do: "close" }, { do: "leave", startUrl: state.redirect.start_url }],
      };
    case "cancelled":
      return { state: idle, effects: [{ do: "close" }] };
  }
}
