import { type ProblemError, problem } from "../problems/problem.ts";
import type { Definition } from "./model.ts";

/** RB3004: two groups of equal rank give a host different values for a variable that is used. */
export function groupConflict(
  host: string,
  name: string,
  [first, second]: readonly [Definition, Definition],
): ProblemError {
  return problem("RB3004", `${host}: ${first.by} and ${second.by} give "${name}" different values`, {
    at: second.value.span,
    hint: "Set it on the host, or give one of the groups a higher ansible_group_priority.",
  });
}
