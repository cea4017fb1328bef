import type { Module } from "../modules/contract/define-module.ts";

const known = new WeakMap<Module, ReadonlyMap<string, string>>();

/** The parameter that each name stands for, other names too; found once for each module. */
export function parameterNames(module: Module): ReadonlyMap<string, string> {
  const names = known.get(module) ?? namesIn(module);
  known.set(module, names);
  return names;
}

function namesIn({ parameters }: Module): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(parameters).flatMap(([name, { aliases }]) => [name, ...aliases].map((one) => [one, name])),
  );
}
