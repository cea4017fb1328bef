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
/** By flags, and then by source: texts of a runbook have their hash already. */
const known = Array.from({ length: 4 }, () => new Map<string, Compiled>());

/** The machine for a pattern; the same patterns are used again and again, so the last ones are kept. RB2003, RB2006. */
export function compiled(source: string, flags: RegexFlags, at: Span): Compiled {
  const alike = known[(flags.ignoreCase ? 2 : 0) + (flags.multiline ? 1 : 0)];
  const kept = alike?.get(source);
  if (kept) return kept;
  const made = compile(source, flags, at);
  if (alike && alike.size >= most) alike.clear();
  alike?.set(source, made);
  return made;
}

function compile(source: string, flags: RegexFlags, at: Span): Compiled {
  const { pattern, groups, names } = parsePattern(source, flags, at);
  const program = programOf(pattern);
  if (!program) throw problem("RB2006", "the regular expression is too large", { at });
  return { machine: new Machine(program), groups, names };
}
