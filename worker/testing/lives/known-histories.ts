/** What chance rarely puts together: lived first in every run. */
import type { Command } from "./commands.ts";

export const knownHistories: Command[][] = [
  // The link of a started attempt is sent to somebody else, who says yes.
  [
    { do: "set out", who: "anna", road: "redirect", again: null },
    { do: "leave", attempt: 0, browser: "cleo", road: "redirect", handshake: "wrong" },
    { do: "return", state: 0, code: 0, browser: "cleo", cookie: true, says: "yes", times: 2 },
    { do: "trespass", connection: 0, attempt: 0 },
    { do: "commit", attempt: 0, who: "cleo", code: "brought" },
    { do: "commit", attempt: 0, who: "anna", code: "brought" },
  ],
  // Another account takes the place of the first.
  [
    { do: "connect", who: "anna", road: "popup", again: null },
    { do: "sign in", account: 2 },
    { do: "connect", who: "bela", road: "redirect", again: 0 },
    { do: "answer", attempt: 0, who: "bela", choice: "accept" },
    { do: "use", connection: 0, by: "agent", times: 1 },
  ],
  // A renewal whose connection goes away, declined and accepted.
  [
    { do: "connect", who: "anna", road: "popup", again: null },
    { do: "set out", who: "anna", road: "redirect", again: 0 },
    { do: "set out", who: "anna", road: "popup", again: 0 },
    { do: "disconnect", connection: 0, who: "bela" },
    { do: "return", state: 0, code: 0, browser: "anna", cookie: true, says: "no", times: 1 },
  ],
  // The answer of a refresh is lost, the old token is no more; then the vault's key is replaced.
  [
    { do: "connect", who: "cleo", road: "popup", again: null },
    { do: "weather", weather: "answer lost" },
    { do: "pass", minutes: 31 },
    { do: "use", connection: 0, by: "agent", times: 3 },
    { do: "weather", weather: "fine" },
    { do: "rotate" },
    { do: "pass", minutes: 9 },
    { do: "use", connection: 0, by: "agent", times: 2 },
    { do: "connect", who: "cleo", road: "popup", again: 0 },
  ],
  // A token is renewed by several at once.
  [
    { do: "connect", who: "anna", road: "popup", again: null },
    { do: "pass", minutes: 31 },
    { do: "use", connection: 0, by: "agent", times: 3 },
  ],
  // While somebody disconnects.
  [
    { do: "connect", who: "anna", road: "popup", again: null },
    { do: "pass", minutes: 31 },
    {
      do: "together",
      deeds: [
        { do: "use", connection: 0, by: "agent", times: 3 },
        { do: "disconnect", connection: 0, who: "anna" },
      ],
      turns: [0, 0, 1, 1, 3, 3, 0, 0, 3, 3, 0, 1, 2],
    },
  ],
];
