import { Unknown } from "../expression/unknown.ts";
import { problem } from "../problems/problem.ts";
import { plainName } from "../runbook/candidate-files.ts";
import type { Task } from "../runbook/model.ts";
import type { ValueSource } from "../runbook/value-source.ts";

/** The variables of a file that a task names in a run. RB2107 where no such file was read with the runbook. */
export function broughtBy({ brings, moduleSpan }: Task, name: string): ReadonlyMap<string, ValueSource> {
  const found = brings?.get(plainName(name));
  if (found) return found;
  throw problem("RB2107", `there is no file "${name}"`, { at: moduleSpan, hint: filesThatAre(brings ?? new Map()) });
}

/** A hint for who names another. */
export function filesThatAre(brings: ReadonlyMap<string, unknown>): string {
  return `Of the files that it may be there ${brings.size === 0 ? "is none" : `are ${[...brings.keys()].join(", ")}`}.`;
}

/** All that a task may bring in, when only a real run can tell what. */
export function perhapsBrought(
  { brings, span }: Pick<Task, "brings" | "span">,
  because: string,
): ReadonlyMap<string, ValueSource> {
  const value = new Unknown(because);
  const names = [...(brings?.values() ?? [])].flatMap((variables) => [...variables.keys()]);
  return new Map(names.map((name) => [name, { kind: "constant", value, span }]));
}
