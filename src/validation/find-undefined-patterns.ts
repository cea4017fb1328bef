import { referencesOf } from "../expression/references.ts";
import { type Problem, problem } from "../problems/problem.ts";
import type { Runbook } from "../runbook/model.ts";
import { parsedIn } from "../runbook/parsed-in.ts";
import type { Surroundings } from "./surroundings.ts";

/** RB2002: a play's hosts are chosen before anything of a host is known. */
export function findUndefinedPatterns(
  { plays, inputs }: Runbook,
  { extra }: Pick<Surroundings, "extra">,
): readonly Problem[] {
  const known = new Set([...inputs.map(({ name }) => name), ...extra.keys()]);
  return plays.flatMap(({ hosts, variables }) => {
    const references = parsedIn(hosts).flatMap((parsed) => referencesOf(parsed));
    return references
      .filter(({ name, guarded }) => !guarded && !known.has(name) && !variables.has(name))
      .flatMap(({ name, span }) => {
        const hint = "Hosts may be chosen by inputs, -e and the play's vars, not by variables of hosts.";
        return problem("RB2002", `\`${name}\` is not defined here`, { at: span, hint }).problems;
      });
  });
}
