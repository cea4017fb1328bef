import { parseExpression } from "../expression/parse-expression.ts";
import { defineModule } from "../modules/contract/define-module.ts";
import type { Task } from "../runbook/model.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import type { Span } from "../source/span.ts";
import { constant, madeTask } from "./made-task.ts";
import type { RunTold } from "./run-told.ts";
import type { UndoStep } from "./undo-steps.ts";

const prefix = "elsewhere.";

/** A rollback's play in which other hosts undo what they did for some. */
export interface Elsewhere {
  readonly told: RunTold;
  readonly play: string;
  readonly steps: readonly UndoStep[];
  /** By id, the hosts on which handlers ran that run again. */
  readonly handlers: ReadonlyMap<string, readonly string[]>;
}

/** Hosts whose handlers run again, though all that is undone for them is undone on others. */
export function servedElsewhere({ told, play, steps, handlers }: Elsewhere): readonly string[] {
  const own = new Set(steps.flatMap(({ deeds }) => [...deeds.keys()]));
  const principals = steps.flatMap(({ deeds }) => [...deeds.values()].flat().map(({ change }) => change.principal));
  const before = told.started.hosts.filter((host) => told.ends.get(`${idOf(play)} ${host}`) === "changed");
  const served = new Set([...principals, ...before]);
  return [...new Set([...handlers.values()].flat())].filter((host) => served.has(host) && !own.has(host));
}

/** What a step's task registers, for hosts that it did something for. */
export function registerOf(step: UndoStep, steps: readonly UndoStep[]): string {
  return `rollback_undone_${steps.indexOf(step) + 1}`;
}

/** Notifies handlers on those hosts when something was undone elsewhere. */
export function notifyElsewhere(
  { play, steps }: Elsewhere,
  { hosts, notify, span }: { readonly hosts: readonly string[]; readonly notify: ValueSource; readonly span: Span },
): Task {
  const others = [...new Set(steps.flatMap(({ deeds }) => [...deeds.keys()]))];
  const variables = others.map((host, index) => [`rollback_other_${index}`, constant(host, span)] as const);
  const terms = steps.flatMap((step) =>
    [...step.deeds.keys()].map((host) => {
      const other = `hostvars[rollback_other_${others.indexOf(host)}].${registerOf(step, steps)}`;
      return `(${other} is defined and ${other}.changed)`;
    }),
  );
  const made = madeTask({
    id: idOf(play),
    name: "Undone on other hosts for this one",
    module: told,
    span,
    hosts,
    become: { become: undefined, user: undefined, method: undefined, flags: undefined },
  });
  return {
    ...made,
    variables: new Map([...made.variables, ...variables]),
    changedWhen: [parseExpression({ text: terms.join(" or "), span, spanWithin: () => span })],
    notify,
    barrier: true,
  };
}

function idOf(play: string): string {
  return `${prefix}${play}`;
}

const told = defineModule({
  name: "undone_elsewhere",
  summary: "Says that something was undone on other hosts for this one.",
  parameters: {},
  examples: [],
  offHost: true,
  async decide() {
    return { changes: [] };
  },
});
