import type { Value } from "../expression/value.ts";
import { leavesOf } from "../runbook/leaves-of.ts";
import type { BecomeSetting, Play, Runbook, Task } from "../runbook/model.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import type { Span } from "../source/span.ts";
import { byHandModule } from "./by-hand-module.ts";
import { checkModule } from "./check-module.ts";
import type { Deed } from "./deed.ts";
import { handlerAgain, handlersCheck } from "./handlers-to-run.ts";
import { constant, madeTask, template } from "./made-task.ts";
import type { Rollback } from "./rollback.ts";
import { undoModule } from "./undo-module.ts";
import { type UndoStep, undoSteps } from "./undo-steps.ts";
import { notifyElsewhere, registerOf, servedElsewhere } from "./undone-elsewhere.ts";

/** What a rollback is made from. */
export interface Making {
  readonly rollback: Rollback;
  /** The run's runbook, when its text is still the same: its handlers run again. */
  readonly runbook: Runbook | undefined;
  /** The file's name, for places. */
  readonly file: string;
  /** Handlers that have to run again, by id: the hosts on which they ran. */
  readonly handlers: ReadonlyMap<string, readonly string[]>;
}

const loginUser: BecomeSetting = { become: undefined, user: undefined, method: undefined, flags: undefined };

/**
 * A run's undoing as a runbook: looks first, then a task for each task that did something, in reverse order; handlers that
 * restarted something in that run do it again. Made from the same run it is the same, ids included.
 */
export function rollbackRunbook({ rollback, runbook, file, handlers }: Making): Runbook {
  const { told, undone, again: settled } = rollback;
  const source = runbook?.file ?? { name: file, text: "" };
  const span: Span = { file: source, start: 0, end: 0 };
  const lasting = [...undone].filter(({ change, host }) => !settled.has(`${change.task} ${change.principal ?? host}`));
  const steps = undoSteps(lasting, told.started.tasks);
  const names = [...new Set(told.started.tasks.map(({ play }) => play))].toReversed();
  const checks = checkTasks(steps, rollback, span);
  const looks: Play[] = [];
  const plays = names.flatMap((name): readonly Play[] => {
    const own = steps.filter(({ task }) => task.play === name);
    if (own.length === 0) return [];
    const original = runbook?.plays.find((play) => play.name === name);
    const again = (original?.handlers ?? []).flatMap((handler) => {
      const hosts = handlers.get(handler.id);
      return hosts ? [{ handler, hosts, told, span }] : [];
    });
    const ids = again.map(({ handler }) => handler.id);
    const notify = again.length > 0 ? constant(ids, span) : undefined;
    const elsewhere = { told, play: name, steps: own, handlers };
    const served = notify ? servedElsewhere(elsewhere) : [];
    const undoing = own.map((step) => {
      const task = undoTask(step, { rollback, span, original, notify });
      return served.length > 0 ? { ...task, register: registerOf(step, own) } : task;
    });
    const last = notify && served.length > 0 ? [notifyElsewhere(elsewhere, { hosts: served, notify, span })] : [];
    const tasks = [...undoing, ...last];
    const play = {
      name,
      span,
      hosts: constant([...hostsOf(own), ...served], span),
      variables: original?.variables ?? new Map(),
      varsFiles: original?.varsFiles,
      ...(original?.roles && { roles: original.roles }),
      ...(again.length > 0 && original?.gathering && { gathering: original.gathering }),
      become: original?.become ?? loginUser,
      environment: original?.environment,
      tasks,
      handlers: again.map(handlerAgain),
    };
    if (again.length > 0) looks.push(handlersCheck(play, again));
    const byHand = original ? [] : byHandTasks(name, { rollback, span, handlers });
    return [{ ...play, tasks: [...tasks, ...byHand] }];
  });
  const [first, ...rest] = plays;
  return {
    file: source,
    ...(runbook?.included && { included: runbook.included }),
    folder: runbook?.folder ?? "/",
    name: `Rollback of ${told.run}: ${told.started.name.replace(/^Rollback of \S+: /, "")}`,
    source: undefined,
    undoes: told.run,
    inputs: handlers.size > 0 ? (runbook?.inputs ?? []) : [],
    plays: first ? [checkPlay(first, checks, steps, span), ...looks, first, ...rest] : [],
  };
}

/** Everything is looked at before anything is undone, whatever play it is of. */
function checkPlay(like: Play, tasks: readonly Task[], steps: readonly UndoStep[], span: Span): Play {
  const { gathering: _gathering, varsFiles: _files, ...rest } = like;
  return { ...rest, name: "Check", hosts: constant(hostsOf(steps), span), variables: new Map(), tasks, handlers: [] };
}

function hostsOf(steps: readonly UndoStep[]): Value[] {
  return [...new Set(steps.flatMap(({ deeds }) => [...deeds.keys()]))];
}

function checkTasks(steps: readonly UndoStep[], rollback: Rollback, span: Span): readonly Task[] {
  const users = new Map<string, UndoStep[]>();
  for (const step of steps) {
    const key = JSON.stringify([step.user, step.become]);
    users.set(key, [...(users.get(key) ?? []), step]);
  }
  return [...users.values()].map((own, index) => {
    const [first] = own;
    const byHost = new Map<string, Deed[]>();
    for (const step of own) {
      for (const [host, deeds] of step.deeds) byHost.set(host, [...deeds, ...(byHost.get(host) ?? [])]);
    }
    const module = checkModule((host) => byHost.get(host) ?? [], rollback);
    const name =
      users.size === 1 ? "Has anybody changed it since?" : `Has anybody changed it since? (as ${first?.user})`;
    const hosts = [...byHost.keys()];
    return madeTask({ id: `check.${index + 1}`, name, module, span, hosts, become: becomeOf(first, span) });
  });
}

interface UndoOptions {
  readonly rollback: Rollback;
  readonly span: Span;
  readonly original: Play | undefined;
  readonly notify: ValueSource | undefined;
}

function undoTask(step: UndoStep, { rollback, span, original, notify }: UndoOptions): Task {
  const steps = [...leavesOf(original?.tasks ?? []), ...(original?.handlers ?? [])];
  const known = steps.find(({ id }) => id === step.task.id);
  const made = madeTask({
    id: step.id,
    name: `Undo: ${step.task.name}`,
    module: undoModule(step, rollback),
    span: known?.span ?? span,
    hosts: [...step.deeds.keys()],
    become: becomeOf(step, span),
  });
  const most = Math.max(...[...step.parts.values()].map((parts) => parts.length));
  return {
    ...made,
    ...overParts(most, span),
    notify,
    barrier: rollback.told.isDelegated,
    noLog: step.task.noLog === true,
  };
}

/** A step of several parts is a loop over them. */
function overParts(count: number, span: Span): Pick<Task, "parameters" | "loop"> {
  if (count < 2) return { parameters: new Map([["part", constant(1, span)]]) };
  const parts = Array.from({ length: count }, (_, index) => index + 1);
  return {
    parameters: new Map([["part", template("{{ item }}", span)]]),
    loop: { source: constant(parts, span), form: "list", variable: "item", label: template("part {{ item }}", span) },
  };
}

/** As the run did it, whatever variables and flags say now. */
function becomeOf(step: Pick<UndoStep, "user" | "become"> | undefined, span: Span): BecomeSetting {
  const { user, become } = step ?? {};
  if (user === undefined || become === undefined) return { ...loginUser, become: constant(false, span) };
  return {
    become: constant(true, span),
    user: constant(user, span),
    method: constant(become.method, span),
    flags: become.login ? constant("-i", span) : constant(null, span),
  };
}

function byHandTasks(
  play: string,
  { rollback, span, handlers }: Pick<Making, "handlers"> & Pick<UndoOptions, "rollback" | "span">,
): readonly Task[] {
  const labels = rollback.told.started.tasks.filter((label) => label.play === play && handlers.has(label.id));
  return labels.map(({ id, name }) =>
    madeTask({
      id: `by-hand.${id}`,
      name: `By hand: ${name}`,
      module: byHandModule(name),
      span,
      hosts: handlers.get(id) ?? [],
      become: loginUser,
    }),
  );
}
