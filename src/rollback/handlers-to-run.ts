import { valueBefore } from "../engine/recollection.ts";
import { valueMap } from "../expression/value.ts";
import type { Play, Task } from "../runbook/model.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import type { Span } from "../source/span.ts";
import { constant, onlyOn, template } from "./made-task.ts";
import type { RunTold } from "./run-told.ts";
import { sameAgainModule } from "./same-again-module.ts";

/** A handler that runs again: where it ran in the run, and what the run tells of it. */
export interface Again {
  readonly handler: Task;
  readonly hosts: readonly string[];
  readonly told: RunTold;
  readonly span: Span;
}

/** The handler, on the hosts where it ran, with what it knew there of what tasks had told the run. */
export function handlerAgain({ handler, hosts, told, span }: Again): Task {
  const { variables, given } = valuesOf({ handler, hosts, told, span });
  const only = onlyOn(hosts, span);
  return {
    ...handler,
    listen: [...handler.listen, handler.id],
    variables: new Map([...handler.variables, ...only.variables, ...variables]),
    given: new Map([...(handler.given ?? []), ...given]),
    when: [...only.when, ...handler.when],
    notify: undefined,
  };
}

/** Looks, before anything is undone, whether the handlers have all their values, and would do what they did. */
export function handlersCheck(play: Play, again: readonly Again[]): Play {
  const tasks = again.map((one): Task => {
    const { handler, told } = one;
    const {
      register: _register,
      until: _until,
      ignoreErrors: _ignored,
      ignoreUnreachable: _lost,
      once: _once,
      ...rest
    } = handlerAgain(one);
    return {
      ...rest,
      id: `check.${handler.id}`,
      name: `Would it do the same again? ${handler.name}`,
      module: sameAgainModule(handler, commandsOf(handler.id, told)),
      register: undefined,
      ignoreErrors: undefined,
      changedWhen: undefined,
      failedWhen: undefined,
      listen: [],
      isFatal: false,
      barrier: false,
    };
  });
  return { ...play, name: `Check: ${play.name}`, tasks, handlers: [] };
}

function commandsOf(id: string, { deeds }: RunTold): ReadonlyMap<string, readonly string[]> {
  const commands = new Map<string, readonly string[]>();
  for (const { host, change } of deeds) {
    if (change.task !== id || change.command === undefined) continue;
    commands.set(host, [...(commands.get(host) ?? []), change.command]);
  }
  return commands;
}

const place = "rollback_known";

function valuesOf({ handler, hosts, told, span }: Again): {
  readonly variables: ReadonlyMap<string, ValueSource>;
  readonly given: ReadonlyMap<string, ValueSource>;
} {
  const knew = hosts.map((host) => [host, told.knew(handler.id, host)] as const);
  const names = new Set(knew.flatMap(([, values]) => Object.keys(values)));
  if (names.size === 0) return { variables: new Map(), given: new Map() };
  const byHost = knew.map(([host, values]) => {
    return [host, valueMap(Object.entries(values).map(([name, value]) => [name, valueBefore(value)]))] as const;
  });
  const from = (name: string) => template(`{{ ${place}[inventory_hostname].${name} }}`, span);
  return {
    variables: new Map([[place, constant(valueMap(byHost), span)]]),
    given: new Map([...names].map((name) => [name, from(name)])),
  };
}
