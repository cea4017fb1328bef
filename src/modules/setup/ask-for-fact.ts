import { allSubsets, subsets } from "./subsets.ts";

/** How a fact that nobody has asked for is asked for; `undefined` for other names. */
export function askForFact(name: string): string | undefined {
  if (name === "ansible_facts") return "Facts are asked for by a task: setup.";
  const subset = allSubsets.find((one) => subsets[one].some((fact) => name === `ansible_${fact}`));
  return subset && `Facts are asked for by a task before this one: setup: { gather_subset: [${subset}] }`;
}
