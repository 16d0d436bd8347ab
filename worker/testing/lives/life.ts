/** One life: what people, strangers, services and the clock do with the real application, one command after another. */
import { runDueWork } from "../../services/background.ts";
import { serviceKey } from "../rig.ts";
import { Callers, hold, numberIn } from "./callers.ts";
import type { Command, Deed, Person } from "./commands.ts";
import { Consents } from "./consents.ts";
import { Handling } from "./handling.ts";
import type { Isolate } from "./isolate.ts";
import { Knowledge } from "./knowledge.ts";

export class Life {
  readonly isolate: Isolate;
  readonly callers: Callers;
  readonly known: Knowledge;
  readonly #consents: Consents;
  readonly #handling: Handling;

  constructor(isolate: Isolate) {
    this.isolate = isolate;
    this.callers = new Callers(isolate);
    this.known = new Knowledge(isolate, this.callers);
    this.#consents = new Consents(isolate, this.callers, this.known);
    this.#handling = new Handling(this.callers, this.known);
  }

  /** True: somebody was struck in the middle. */
  async live(command: Command): Promise<boolean> {
    const { stage, now } = this.isolate;
    for (const person of actorsOf(command)) await this.callers.signIn(person);
    switch (command.do) {
      case "pass":
        this.isolate.pass(command.minutes * 60);
        return false;
      case "weather":
        now.provider.weather = command.weather;
        return false;
      case "sign in":
        now.provider.account = command.account;
        return false;
      case "keep refresh tokens":
        now.provider.rotates = command.rotates;
        return false;
      case "withdraw":
        now.provider.withdraw(command.grant);
        return false;
      case "strike":
        return stage.play(this.#worksOf(command.deed), [], command.strike);
      case "together":
        return stage.play(this.#worksOf(...command.deeds), command.turns);
      default:
        return stage.play(this.#worksOf(command));
    }
  }

  /** What is done several times is done at once: by services that use a connection, or by a browser's request repeated. */
  #worksOf(...deeds: readonly Deed[]): (() => Promise<void>)[] {
    return deeds.flatMap((deed) =>
      Array.from({ length: "times" in deed ? deed.times : 1 }, () => () => this.#act(deed)),
    );
  }

  async #act(deed: Deed): Promise<void> {
    switch (deed.do) {
      case "connect":
        return this.#consents.connect(deed.who, deed.road, deed.again);
      case "begin":
        await this.#consents.begin(deed.who, deed.again);
        return;
      case "set out":
        await this.#consents.setOut(deed.who, deed.road, deed.again);
        return;
      case "leave":
        return this.#consents.leave(deed);
      case "return":
        return this.#consents.comeBack(deed);
      case "commit":
        return this.#consents.commit(this.known.attempt(deed.attempt), deed.who, deed.code);
      case "answer":
        return this.#consents.answer(this.known.attempt(deed.attempt), deed.who, deed.choice);
      case "give up":
        return this.#consents.giveUp(this.known.attempt(deed.attempt), deed.who);
      case "type key":
        return this.#consents.typeKey(deed.who, deed.worth, deed.again);
      case "patch":
        return this.#handling.patch(deed);
      case "test":
        return this.#handling.test(deed);
      case "use":
        return this.#handling.use(deed);
      case "disconnect":
        return this.#handling.disconnect(deed);
      case "trespass":
        return this.#handling.trespass(deed);
      case "clock":
        return this.#work();
      case "rotate":
        return this.#rotate();
      default:
        return deed satisfies never;
    }
  }

  async test(who: Person, id: string): Promise<void> {
    await this.callers.signIn(who);
    await this.callers.page(who, "POST", `/api/connections/${id}/test`);
  }

  async #work(): Promise<void> {
    await this.#wrapped(() => runDueWork(this.isolate.services));
  }

  async #rotate(): Promise<void> {
    await this.#wrapped(async () => {
      if (!(await this.isolate.replaceVaultKey())) return;
      const told = await this.callers.ask("/internal/vault/rotate", {
        method: "POST",
        headers: { authorization: `Bearer ${serviceKey}` },
      });
      if (told.status === 200 && !this.isolate.stage.isCrowded) {
        hold(numberIn(told.body, "remaining") === 0, "a row is left with the old key of the vault");
      }
    });
  }

  /** Work without an answer: what it ends with when a call fails is the clock's business, which comes again. */
  async #wrapped(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!this.isolate.stage.isStruck) throw error;
    }
    this.callers.checkAlive();
  }
}

function actorsOf(command: Command): readonly Person[] {
  if (command.do === "together") return command.deeds.flatMap(actorsOf);
  if (command.do === "strike") return actorsOf(command.deed);
  if (command.do === "trespass") return ["anna", "bela", "cleo"];
  return "who" in command ? [command.who] : [];
}
