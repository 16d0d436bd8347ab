/** Commands in words, for whoever reads a history that broke a law. */
import type { Command } from "./commands.ts";

const place = (index: number) => (index === 0 ? "the newest" : `the newest but ${index}`);

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

function renewing(again: number | null): string {
  return again === null ? "" : ` to renew ${place(again)} connection`;
}
