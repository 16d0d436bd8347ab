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
