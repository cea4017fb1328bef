import { didYouMean } from "../../problems/did-you-mean.ts";
import { problem } from "../../problems/problem.ts";
import type { Span } from "../../source/span.ts";
import type { Module } from "./define-module.ts";
import { moduleIndex } from "./index.generated.ts";
import type { ModuleEntry } from "./module-entry.ts";

const byName: ReadonlyMap<string, ModuleEntry> = new Map(
  moduleIndex.flatMap((entry) => [entry.name, ...entry.aliases].map((name) => [name, entry] as const)),
);

/** Every module, in the order of their names. */
export function allModules(): readonly ModuleEntry[] {
  return moduleIndex;
}

/** Every name that a task can call a module by, other names too. */
export function moduleNames(): readonly string[] {
  return [...byName.keys()];
}

/** The module of a name, not loaded yet; `undefined` when there is none. */
export function findModule(name: string): ModuleEntry | undefined {
  return byName.get(name);
}

/** The module of a name. RB2102 when there is none. */
export async function loadModule(name: string, at?: Span): Promise<Module> {
  const entry = findModule(name);
  if (entry !== undefined) return (await entry.load()).default;
  const hint = didYouMean(name, moduleNames()) ?? '"runbook modules" lists all of them.';
  throw problem("RB2102", `there is no module "${name}"`, { at, hint });
}
