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
import { type SelectedPlay, selectSteps } from "./select-steps.ts";
import { servingOf } from "./serving.ts";
import { leaveSwitch } from "./settle-block.ts";
import { settlePast } from "./settle-past.ts";
import { stopAll } from "./stop-all.ts";
import { type ServedPlay, walkPlay } from "./walk-play.ts";

/** How a walk ended. */
export interface WalkResult {
  readonly stats: Readonly<Record<string, Stats>>;
  readonly exitCode: number;
}

/** The one executor: plays in order, hosts side by side; in a plan into the overlay, in an apply onto the hosts. */
export async function walk(context: RunContext): Promise<WalkResult> {
  const selected = selectSteps(context.runbook, context.settings);
  const plays = selected.map((one): ServedPlay => ({ ...one, serving: servingOf(one.play, context) }));
  const fleet = new Fleet(context);
  const hostsOf = new Map(plays.map((one) => [one, hostsOfPlay(one.play, context)]));
  for (const { play, steps } of plays) {
    checkDelegates({ tasks: steps, handlers: play.handlers }, context.inventory).throwErrors();
  }
  const all = new Set([...hostsOf.values()].flat());
  if (plays.length > 0 && all.size === 0) throw nothingLeft(context);
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
    isStoppedByErrors: false,
  };
  try {
    context.bus.emit(runStarted(context, hostsOf, [...all]));
    if (context.past) await settleAll([...all], walkOf);
    let before: PlayOfHosts | undefined;
    for (const [one, names] of hostsOf) {
      const hosts = names.map((name) => fleet.host(name));
      if (before && isLastPlay(before, { ...one, hosts }, context)) {
        const message = `all hosts of "${before.play.name}" have failed: the next play does not begin`;
        stopAll([], walkOf, message);
      }
      if (walkOf.isStopped) break;
      before = { ...one, hosts: hosts.filter(isAlive) };
      await walkPlay(one, hosts, walkOf);
    }
    await onEach(hostsIn(fleet, all), walkOf, (host) => leaveSwitch(host, context));
    if (context.plan) await onEach(hostsIn(fleet, all), walkOf, (host) => confirmAlive(host, walkOf));
    for (const left of await fleet.jobsLeft()) context.bus.emit({ type: "job.left", ...left });
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

/** A play, and the hosts that begin it. */
interface PlayOfHosts extends SelectedPlay {
  readonly hosts: readonly HostState[];
}

/** Of the hosts that began a play none is left, so what builds on it does not begin on others, unless any number may fail. What undoes builds on nothing. */
function isLastPlay({ play, hosts }: PlayOfHosts, next: PlayOfHosts, { runbook }: RunContext): boolean {
  if (play.maxFailPercentage !== undefined || runbook.undoes !== undefined) return false;
  const hasSteps = next.steps.some(({ kind }) => kind !== "flush");
  return hosts.length > 0 && !hosts.some(isAlive) && hasSteps && next.hosts.some(isAlive);
}

function isAlive({ isToBegin }: HostState): boolean {
  return isToBegin;
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
  const limit = settings.limit ? ` within the limit (${[...settings.limit].join(", ")})` : "";
  const patterns = runbook.plays.map(({ hosts }) => placeOf(hosts.span)).join(", ");
  return problem("RB3003", `no play is for a host${limit}`, {
    hint: `The plays' patterns stand at ${patterns}.`,
  });
}
