import type { Stats } from "../events/event.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import { placeOf } from "../source/span.ts";
import { confirmHost } from "./admit-host.ts";
import { checkDelegates } from "./check-delegates.ts";
import { each } from "./each.ts";
import { exitCodeOf } from "./exit-code.ts";
import { Fleet } from "./fleet.ts";
import type { HostState } from "./host-state.ts";
import { hostsOfPlay } from "./hosts-of-play.ts";
import { mayGoOn, onEach, type PlayWalk } from "./play-walk.ts";
import type { RunContext } from "./run-context.ts";
import { runStarted } from "./run-started.ts";
import { selectSteps } from "./select-steps.ts";
import { leaveSwitch } from "./settle-block.ts";
import { settlePast } from "./settle-past.ts";
import { walkPlay } from "./walk-play.ts";

/** How a walk ended. */
export interface WalkResult {
  readonly stats: Readonly<Record<string, Stats>>;
  readonly exitCode: number;
}

/** The one executor: plays in order, hosts side by side; in a plan into the overlay, in an apply onto the hosts. */
export async function walk(context: RunContext): Promise<WalkResult> {
  const plays = selectSteps(context.runbook, context.settings);
  const fleet = new Fleet(context);
  const hostsOf = new Map(plays.map((selected) => [selected, hostsOfPlay(selected.play, context)]));
  for (const { play, steps } of plays) {
    checkDelegates({ tasks: steps, handlers: play.handlers }, context.inventory).throwErrors();
  }
  const all = new Set([...hostsOf.values()].flat());
  if (all.size === 0 && context.settings.limit) throw nothingLeft(context);
  const began = context.clock.monotonic();
  const finish = (exitCode: number): WalkResult => {
    const took = Math.round(context.clock.monotonic() - began);
    const stats = fleet.stats([...all]);
    context.bus.emit({ type: "run.finished", stats, exitCode, took, ...fleet.counters() });
    return { stats, exitCode };
  };
  const walkOf: PlayWalk = {
    context,
    fleet,
    started: new Set(),
    onceLearned: new Map(),
    turnstiles: new Map(),
    isBroken: false,
    isPlayOver: false,
    isStopped: false,
  };
  try {
    context.bus.emit(runStarted(context, hostsOf, [...all]));
    if (context.past) await settleAll([...all], walkOf);
    for (const [selected, names] of hostsOf) {
      if (walkOf.isStopped) break;
      await walkPlay(
        selected,
        names.map((name) => fleet.host(name)),
        walkOf,
      );
    }
    await onEach(hostsIn(fleet, all), walkOf, (host) => leaveSwitch(host, context));
    if (context.plan) await onEach(hostsIn(fleet, all), walkOf, (host) => confirmAlive(host, walkOf));
  } catch (error) {
    await fleet.close();
    unheard(() => finish(error instanceof ProblemError ? error.exitCode : 1));
    throw error;
  }
  await fleet.close();
  return finish(
    exitCodeOf(fleet.stats([...all]), {
      interrupted: context.stopping(),
      refused: fleet.hasRefused,
      stopped: walkOf.isStopped,
    }),
  );
}

function hostsIn(fleet: Fleet, names: Iterable<string>): readonly HostState[] {
  return [...names].map((name) => fleet.host(name));
}

async function confirmAlive(host: HostState, walkOf: PlayWalk): Promise<void> {
  if (mayGoOn(host, walkOf)) await confirmHost(host, walkOf.context);
}

/** Before a run goes on: what was under way when it was cut off. */
function settleAll(names: readonly string[], { fleet, context }: PlayWalk): Promise<void> {
  const { settings, runbook } = context;
  const hosts = [...hostsIn(fleet, names), ...fleet.deputiesBefore()];
  return each(hosts, settings.forks, async (host) => {
    if (!context.stopping()) await settlePast(host, runbook.plays, context);
  });
}

/** Tells those who still listen; who failed before may fail again, and the first error is the one that counts. */
function unheard(tell: () => void): void {
  try {
    tell();
  } catch {
    // The error that ended the run is on its way.
  }
}

function nothingLeft({ runbook, settings }: RunContext): ProblemError {
  const limit = [...(settings.limit ?? [])].join(", ");
  const patterns = runbook.plays.map(({ hosts }) => placeOf(hosts.span)).join(", ");
  return problem("RB3003", `no play is for a host within the limit (${limit})`, {
    hint: `The plays' patterns stand at ${patterns}.`,
  });
}
