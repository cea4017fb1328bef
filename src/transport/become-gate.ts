import { problem } from "../problems/problem.ts";
import type { SecretText } from "../secrets/secret-text.ts";
import { type LoginOutcome, PasswordGate, type PasswordLeave } from "./password-gate.ts";

/** A password for becoming another user, and who may send it. */
export interface BecomePassword {
  readonly secret: SecretText;
  readonly gate: PasswordLeave;
}

/** Keeps accounts from being locked: a host that refused the password is not asked again, after two of them no host is. */
export class BecomeGate implements PasswordLeave {
  readonly #fleet = new PasswordGate("RB4010", "the become password");
  readonly #failed = new Set<string>();
  readonly #turns = new Map<string, Promise<void>>();

  /** As `PasswordGate.enter`, one question at a time on each host. RB4010 where the password must not be sent. */
  async enter(host: string): Promise<(outcome: LoginOutcome) => void> {
    const before = this.#turns.get(host);
    const { promise, resolve } = turn();
    this.#turns.set(host, promise);
    await before;
    try {
      if (this.#failed.has(host)) throw again(host);
      const leave = await this.#fleet.enter(host);
      return (outcome) => {
        if (outcome !== "accepted") this.#failed.add(host);
        leave(outcome);
        resolve();
      };
    } catch (error) {
      resolve();
      throw error;
    }
  }
}

function turn(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function again(host: string): Error {
  return problem("RB4010", `${host}: the become password was not sent again, for it was not taken before`, {
    hint: "A host gets it once in a run. Start again with the right one.",
  });
}
