import { didYouMean } from "../problems/did-you-mean.ts";
import { type ProblemError, problem } from "../problems/problem.ts";

/** RB3002: the inventory has no host or group of this name. */
export function unknownName(what: "host" | "group", name: string, known: Iterable<string>): ProblemError {
  const hint = didYouMean(name, known) ?? "runbook hosts --graph shows all of them.";
  return problem("RB3002", `the inventory has no ${what} "${name}"`, { hint });
}
