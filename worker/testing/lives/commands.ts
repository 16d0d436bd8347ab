/** What can happen in a life, as data: small numbers that name people and things, so that a history shrinks and reads well. */
import fc from "fast-check";
import type { Strike } from "./stage.ts";
import { type Weather, weathers } from "./strict-provider.ts";

/** Anna, Bela and Vera share a house, Cleo lives in another. */
export const people = ["anna", "bela", "vera", "cleo"] as const;
export type Person = (typeof people)[number];

/** Counted back from the newest. */
type Which = number;

export type Deed =
  /** The whole way without a mistake. `again`: to renew a connection. */
  | { do: "connect"; who: Person; road: Road; again: Which | null }
  | { do: "begin"; who: Person; again: Which | null }
  /** Begins and leaves for the provider. */
  | { do: "set out"; who: Person; road: Road; again: Which | null }
  /** Somebody's browser opens the start page of an attempt and leaves for the provider. */
  | { do: "leave"; attempt: Which; browser: Person; road: Road; handshake: "right" | "wrong" }
  /** A browser comes back. `state`: with the state of that attempt, `code`: with the code of that one. */
  | {
      do: "return";
      state: Which;
      code: Which;
      browser: Person;
      cookie: boolean;
      says: "yes" | "no" | "other issuer";
      /** The browser's request is repeated. */
      times: number;
    }
  | { do: "commit"; attempt: Which; who: Person; code: "brought" | "guessed" }
  | { do: "answer"; attempt: Which; who: Person; choice: "accept" | "cancel" }
  | { do: "give up"; attempt: Which; who: Person }
  /** Types a key; `again`: to renew a connection. */
  | { do: "type key"; who: Person; worth: "good" | "bad"; again: Which | null }
  | { do: "patch"; connection: Which; who: Person; change: "good key" | "bad key" | "label" }
  | { do: "test"; connection: Which; who: Person }
  | { do: "use"; connection: Which; by: "agent" | "stranger" | "reports"; times: number }
  | { do: "disconnect"; connection: Which; who: Person }
  /** Somebody of the other house tries everything by id. */
  | { do: "trespass"; connection: Which; attempt: Which }
  | { do: "clock" }
  | { do: "rotate" };

export type Command =
  | Deed
  | { do: "pass"; minutes: number }
  | { do: "weather"; weather: Weather }
  | { do: "sign in"; account: number }
  | { do: "keep refresh tokens"; rotates: boolean }
  | { do: "withdraw"; grant: Which }
  | { do: "strike"; deed: Deed; strike: Strike }
  | { do: "together"; deeds: readonly Deed[]; turns: readonly number[] };

export type Road = "popup" | "redirect";

const which: fc.Arbitrary<Which> = fc.constantFrom(0, 0, 0, 1, 2);
const perhaps = fc.option(which, { freq: 2 });
const who = fc.constantFrom<Person>("anna", "anna", "bela", "bela", "cleo", "vera");
const road = fc.constantFrom<Road>("popup", "redirect");
const of = <Name extends Command["do"]>(name: Name) => fc.constant(name);

const connect = fc.record({ do: of("connect"), who, road, again: perhaps });
const use = fc.record({
  do: of("use"),
  connection: which,
  by: fc.constantFrom("agent", "agent", "agent", "agent", "stranger", "reports"),
  times: fc.integer({ min: 1, max: 3 }),
});
const disconnect = fc.record({ do: of("disconnect"), connection: which, who });
const test = fc.record({ do: of("test"), connection: which, who });
const clock = fc.record({ do: of("clock") });
const rotate = fc.record({ do: of("rotate") });
const comeBack = fc.record({
  do: of("return"),
  state: which,
  code: fc.constantFrom(0, 0, 0, 0, 1),
  browser: fc.constantFrom<Person>("anna", "anna", "bela", "cleo"),
  cookie: fc.constantFrom(true, true, true, false),
  says: fc.constantFrom("yes", "yes", "yes", "yes", "yes", "no", "other issuer"),
  times: fc.constantFrom(1, 1, 2),
});
const leave = fc.record({
  do: of("leave"),
  attempt: which,
  browser: fc.constantFrom<Person>("anna", "bela", "bela", "cleo"),
  road,
  handshake: fc.constantFrom("right", "right", "wrong"),
});
const commit = fc.record({
  do: of("commit"),
  attempt: which,
  who,
  code: fc.constantFrom("brought", "brought", "brought", "guessed"),
});
const answer = fc.record({ do: of("answer"), attempt: which, who, choice: fc.constantFrom("accept", "cancel") });
const giveUp = fc.record({ do: of("give up"), attempt: which, who });
const typeKey = fc.record({
  do: of("type key"),
  who,
  worth: fc.constantFrom("good", "good", "bad"),
  again: perhaps,
});
const patch = fc.record({
  do: of("patch"),
  connection: which,
  who,
  change: fc.constantFrom("good key", "bad key", "label"),
});

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: connect },
  { weight: 1, arbitrary: fc.record({ do: of("begin"), who, again: perhaps }) },
  { weight: 4, arbitrary: fc.record({ do: of("set out"), who, road, again: perhaps }) },
  { weight: 2, arbitrary: leave },
  { weight: 4, arbitrary: comeBack },
  { weight: 3, arbitrary: commit },
  { weight: 2, arbitrary: answer },
  { weight: 1, arbitrary: giveUp },
  { weight: 2, arbitrary: typeKey },
  { weight: 2, arbitrary: patch },
  { weight: 2, arbitrary: test },
  { weight: 4, arbitrary: use },
  { weight: 2, arbitrary: disconnect },
  { weight: 1, arbitrary: fc.record({ do: of("trespass"), connection: which, attempt: which }) },
  { weight: 2, arbitrary: clock },
  { weight: 1, arbitrary: rotate },
);

/** What races are about. */
const racing: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: use },
  { weight: 2, arbitrary: disconnect },
  { weight: 2, arbitrary: test },
  { weight: 2, arbitrary: clock },
  { weight: 1, arbitrary: rotate },
  { weight: 2, arbitrary: comeBack },
  { weight: 2, arbitrary: commit },
  { weight: 2, arbitrary: answer },
  { weight: 1, arbitrary: giveUp },
  { weight: 1, arbitrary: patch },
  { weight: 1, arbitrary: leave },
  { weight: 2, arbitrary: connect },
);

const circumstance: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: of("pass"), minutes: fc.constantFrom(1, 9, 11, 27, 31, 65, 600, 2_900) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: of("weather"), weather: fc.constantFrom("fine", "fine", "fine", ...weathers) }),
  },
  { weight: 2, arbitrary: fc.record({ do: of("sign in"), account: fc.constantFrom(1, 2) }) },
  { weight: 1, arbitrary: fc.record({ do: of("keep refresh tokens"), rotates: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: of("withdraw"), grant: which }) },
);

const struck: fc.Arbitrary<Command> = fc.record({
  do: of("strike"),
  deed,
  strike: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        place: fc.constant("database"),
        call: fc.integer({ min: 1, max: 24 }),
        how: fc.constantFrom("dies before", "dies after", "fails"),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        place: fc.constant("provider"),
        call: fc.integer({ min: 1, max: 3 }),
        how: fc.constantFrom("dies before", "dies after"),
      }),
    },
  ),
});

const together: fc.Arbitrary<Command> = fc.record({
  do: of("together"),
  deeds: fc.array(racing, { minLength: 2, maxLength: 3 }),
  turns: fc.array(fc.nat({ max: 5 }), { maxLength: 24, size: "max" }),
});

/** One deed after another; people, faults and crashes. */
export const histories: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof({ weight: 10, arbitrary: deed }, { weight: 4, arbitrary: circumstance }, { weight: 2, arbitrary: struck }),
  { minLength: 2, maxLength: 12, size: "max" },
);

/** Several at once, in an order of their calls that is drawn too. */
export const crowdedHistories: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof({ weight: 4, arbitrary: deed }, { weight: 3, arbitrary: circumstance }, { weight: 4, arbitrary: together }),
  { minLength: 2, maxLength: 8, size: "max" },
);

const place = (index: Which) => (index === 0 ? "the newest" : `the newest but ${index}`);

/** A sentence a person can follow. */
export function describe(command: Command): string {
  switch (command.do) {
    case "connect":
      return `${command.who} connects by ${command.road}${renewing(command.again)}`;
    case "begin":
      return `${command.who} begins an attempt${renewing(command.again)}`;
    case "set out":
      return `${command.who} sets out by ${command.road}${renewing(command.again)}`;
    case "leave":
      return `${command.browser}'s browser leaves for the provider by ${command.road} from ${place(command.attempt)} attempt, ${command.handshake} handshake`;
    case "return":
      return `${command.browser}'s browser comes back with the state of ${place(command.state)} attempt and the code of ${place(command.code)}, ${command.cookie ? "its" : "no"} cookie, says ${command.says}${command.times > 1 ? ", twice" : ""}`;
    case "commit":
      return `${command.who} commits ${place(command.attempt)} attempt with the code ${command.code}`;
    case "answer":
      return `${command.who} answers ${command.choice} to ${place(command.attempt)} attempt`;
    case "give up":
      return `${command.who} gives up ${place(command.attempt)} attempt`;
    case "type key":
      return `${command.who} types a ${command.worth} key${renewing(command.again)}`;
    case "patch":
      return `${command.who} changes ${place(command.connection)} connection: ${command.change}`;
    case "test":
      return `${command.who} tests ${place(command.connection)} connection`;
    case "use":
      return `${command.by} uses ${place(command.connection)} connection${command.times > 1 ? `, ${command.times} times at once` : ""}`;
    case "disconnect":
      return `${command.who} disconnects ${place(command.connection)} connection`;
    case "trespass":
      return `a stranger tries everything on ${place(command.connection)} connection and ${place(command.attempt)} attempt`;
    case "clock":
      return "the scheduled work runs";
    case "rotate":
      return "the vault's key is replaced";
    case "pass":
      return `${command.minutes} minutes pass`;
    case "weather":
      return `the provider is ${command.weather}`;
    case "sign in":
      return `account ${command.account} is signed in at the provider`;
    case "keep refresh tokens":
      return `the provider ${command.rotates ? "replaces" : "keeps"} refresh tokens`;
    case "withdraw":
      return `the account's owner withdraws ${place(command.grant)} grant at the provider`;
    case "strike":
      return `${describe(command.deed)}; but it ${command.strike.how} call ${command.strike.call} to the ${command.strike.place}`;
    case "together":
      return `at once (turns ${command.turns.join(" ")}): ${command.deeds.map(describe).join(" | ")}`;
    default:
      return command satisfies never;
  }
}

function renewing(again: Which | null): string {
  return again === null ? "" : ` to renew ${place(again)} connection`;
}

/** Lived first in every run: what chance rarely puts together. */
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
