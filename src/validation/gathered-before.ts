import { allSubsets, chosenSubsets, type Subset, subsets } from "../modules/setup/subsets.ts";
import type { Step, Task } from "../runbook/model.ts";
import type { ValueSource } from "../runbook/value-source.ts";

/** The subsets that a task of the module `setup` gathers, as far as they can be told; `undefined` for other tasks. */
export function subsetsOfTask({ module, parameters }: Task): readonly Subset[] | undefined {
  if (module.name !== "setup") return undefined;
  const source = parameters.get("gather_subset");
  if (!source) return allSubsets;
  const words = wordsIn(source);
  return words && chosenSubsets(words);
}

function wordsIn(source: ValueSource): readonly string[] | undefined {
  const items = source.kind === "list" ? source.items : [source];
  if (items.some(({ kind }) => kind !== "constant")) return undefined;
  const values = items.flatMap((item) => (item.kind === "constant" ? item.value : []));
  return values.map(String).flatMap((text) => text.split(",").map((word) => word.trim()));
}

/** The variables that such subsets become. */
export function namesOfSubsets(chosen: readonly Subset[]): readonly string[] {
  return ["ansible_facts", ...chosen.flatMap((name) => subsets[name].map((fact) => `ansible_${fact}`))];
}

/** What the first step of a play gathers on each host, if it is done at all: nobody needs to gather it before. */
export function gatheredFirst(first: Step | undefined): readonly Subset[] {
  if (first?.kind !== "task") return [];
  const { when, loop, once, delegateTo, parameters } = first;
  const isForAll = when.length === 0 && !loop && !once && !delegateTo && !parameters.has("filter");
  return isForAll ? (subsetsOfTask(first) ?? []) : [];
}
