import type { Expression } from "../expression/ast.ts";
import { referencesOf } from "../expression/references.ts";
import type { Task } from "./model.ts";
import type { ValueSource } from "./value-source.ts";

/** Whether any expression of the task names `hostvars`. */
export function looksAtOtherHosts(task: Omit<Task, "barrier">): boolean {
  const conditions = [...task.when, ...(task.changedWhen ?? []), ...(task.failedWhen ?? []), ...(task.until ?? [])];
  const sources = [...task.parameters.values(), ...task.variables.values(), ...(task.loop ? [task.loop.source] : [])];
  return conditions.some(namesHostvars) || sources.some(sourceNamesHostvars);
}

function sourceNamesHostvars(source: ValueSource): boolean {
  switch (source.kind) {
    case "constant":
      return false;
    case "template":
      return referencesOf(source.template).some(({ name }) => name === "hostvars");
    case "expression":
      return namesHostvars(source.expression);
    case "list":
      return source.items.some(sourceNamesHostvars);
    case "map":
      return source.entries.some(([, value]) => sourceNamesHostvars(value));
  }
}

function namesHostvars(expression: Expression): boolean {
  return referencesOf(expression).some(({ name }) => name === "hostvars");
}
