import { expect } from "chai";
import type { Attempt, Step } from "../../schema/wire/index.ts";
import { attempt, steps } from "../testing/attempts.ts";
import {
  advance,
  firstPauseMs,
  idle,
  isAwaited,
  longestPauseMs,
  silentPauseMs,
  type WindowEffect,
  type WindowEvent,
  type WindowState,
} from "./machine.ts";

/** Plays events one after the other; answers the last state and what the last event caused. */
function play(events: readonly WindowEvent[], from: WindowState = idle): { state: WindowState; effects: string[] } {
  let state = from;
  let effects: readonly WindowEffect[] = [];
  for (const event of events) ({ state, effects } = advance(state, event));
  return { state, effects: effects.map((effect) => effect.do) };
}

const told = (step: Step, id = "att_91bd"): WindowEvent => ({ type: "told", attempt: attempt(step, { id }) });
const opened: WindowEvent = { type: "opened", ok: true };
const blocked: WindowEvent = { type: "opened", ok: false };
const redirect = told(steps.redirect);
const away = play([opened, redirect]).state;
const ready = (id = "att_91bd"): WindowEvent => ({ type: "message", message: { type: "speedai:ready", attempt: id } });
const settled: WindowEvent = { type: "message", message: { type: "speedai:settled", attempt: "att_91bd" } };

describe("connection window", () => {
  it("sends the blank window to the start page once the attempt exists, and begins to ask", () => {
    expect(play([opened])).to.deep.include({ effects: [] });
    expect(play([opened, redirect]).effects).to.deep.equal(["navigate", "pause"]);
  });

  it("answers the start page with the handshake of the redirect step, as often as it is loaded", () => {
    const { effects } = advance(away, ready());
    expect(effects).to.deep.equal([{ do: "handshake", attempt: "att_91bd", handshake: "hs_5d1c" }]);
    expect(play([ready(), ready()], away).effects).to.deep.equal(["handshake"]);
  });

  it("gives no handshake for another attempt, before the redirect, or after the end", () => {
    expect(play([ready("att_other")], away).effects).to.deep.equal([]);
    expect(play([opened, ready()]).effects).to.deep.equal([]);
    expect(play([told(steps.done), ready()], away).effects).to.deep.equal([]);
  });

  it("asks at once when the callback page says so, and when the page has focus again", () => {
    expect(play([settled], away).effects).to.deep.equal(["ask"]);
    expect(play([{ type: "woken" }], away).effects).to.deep.equal(["ask"]);
  });

  it("never sends a second question beside one that is on its way", () => {
    expect(play([settled, settled], away).effects).to.deep.equal([]);
    expect(play([{ type: "woken" }, { type: "pause_over" }], away).effects).to.deep.equal([]);
  });

  it("asks more and more slowly, between one and three seconds", () => {
    let state = away;
    const pauses: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      state = advance(state, { type: "pause_over" }).state;
      const next = advance(state, redirect);
      state = next.state;
      for (const effect of next.effects) if (effect.do === "pause") pauses.push(effect.ms);
    }
    expect(pauses).to.have.length(8);
    expect(Math.min(...pauses)).to.be.at.least(firstPauseMs);
    expect(Math.max(...pauses)).to.equal(longestPauseMs);
    expect([...pauses].sort((a, b) => a - b)).to.deep.equal(pauses);
  });

  it("goes on asking when there is no answer, more slowly, and says so until there is one", () => {
    const asked = play([{ type: "pause_over" }], away).state;
    const silent = play([{ type: "no_answer" }], asked);
    expect(silent.effects).to.deep.equal(["pause"]);
    expect(silent.state.silent).to.equal(true);
    let state = silent.state;
    for (let round = 0; round < 20; round += 1)
      state = play([{ type: "pause_over" }, { type: "no_answer" }], state).state;
    expect(state.pauseMs).to.equal(silentPauseMs);
    expect(play([{ type: "pause_over" }, redirect], state).state.silent).to.equal(false);
  });

  it("takes a closed window as a hint only: it goes on asking and keeps the attempt", () => {
    const { state, effects } = play([{ type: "closed_seen" }], away);
    expect(state.phase).to.equal("away");
    expect(state.window).to.equal("closed");
    expect(state.isLong, "nothing is said of it").to.equal(false);
    expect(effects).to.deep.equal([]);
    expect(play([{ type: "closed_seen" }, { type: "pause_over" }], away).effects).to.deep.equal(["ask"]);
  });

  it("speaks of a lost window only after a calm while, and while the person is away", () => {
    expect(play([{ type: "calm_over" }], away).state.isLong).to.equal(true);
    expect(play([{ type: "calm_over" }, opened], away).state.isLong, "it stands open again").to.equal(false);
    for (const events of [[told(steps.done)], [{ type: "cancelled" }]] as const)
      expect(play([...events, { type: "calm_over" }], away).state.isLong).to.equal(false);
  });

  it("ends when the server says so, whatever the window says", () => {
    for (const step of [steps.done, steps.failed, steps.choice, steps.form, steps.instructions]) {
      const { state, effects } = play([{ type: "closed_seen" }, told(step)], away);
      expect(state.phase, step.kind).to.equal("settled");
      expect(effects, step.kind).to.deep.equal(["close"]);
    }
  });

  it("offers this tab when the browser refuses the window, and goes there only when told", () => {
    const { state, effects } = play([blocked, redirect]);
    expect(state.phase).to.equal("blocked");
    expect(effects).to.deep.equal([]);
    expect(play([{ type: "same_tab" }], state).effects).to.deep.equal(["close", "leave"]);
  });

  it("does not leave this tab when the server cannot bring the person back", () => {
    const { state } = play([blocked, told({ ...steps.redirect, can_redirect: false })]);
    expect(play([{ type: "same_tab" }], state).effects).to.deep.equal([]);
  });

  it("opens the window again for the same attempt, and forgets the handshake of the lost one", () => {
    const lost = play([ready(), { type: "closed_seen" }], away).state;
    const { state, effects } = play([opened], lost);
    expect(effects).to.deep.equal(["navigate", "pause"]);
    expect(state).to.deep.include({ phase: "away", window: "open", handshaken: false, attempt: "att_91bd" });
  });

  it("takes up an attempt that waited before the page was loaded again, and offers its window at once", () => {
    const asked = play([{ type: "rejoined", attempt: "att_91bd" }]);
    expect(asked.effects).to.deep.equal(["ask"]);
    const { state, effects } = play([redirect], asked.state);
    expect(state).to.deep.include({ phase: "away", window: "none", isLong: true, asking: false });
    expect(effects).to.deep.equal(["pause"]);
    expect(advance(state, ready()).effects, "its start page may still ask").to.have.length(1);
    expect(play([opened], state).effects).to.deep.equal(["navigate", "pause"]);
    expect(play([told(steps.done)], asked.state).state.phase, "it ended meanwhile").to.equal("settled");
    expect(play([told(steps.done, "att_other")], asked.state).state.phase, "another one").to.equal("following");
    expect(play([{ type: "no_answer" }], asked.state).effects, "without an answer").to.deep.equal(["pause"]);
  });

  it("asks more slowly once the consent takes long", () => {
    let { state } = play([{ type: "calm_over" }], away);
    for (let round = 0; round < 12; round += 1) state = play([{ type: "pause_over" }, redirect], state).state;
    expect(state.pauseMs).to.equal(silentPauseMs);
  });

  it("waits for a click when a redirect follows a form that opened no window", () => {
    const { state, effects } = play([redirect]);
    expect(state.phase).to.equal("ready");
    expect(effects).to.deep.equal([]);
    expect(play([opened], state).effects).to.deep.equal(["navigate", "pause"]);
  });

  it("closes the blank window when the attempt is refused or the form comes back with errors", () => {
    expect(play([opened, { type: "refused" }])).to.deep.equal({ state: idle, effects: ["close"] });
    expect(play([opened, told(steps.form)]).effects).to.deep.equal(["close"]);
  });

  it("follows the server's work without a window after a choice", () => {
    const { state, effects } = play([told(steps.choice), told(steps.waiting)], away);
    expect(state.phase).to.equal("following");
    expect(effects).to.deep.equal(["pause"]);
    expect(play([{ type: "pause_over" }], state).effects).to.deep.equal(["ask"]);
  });

  it("ignores an answer about another attempt while one is awaited", () => {
    const { state, effects } = play([told(steps.done, "att_other")], away);
    expect(state).to.equal(away);
    expect(effects).to.deep.equal([]);
  });

  it("does nothing more once it was cancelled", () => {
    const { state } = play([{ type: "cancelled" }], away);
    expect(state).to.deep.equal(idle);
    for (const event of [{ type: "pause_over" }, { type: "woken" }, { type: "no_answer" }, settled, ready()] as const) {
      expect(play([event], state).effects).to.deep.equal([]);
    }
  });

  it("waits only for what the page cannot see", () => {
    const awaited = (step: Step, state: Attempt["state"]) => isAwaited(attempt(step, { state }));
    expect(awaited(steps.redirect, "open")).to.equal(true);
    expect(awaited(steps.waiting, "open")).to.equal(true);
    expect(awaited(steps.redirect, "expired")).to.equal(false);
    expect(awaited(steps.form, "open")).to.equal(false);
    expect(awaited(steps.upload, "open")).to.equal(false);
  });
});
