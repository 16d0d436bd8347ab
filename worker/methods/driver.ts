/** What every method driver gives back when it tries credentials: the named lines of the test and what was learnt. */
import {
  type Check,
  type CheckStep,
  type CheckStepName,
  checkStepName,
  type FieldValue,
  type Reason,
} from "../../schema/wire/index.ts";
import type { Clock, Outbound, Random, SendFailure, Sidecar } from "../platform/ports.ts";
import type { Failure, Finding } from "../providers/define.ts";

export interface Trial {
  readonly ok: boolean;
  readonly steps: readonly CheckStep[];
  /** Undefined when `ok`. */
  readonly failure: Failure | undefined;
  readonly finding: Finding;
  /** A token that was bought on the way and can be kept, with its end. */
  readonly token: { readonly accessToken: string; readonly expiresAt: Date } | undefined;
}

/** What drivers need of the platform. */
export interface Tools {
  readonly outbound: Outbound;
  readonly sidecar: Sidecar;
  readonly clock: Clock;
  readonly random: Random;
}

/** Collects the lines of a test; one line per name, in the order in which they are proven. */
export class Checklist {
  readonly #steps = new Map<CheckStepName, CheckStep>();
  readonly #clock: Clock;
  #finding: Finding = {};
  #token: Trial["token"];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  pass(name: CheckStepName, startedAt: Date): void {
    this.#add(name, startedAt, undefined);
  }

  /** The answer to `proof`'s call proves `name` as well. A line with a call of its own stays as it is. */
  passWith(name: CheckStepName, proof: CheckStepName): void {
    if (!this.#steps.has(name)) this.#steps.set(name, { name, ok: true, ms: 0, with: proof });
  }

  learn(finding: Finding): void {
    const settings: Record<string, FieldValue> = { ...this.#finding.settings, ...finding.settings };
    this.#finding = { ...this.#finding, ...finding, ...(Object.keys(settings).length > 0 && { settings }) };
  }

  keepToken(token: NonNullable<Trial["token"]>): void {
    this.#token = token;
  }

  fail(name: CheckStepName, startedAt: Date, failure: Failure): Trial {
    this.#add(failure.step ?? name, startedAt, failure.reason);
    return this.#trial(failure);
  }

  failSend(startedAt: Date, failure: SendFailure): Trial {
    if (failure.step === "tls") this.pass("network", startedAt);
    return this.fail(failure.step, startedAt, { reason: failure.reason });
  }

  succeed(): Trial {
    return this.#trial(undefined);
  }

  #add(name: CheckStepName, startedAt: Date, code: Reason | undefined): void {
    const ms = Math.max(0, this.#clock.now().getTime() - startedAt.getTime());
    const before = this.#steps.get(name);
    this.#steps.set(name, { name, ok: code === undefined, ms: ms + (before?.ms ?? 0), ...(code && { code }) });
  }

  #trial(failure: Failure | undefined): Trial {
    return {
      ok: failure === undefined,
      steps: checkStepName.options.flatMap((name) => this.#steps.get(name) ?? []),
      failure,
      finding: this.#finding,
      token: this.#token,
    };
  }
}

/** A trial as the page sees it. `status` is what the connection has after it. */
export function toCheck(trial: Trial, status: Check["status"], checkedAt: Date): Check {
  return {
    ok: trial.ok,
    status,
    reason: trial.failure?.reason ?? null,
    steps: [...trial.steps],
    ...(trial.failure?.field !== undefined && { field: trial.failure.field }),
    ...(trial.failure?.retryAfter !== undefined && { retry_after: Math.ceil(trial.failure.retryAfter) }),
    checked_at: checkedAt.toISOString(),
  };
}
