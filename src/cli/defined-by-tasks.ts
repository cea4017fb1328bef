import type { HostVariables } from "../engine/host-variables.ts";
import { Unknown } from "../expression/unknown.ts";
import type { Explained } from "../report/explanation.ts";
import type { Play, Runbook, Task } from "../runbook/model.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import { positionOf, type Span } from "../source/span.ts";
import { factNames } from "../validation/set-names.ts";
import { sitesOf } from "../validation/sites-of.ts";
import { hidden, writtenSource } from "./written-source.ts";

type Said = Omit<Explained, "counts">;

/** What tasks define, by rank. */
export interface DefinedByTasks {
  readonly gathered: readonly Said[];
  readonly brought: readonly Said[];
  readonly set: readonly Said[];
}

/** What tasks of some plays make of a variable: facts they gather, files they bring in, what they set and register. */
export function definedByTasks(name: string, runbook: Runbook | undefined, plays: readonly Play[]): DefinedByTasks {
  const tasks = tasksOf(runbook, plays);
  const saidOf = (said: (name: string, task: Task) => readonly Written[]) =>
    tasks.flatMap(({ task, play }) => {
      const by = `"${task.name}" of play "${play.name}", from there on`;
      return said(name, task).map(({ at, value }) => ({ place: placeOfLine(at), value, by }));
    });
  return { gathered: saidOf(gatheredBy), brought: saidOf(broughtBy), set: [...saidOf(setBy), ...saidOf(registeredBy)] };
}

/** Lets a host know what tasks of some plays are going to define, as far as it is written; the rest is not known. */
export function foreseeTasks(variables: HostVariables, runbook: Runbook | undefined, plays: readonly Play[]): void {
  const unknown = new Unknown("only a run finds it out");
  const defined = new Map<string, (ValueSource | undefined)[]>();
  const define = (name: string, source: ValueSource | undefined) =>
    defined.set(name, [...(defined.get(name) ?? []), source]);
  for (const { task } of tasksOf(runbook, plays)) {
    const brought = [...(task.brings?.values() ?? [])].flatMap((one) => [...one]);
    for (const [name, source] of [...brought, ...freeKeysOf(task)]) define(name, task.noLog ? undefined : source);
    if (task.register !== undefined) define(task.register, undefined);
    if (task.module.sets !== "free keys")
      variables.learned.gather(new Map(factNames(task).map((name) => [name, unknown])));
  }
  for (const [name, [only, ...others]] of defined) {
    if (only && others.length === 0) variables.learned.bring(new Map([[name, only]]));
    else variables.learned.set(name, unknown);
  }
}

function tasksOf(runbook: Runbook | undefined, plays: readonly Play[]) {
  const sites = runbook ? sitesOf(runbook).filter(({ play }) => plays.includes(play)) : [];
  return sites.flatMap(({ step, play }) => (step?.kind === "task" ? [{ task: step, play }] : []));
}

interface Written {
  readonly at: Span;
  readonly value: string;
}

function gatheredBy(name: string, task: Task): readonly Written[] {
  if (task.module.sets === "free keys" || !factNames(task).includes(name)) return [];
  return [{ at: task.moduleSpan, value: "(a fact of the host)" }];
}

function setBy(name: string, task: Task): readonly Written[] {
  const sources = freeKeysOf(task).flatMap(([key, source]) => (key === name ? [source] : []));
  return sources.map((source) => ({ at: task.moduleSpan, value: writtenBy(task, name, source) }));
}

/** As it is written, unless the task hides it. */
function writtenBy({ noLog }: Task, name: string, source: ValueSource): string {
  return noLog ? JSON.stringify(hidden) : writtenSource(name, source);
}

function freeKeysOf({ module, parameters }: Task): readonly (readonly [string, ValueSource])[] {
  const free = module.freeKeys === undefined ? undefined : parameters.get(module.freeKeys);
  return module.sets === "free keys" && free?.kind === "map" ? free.entries : [];
}

function registeredBy(name: string, { register, moduleSpan: at }: Task): readonly Written[] {
  return register === name ? [{ at, value: "(its result)" }] : [];
}

function broughtBy(name: string, task: Task): readonly Written[] {
  const sources = [...(task.brings?.values() ?? [])].flatMap((variables) => variables.get(name) ?? []);
  return sources.map((source) => ({ at: source.span, value: writtenBy(task, name, source) }));
}

/** `file:line`; the name alone where there are no lines. */
export function placeOfLine(span: Span): string {
  const { name } = span.file;
  return name === "-e" || name.startsWith("(") ? name : `${name}:${positionOf(span).line}`;
}
