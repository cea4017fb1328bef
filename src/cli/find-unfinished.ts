import { isWholeEnd } from "../engine/exit-code.ts";
import type { Event, RunStarted, Stats, TaskFinished } from "../events/event.ts";
import { findRun } from "../journal/find-run.ts";
import { openJournal } from "../journal/open-journal.ts";
import type { Recovered } from "../journal/recover.ts";
import { runFolder } from "../journal/run-folder.ts";
import { statePath } from "../journal/state-folder.ts";
import { problem } from "../problems/problem.ts";
import { pastRollbacks } from "../rollback/past-rollbacks.ts";
import { undoneBefore } from "../rollback/undone-before.ts";
import { lastApply } from "./last-apply.ts";
import type { World } from "./world.ts";

/** A run to go on with, and the hosts that have something left to do; not those where it was taken back: by which run. */
export interface Unfinished {
  readonly run: string;
  readonly folder: string;
  readonly recovered: Recovered;
  readonly hosts: readonly string[];
  readonly takenBack: ReadonlyMap<string, string>;
  /** Hosts on which everything ended well. */
  readonly through: readonly string[];
  /** Hosts that have begun, are not through, and are not meant. */
  readonly leftOut: readonly string[];
}

/** Which hosts count; all that have something left when nothing is said. */
export interface WhichHosts {
  readonly failed?: boolean;
  readonly unreachable?: boolean;
}

/**
 * `last`: the last apply. RB7002; RB7008 for a plan, which leaves nothing to go on with, for a run that was taken back wherever
 * something is left, and where nobody can tell on which hosts it failed.
 */
export function findUnfinished(world: World, named: string, which: WhichHosts): Unfinished {
  const state = statePath(world.environment, world.home);
  const run = named === "last" ? lastApply(state, world.userId) : findRun(state, named);
  const folder = runFolder(state, run);
  const recovered = openJournal(folder, world.userId);
  const started = recovered.events.find((event) => event.type === "run.started");
  if (started?.mode !== "apply") {
    throw problem("RB7008", `${run} is no apply, so there is nothing to go on with`, {
      hint: "runbook runs lists all runs; runbook apply begins one.",
    });
  }
  const left = hostsLeft(started, recovered.events, which);
  const undone = undoneBefore(run, pastRollbacks(state, world.userId));
  const takenBack = new Map([...undone].map(([deed, by]) => [deed.slice(0, deed.lastIndexOf(" ")), by.run]));
  const hosts = left.filter((host) => !takenBack.has(host));
  const [by] = left.flatMap((host) => takenBack.get(host) ?? []);
  if (hosts.length === 0 && by !== undefined) {
    throw problem("RB7008", `${run} was taken back by ${by}, so there is nothing to go on with`, {
      hint: `runbook resume ${by} completes that; runbook apply begins anew.`,
    });
  }
  if (left.length === 0 && (which.failed || which.unreachable) && isCutOff(recovered.events)) {
    throw problem("RB7008", `${run} was cut off, so it does not say which hosts failed or were not reached`, {
      hint: `runbook resume ${run} goes on wherever something is left.`,
    });
  }
  const unfinished = hostsLeft(started, recovered.events, {});
  const through = started.hosts.filter((host) => !unfinished.includes(host) && !takenBack.has(host));
  const begun = new Set(recovered.events.flatMap((event) => (hasEndedWell(event) ? [event.host] : [])));
  const leftOut = [...begun].filter((host) => ![...hosts, ...through].includes(host));
  const back = new Map([...takenBack].filter(([host]) => left.includes(host)));
  return { run, folder, recovered, hosts, takenBack: back, through, leftOut };
}

/** Hosts without a good end, in the run's order. */
function hostsLeft({ hosts }: RunStarted, events: readonly Event[], which: WhichHosts): readonly string[] {
  const ends = new Map<string, Stats>();
  const whole = new Set<string>();
  for (const event of events) {
    if (event.type === "run.started") for (const host of event.hosts) whole.delete(host);
    if (event.type !== "run.finished") continue;
    for (const [host, stats] of Object.entries(event.stats)) {
      ends.set(host, stats);
      if (isWholeEnd(event)) whole.add(host);
    }
  }
  const wanted = (host: string): boolean => {
    const stats = ends.get(host);
    if (which.failed || which.unreachable) {
      return Boolean((which.failed && stats?.failed) || (which.unreachable && stats?.unreachable));
    }
    return stats === undefined || !whole.has(host) || stats.failed + stats.unreachable + stats.unknown > 0;
  };
  return hosts.filter(wanted);
}

function hasEndedWell(event: Event): event is TaskFinished {
  return event.type === "task.finished" && (event.status === "ok" || event.status === "changed");
}

/** Interrupted or cut off before its end: every host may have tasks left. */
function isCutOff(events: readonly Event[]): boolean {
  const last = events.findLast(({ type }) => type === "run.started" || type === "run.finished");
  return last?.type !== "run.finished" || last.exitCode === 130;
}
