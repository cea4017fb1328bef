import { type ProblemError, problem } from "../problems/problem.ts";

const mostRefusals = 2;

/** What became of a password that was sent. */
export type LoginOutcome = "accepted" | "refused" | "unknown";

/** Gives leave to send a password to a host; is told what became of it. */
export interface PasswordLeave {
  enter(host: string): Promise<(outcome: LoginOutcome) => void>;
}

/**
 * Keeps a wrong password from being tried on a whole fleet: until one host has taken it, no more hosts are asked than
 * refusals are allowed; after two refusals no other host is asked.
 */
export class PasswordGate implements PasswordLeave {
  readonly #refusedBy: string[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #code: "RB4006" | "RB4010";
  readonly #password: string;
  #asking = 0;
  #proven = false;

  /** The code of refusals, and what the password is called in them. */
  constructor(code: "RB4006" | "RB4010" = "RB4006", password = "the password") {
    this.#code = code;
    this.#password = password;
  }

  /** Waits for leave to send the password to a host; call the result with what became of it. A problem after two refusals. */
  async enter(host: string): Promise<(outcome: LoginOutcome) => void> {
    while (!this.#closed() && !this.#proven && this.#asking + this.#refusedBy.length >= mostRefusals) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.#closed()) throw this.#refusal(host);
    this.#asking += 1;
    let told = false;
    return (outcome) => {
      if (told) return;
      told = true;
      this.#asking -= 1;
      if (outcome === "accepted") this.#proven = true;
      if (outcome === "refused") this.#refusedBy.push(host);
      for (const wake of this.#waiting.splice(0)) wake();
    };
  }

  #closed(): boolean {
    return this.#refusedBy.length >= mostRefusals;
  }

  #refusal(host: string): ProblemError {
    return problem(
      this.#code,
      `${host}: ${this.#password} was not sent, for ${this.#refusedBy.join(" and ")} refused it`,
      {
        hint: "start again with the right one; hosts with other passwords want a run of their own (-l)",
      },
    );
  }
}
