import { problem } from "../../problems/problem.ts";
import type { Span } from "../../source/span.ts";
import { parsePattern, type RegexFlags } from "./parse-pattern.ts";
import { programOf } from "./program.ts";
import { Machine } from "./run-program.ts";

/** A pattern that is ready to be matched. */
export interface Compiled {
  readonly machine: Machine;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

const most = 256;
const known = new Map<string, Compiled>();

/** The machine for a pattern; the same patterns are used again and again, so the last ones are kept. RB2003, RB2006. */
export function compiled(source: string, flags: RegexFlags, at: Span): Compiled {
  const key = `${Number(flags.ignoreCase)}${Number(flags.multiline)}${source}`;
  const kept = known.get(key);
  if (kept) return kept;
  const made = compile(source, flags, at);
  if (known.size >= most) known.clear();
  known.set(key, made);
  return made;
}

function compile(source: string, flags: RegexFlags, at: Span): Compiled {
  const { pattern, groups, names } = parsePattern(source, flags, at);
  const program = programOf(pattern);
  if (!program) throw problem("RB2006", "the regular expression is too large", { at });
  return { machine: new Machine(program), groups, names };
}
