import { UnknownError } from "../expression/unknown-error.ts";
import { ProblemError } from "../problems/problem.ts";
import { leavesOf } from "../runbook/leaves-of.ts";
import type { Task } from "../runbook/model.ts";
import type { Become } from "../transport/connection.ts";
import { endsRun } from "./ends-run.ts";
import type { HostLock } from "./host-lock.ts";
import type { HostState } from "./host-state.ts";
import { allHold } from "./judge.ts";
import { onEach, type PlayWalk } from "./play-walk.ts";
import type { SelectedPlay } from "./select-steps.ts";
import { taskUser } from "./task-user.ts";

/** A host of which somebody else has the lock. */
interface Rival {
  readonly host: HostState;
  readonly lock: HostLock;
}

/** So many seconds a host is waited for in one go: nobody who stops the run waits longer. */
const atOnce = 2;

/**
 * A run that waits for others (`--lock-timeout`) has the locks of all hosts that go through a play together, those of the users of
 * their first tasks, before it does anything there. Of two runs, the younger one holds nothing while it waits for the other: they
 * never wait for each other. Hosts that are still locked when the time is over are refused at their first task.
 */
export async function takeLocks(selected: SelectedPlay, hosts: readonly HostState[], walkOf: PlayWalk): Promise<void> {
  const { context, fleet } = walkOf;
  const { seconds = 0, run = "" } = context.lock ?? {};
  if (seconds === 0) return;
  const until = context.clock.monotonic() + seconds * 1000;
  const round = async (some: readonly HostState[], patience: number) => {
    const rivals: Rival[] = [];
    await onEach(some, walkOf, async (host) => {
      const { lock } = host;
      if (lock && host.alive && (await isRefused(host, lock, { selected, walkOf, patience })))
        rivals.push({ host, lock });
    });
    return rivals;
  };
  let rivals = await round(hosts, 0);
  if (rivals.length > 0) context.bus.emit({ type: "noted", level: "info", message: waitingFor(rivals) });
  while (rivals.length > 0 && !context.stopping() && context.clock.monotonic() < until) {
    if (rivals.some(({ lock }) => (lock.holder ?? "") < run)) await fleet.letGo();
    const first = rivals.slice(0, 1).map(({ host }) => host);
    if ((await round(first, atOnce)).length === 0) rivals = await round(hosts, 0);
  }
  for (const { lock } of hosts) if (lock) lock.patience = rivals.length === 0 ? seconds : 0;
}

interface Taking {
  readonly selected: SelectedPlay;
  readonly walkOf: PlayWalk;
  readonly patience: number;
}

/** Takes a host's lock, where something is to be done there. What else is wrong there is told by its first task. */
async function isRefused(host: HostState, lock: HostLock, { selected, walkOf, patience }: Taking): Promise<boolean> {
  lock.patience = patience;
  try {
    const first = firstTask(host, selected, walkOf);
    if (first) await (await host.shell(first.user)).act([]);
    return false;
  } catch (error) {
    if (error instanceof UnknownError) return false;
    if (!(error instanceof ProblemError) || endsRun(error)) throw error;
    return error.problems.some(({ code }) => code === "RB7301");
  }
}

/** The first task that does something on the host itself, and its user, as far as that can be told before. */
function firstTask(
  host: HostState,
  { play, steps }: SelectedPlay,
  { context: { settings } }: PlayWalk,
): { readonly user: Become | undefined } | undefined {
  for (const task of leavesOf(steps)) {
    if (task.kind !== "task" || !isDoneThere(task, host)) continue;
    const scope = host.variables.scope({ task });
    if (allHold(task.when, scope) !== false) return { user: taskUser(task, play, settings, host.becomeScope(scope)) };
  }
  return undefined;
}

function isDoneThere(task: Task, { past }: HostState): boolean {
  return !task.module.offHost && !task.delegateTo && past?.ended(task) === undefined;
}

function waitingFor(rivals: readonly Rival[]): string {
  const [first] = rivals;
  const others = rivals.length > 1 ? ` and ${rivals.length - 1} more` : "";
  return `waits for the lock of ${first?.host.name}${others}: ${first?.lock.holder ? `the run ${first.lock.holder}` : "somebody"} has it`;
}
