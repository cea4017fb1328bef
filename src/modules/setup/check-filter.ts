import { problem } from "../../problems/problem.ts";
import { allSubsets, isWanted, subsets } from "./subsets.ts";

/** An error for a pattern that matches no fact there is: RB5009 in a task, RB8001 on the command line. */
export function checkFilter(patterns: readonly string[], code: "RB5009" | "RB8001"): void {
  const names = allSubsets.flatMap((name) => subsets[name]);
  const strange = patterns.find((pattern) => !names.some((fact) => isWanted(fact, [pattern])));
  if (strange === undefined) return;
  throw problem(code, `no fact is named "${strange}"`, { hint: `Facts are ${names.join(", ")}.` });
}
