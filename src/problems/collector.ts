import { type Problem, ProblemError } from "./problem.ts";

/**
 * Gathers problems, so that all mistakes of a file are reported at once. With a number `most`, attempts end for good when
 * more have failed: then everything found, and that there is more, is thrown through all of them.
 */
export class Collector {
  readonly #most: number;
  readonly #found: Problem[] = [];
  #enough: ProblemError | undefined;

  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  /** Runs it; its problems are kept and `undefined` is returned. Other errors go on. */
  attempt<T>(run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      this.#keep(error);
      return undefined;
    }
  }

  /** As `attempt`, for what takes time. */
  async attemptLater<T>(run: () => Promise<T>): Promise<T | undefined> {
    try {
      return await run();
    } catch (error) {
      this.#keep(error);
      return undefined;
    }
  }

  add(...problems: readonly Problem[]): void {
    this.addAll(problems);
  }

  /** As `add`, for lists: as arguments of a call, many would not fit on the stack. */
  addAll(problems: readonly Problem[]): void {
    for (const one of problems) this.#found.push(one);
  }

  /** Everything found so far, in order. */
  get all(): readonly Problem[] {
    return this.#found;
  }

  get hasErrors(): boolean {
    return this.#found.some((one) => one.severity === "error");
  }

  get warnings(): readonly Problem[] {
    return this.#found.filter((one) => one.severity !== "error");
  }

  /** Throws everything found, when there is an error among it. */
  throwErrors(): void {
    const errors = this.#found.filter((one) => one.severity === "error");
    if (errors.length > 0) throw new ProblemError(errors);
  }

  #keep(error: unknown): void {
    if (!(error instanceof ProblemError) || error === this.#enough) throw error;
    this.addAll(error.problems);
    if (this.#found.length <= this.#most) return;
    const last = this.#found.at(-1);
    const message = `there are more than ${this.#most} mistakes: the rest is left out`;
    const more: Problem = { code: "RB1008", severity: "error", message, ...(last?.at && { at: last.at }) };
    this.#enough = new ProblemError([...this.#found, more]);
    throw this.#enough;
  }
}
