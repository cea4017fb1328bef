import type { Event, RunStarted, Stats } from "../events/event.ts";
import { findRun } from "../journal/find-run.ts";
import { openJournal } from "../journal/open-journal.ts";
import type { Recovered } from "../journal/recover.ts";
import { runFolder } from "../journal/run-folder.ts";
import { statePath } from "../journal/state-folder.ts";
import { problem } from "../problems/problem.ts";
import { lastApply } from "./last-apply.ts";
import type { World } from "./world.ts";

/** A run to go on with, and the hosts that have something left to do. */
export interface Unfinished {
  readonly run: string;
  readonly folder: string;
  readonly recovered: Recovered;
  readonly hosts: readonly string[];
}

/** Which hosts count; all that have something left when nothing is said. */
export interface WhichHosts {
  readonly failed?: boolean;
  readonly unreachable?: boolean;
}

/** `last`: the last apply. RB7002, RB7008 for a plan, which leaves nothing to go on with. */
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
  return { run, folder, recovered, hosts: hostsLeft(started, recovered.events, which) };
}

/** Hosts without a good end, in the run's order. */
function hostsLeft({ hosts }: RunStarted, events: readonly Event[], which: WhichHosts): readonly string[] {
  const ends = new Map<string, Stats>();
  for (const event of events) {
    if (event.type === "run.finished") for (const [host, stats] of Object.entries(event.stats)) ends.set(host, stats);
  }
  const wanted = (host: string): boolean => {
    const stats = ends.get(host);
    if (which.failed || which.unreachable) {
      return Boolean((which.failed && stats?.failed) || (which.unreachable && stats?.unreachable));
    }
    return stats === undefined || isCutOff(events) || stats.failed + stats.unreachable + stats.unknown > 0;
  };
  return hosts.filter(wanted);
}

/** Stopped or cut off before its end: every host may have tasks left. */
function isCutOff(events: readonly Event[]): boolean {
  const last = events.findLast(({ type }) => type === "run.started" || type === "run.finished");
  return last?.type !== "run.finished" || last.exitCode === 130;
}
