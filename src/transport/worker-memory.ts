import type { ProblemError } from "../problems/problem.ts";
import type { LoginMemory } from "./login-memory.ts";
import type { PasswordLeave } from "./password-gate.ts";

/** A map that tells what is set. */
class ToldMap<Value> extends Map<string, Value> {
  readonly #tell: (key: string, value: Value) => void;

  constructor(entries: Iterable<readonly [string, Value]>, tell: (key: string, value: Value) => void) {
    super();
    for (const [key, value] of entries) super.set(key, value);
    this.#tell = tell;
  }

  override set(key: string, value: Value): this {
    if (this.get(key) !== value) this.#tell(key, value);
    return super.set(key, value);
  }
}

/** What a worker begins with, and whom it tells what it learns. */
export interface WorkerMemoryOptions {
  readonly gate: PasswordLeave;
  readonly pins: Iterable<readonly [string, string]>;
  readonly refusals: Iterable<readonly [string, ProblemError]>;
  readonly pinned: (place: string, fingerprint: string) => void;
  readonly refused: (account: string, error: ProblemError) => void;
}

/** A memory of logins that outlives the worker: another process keeps all that is put into it. */
export function workerMemory({ gate, pins, refusals, pinned, refused }: WorkerMemoryOptions): LoginMemory {
  return { gate, pins: new ToldMap(pins, pinned), refusals: new ToldMap(refusals, refused) };
}
