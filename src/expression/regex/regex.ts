import { type ProblemError, problem } from "../../problems/problem.ts";
import type { Span } from "../../source/span.ts";
import { limits } from "../limits.ts";
import { type Compiled, compiled } from "./compiled.ts";
import type { RegexFlags } from "./parse-pattern.ts";
import type { Machine } from "./run-program.ts";

/** One match; offsets are UTF-16 units, group 0 is the whole, a group that took no part is `undefined`. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/**
 * A regular expression in Python's syntax whose time is linear in the text, whatever the pattern (Thompson 1968, Pike), so
 * text from hosts cannot hang a run. Look-around and back-references are not supported. RB2003, RB2006.
 */
export class Regex {
  readonly #compiled: Compiled;
  readonly #at: Span;

  constructor(source: string, flags: RegexFlags, at: Span) {
    this.#compiled = compiled(source, flags, at);
    this.#at = at;
  }

  /** The first match, at the very begin of the text when `anchored`. */
  find(text: string, anchored = false): RegexMatch | undefined {
    return this.#findFrom(text, { from: 0, anchored, budget: { left: limits.regexWork } });
  }

  /** Whether there is a match, which is less work than to find it. */
  matches(text: string, anchored = false): boolean {
    const answer = this.#compiled.machine.accepts(text, { from: 0, anchored, budget: { left: limits.regexWork } });
    if (answer === "exhausted") throw this.#exhausted();
    return answer;
  }

  /** Every match from left to right, without overlaps; behind an empty one the next may begin at the same place, as in Python. */
  *findAll(text: string): Iterable<RegexMatch> {
    const budget = { left: limits.regexWork };
    let [from, mustAdvance] = [0, false];
    while (true) {
      const match = this.#findFrom(text, { from, anchored: false, mustAdvance, budget });
      if (!match) return;
      yield match;
      from = match.end;
      mustAdvance = match.end === match.start;
    }
  }

  /** The number of a group given by number or name; RB2003 when there is none. */
  groupNumber(name: string): number {
    const { names, groups } = this.#compiled;
    const number = /^\d+$/.test(name) ? Number(name) : names.get(name);
    if (number !== undefined && number <= groups) return number;
    throw problem("RB2003", `the regular expression has no group "${name}"`, { at: this.#at });
  }

  #findFrom(text: string, search: Parameters<Machine["run"]>[1]): RegexMatch | undefined {
    const slots = this.#compiled.machine.run(text, search);
    if (slots === "exhausted") throw this.#exhausted();
    if (slots === undefined) return undefined;
    const groups = Array.from({ length: this.#compiled.groups + 1 }, (_, index) => {
      const [start, end] = [slots[index * 2], slots[index * 2 + 1]];
      return start === undefined || end === undefined ? undefined : text.slice(start, end);
    });
    return { start: slots[0] ?? 0, end: slots[1] ?? 0, groups };
  }

  #exhausted(): ProblemError {
    return problem("RB2006", "the regular expression takes too long on this text", {
      at: this.#at,
      hint: "make it simpler, or shorten the text before",
    });
  }
}
