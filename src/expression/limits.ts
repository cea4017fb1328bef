import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";

/** What an expression may use: levels of nesting, operators, UTF-16 units of text, loop steps, regex instructions. */
export const limits = {
  depth: 100,
  operators: 1_000,
  text: 10 * 1024 * 1024,
  steps: 1_000_000,
  regexSize: 2_000,
  regexWork: 25_000_000,
} as const;

/** What is left of the loop steps of one evaluation. */
export class Steps {
  #left: number = limits.steps;

  /** Takes steps away; RB2006 when there are not enough. */
  spend(count: number, at: Span): void {
    this.#left -= count;
    if (this.#left >= 0) return;
    throw problem("RB2006", `more than ${limits.steps} loop steps are needed`, { at });
  }
}

/** The text itself; RB2006 when it is longer than allowed. */
export function boundedText(text: string, at: Span): string {
  if (text.length <= limits.text) return text;
  throw tooLong(at);
}

/** RB2006 when a text of that length would be longer than allowed: asked before it is made. */
export function checkLength(length: number, at: Span): void {
  if (length > limits.text) throw tooLong(at);
}

function tooLong(at: Span) {
  return problem("RB2006", `the text grows beyond ${limits.text / 1024 / 1024} MiB`, { at });
}

/** Runs a computation; RB2006 when a value is nested too deeply for the stack or a text too long for memory. */
export function withinMemory<T>(at: Span, compute: () => T): T {
  try {
    return compute();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw problem("RB2006", "a value is nested too deeply, or grows too large", { at, cause });
  }
}
