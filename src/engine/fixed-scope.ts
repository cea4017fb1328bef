import { layered, type Scope, scopeOf } from "../expression/scope.ts";
import { valueMap } from "../expression/value.ts";
import type { Play } from "../runbook/model.ts";
import type { RunContext } from "./run-context.ts";

/** What is the same for all hosts of a play before it begins: inputs, `-e`, and constants among the play's variables. */
export function fixedScope({ variables }: Play, { extra, defaults }: Pick<RunContext, "extra" | "defaults">): Scope {
  return layered(sourceScope(extra), sourceScope(variables), sourceScope(defaults));
}

function sourceScope(sources: RunContext["extra"]): Scope {
  const constants = [...sources].flatMap(([name, source]) =>
    source.kind === "constant" ? [[name, source.value] as const] : [],
  );
  return scopeOf(valueMap(constants));
}
