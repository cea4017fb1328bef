import { type Problem, ProblemError } from "./problem.ts";

/** Gathers problems, so that all mistakes of a file are reported at once. */
export class Collector {
  readonly #found: Problem[] = [];

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
    this.#found.push(...problems);
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
    if (!(error instanceof ProblemError)) throw error;
    this.#found.push(...error.problems);
  }
}
