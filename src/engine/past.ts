import type { ChangeFinished, CommandOutput, Event, IntendedChange, ShellMark, Status } from "../events/event.ts";
import type { ValueMap } from "../expression/value.ts";
import { blockOfAlways, isRound } from "../runbook/step-ids.ts";

/** A task that ended, and is not done again. */
export interface EndedTask {
  readonly status: Status;
  readonly ignored: boolean;
  /** It failed, and the host went on with what rescues it. */
  readonly rescued: boolean;
  /** What it registered, and of what was rescued, its result. */
  readonly registered: ValueMap | undefined;
}

/** A change of a task that had not ended when the run was cut off. */
export interface PastChange {
  readonly change: IntendedChange;
  /** Who made it, in which shell. */
  readonly user: string;
  readonly shell: ShellMark | undefined;
  /** When it was intended, ISO 8601. */
  readonly time: string;
  /** `undefined`: nobody was told how it ended. */
  readonly outcome: ChangeFinished["outcome"] | undefined;
  readonly exitStatus?: number;
  readonly output?: CommandOutput;
}

/** A command whose end is known, or a job that was begun, and the host whose task it is, where that is another one. */
export interface ToldCommand {
  readonly task: string;
  readonly number: number;
  readonly principal?: string | undefined;
}

/** A job that was started, and the host whose task it is, where that is another one. */
export interface PastJob {
  readonly task: string;
  readonly number: number;
  readonly folder: string;
  readonly user: string;
  readonly principal?: string | undefined;
}

/** What was done on one host before. */
export interface PastOfHost {
  /** By id; tasks whose status is neither failed nor unknown, or whose failure was not the end; no handlers. */
  readonly ended: ReadonlyMap<string, EndedTask>;
  /** Ids of handlers that were notified and have not run since. */
  readonly owed: ReadonlySet<string>;
  /** Of tasks that have not ended, in the order of their intents. */
  readonly changes: readonly PastChange[];
  /** Commands of which all is known: what they left for whoever asks can go. */
  readonly told: readonly ToldCommand[];
  /** They may go on. */
  readonly jobs: readonly PastJob[];
  /** Of rounds of repeated blocks, by their ids: digests of their items. */
  readonly rounds: ReadonlyMap<string, string>;
  /** Tasks of this host that other hosts have begun for it. */
  readonly elsewhere: ReadonlySet<string>;
  /** The highest number of a change. */
  readonly lastNumber: number;
}

/** What earlier attempts at a run did, by host. */
export type Past = ReadonlyMap<string, PastOfHost>;

interface Growing {
  readonly name: string;
  readonly ended: Map<string, EndedTask>;
  readonly owed: Set<string>;
  readonly registered: Map<string, ValueMap>;
  /** What the last task notified that nobody had before. */
  news: readonly string[];
  /** Under a block's dead-man switch that has not decided yet, by its number. */
  readonly unconfirmed: Map<number, Unconfirmed>;
  changes: PastChange[];
  readonly told: ToldCommand[];
  readonly jobs: PastJob[];
  readonly rounds: Map<string, string>;
  readonly elsewhere: Set<string>;
  /** Hosts that have begun tasks for it. */
  readonly delegates: Set<Growing>;
  lastNumber: number;
}

/** What counts only when its switch is confirmed: tasks that ended, and whom they notified. */
interface Unconfirmed {
  readonly ended: Map<string, EndedTask>;
  readonly notified: Set<string>;
}

/** What a run's events tell of its past. `handlers`: ids of tasks that are handlers. */
export function pastOf(events: Iterable<Event>, handlers: ReadonlySet<string>): Past {
  const hosts = new Map<string, Growing>();
  const of = (name: string): Growing => {
    const known: Growing = hosts.get(name) ?? {
      name,
      ended: new Map(),
      owed: new Set(),
      registered: new Map(),
      news: [],
      unconfirmed: new Map(),
      changes: [],
      told: [],
      jobs: [],
      rounds: new Map(),
      elsewhere: new Set(),
      delegates: new Set(),
      lastNumber: 0,
    };
    hosts.set(name, known);
    return known;
  };
  for (const event of events)
    if ("host" in event && event.host !== undefined) take(event, of(event.host), { handlers, of });
  return hosts;
}

interface Taking {
  readonly handlers: ReadonlySet<string>;
  readonly of: (host: string) => Growing;
}

function take(event: Event, host: Growing, { handlers, of }: Taking): void {
  switch (event.type) {
    case "change.intended": {
      const { user, shell, time } = event;
      for (const change of event.changes) {
        host.changes.push({ change, user, shell, time, outcome: undefined });
        host.lastNumber = Math.max(host.lastNumber, change.number);
        const { task, number, job: folder, principal: whose } = change;
        if (folder !== undefined) host.jobs.push({ task, number, folder, user, principal: whose });
        if (change.principal === undefined) continue;
        const principal = of(change.principal);
        principal.elsewhere.add(change.task);
        principal.delegates.add(host);
      }
      break;
    }
    case "change.finished": {
      const { task, number, outcome, exitStatus, output } = event;
      const intended = host.changes.find(({ change }) => change.number === number)?.change;
      if (isTold({ job: intended?.job, outcome, exitStatus })) {
        host.told.push({ task, number, principal: intended?.principal });
      }
      const more = { outcome, ...(exitStatus !== undefined && { exitStatus }), ...(output && { output }) };
      host.changes = host.changes.map((one) => (one.change.number === number ? { ...one, ...more } : one));
      decide(host, number, outcome);
      break;
    }
    case "host.learned":
      if (event.registered) host.registered.set(event.task, event.registered);
      if (isRound(event.task)) host.rounds.set(event.task, String(event.registered?.item));
      host.news = event.notified.filter((id) => !host.owed.has(id));
      for (const id of event.notified) host.owed.add(id);
      break;
    case "task.finished": {
      const { task, status, ignored = false, rescued = false, deadManSwitch } = event;
      const { news } = host;
      host.news = [];
      if (event.leaving) beginAgain(host, task);
      if (status === "unknown") break;
      if (deadManSwitch !== undefined) {
        const ended = { status, ignored, rescued, registered: host.registered.get(task) };
        const held = host.unconfirmed.get(deadManSwitch) ?? { ended: new Map(), notified: new Set() };
        host.unconfirmed.set(deadManSwitch, held);
        for (const id of news) {
          held.notified.add(id);
          host.owed.delete(id);
        }
        if (status !== "failed" || ignored || rescued) held.ended.set(task, ended);
        break;
      }
      for (const one of [host, ...host.delegates]) leaveOut(task, host, one);
      if (event.leaving || (status === "failed" && !ignored && !rescued)) break;
      if (handlers.has(task)) host.owed.delete(task);
      else host.ended.set(task, { status, ignored, rescued, registered: host.registered.get(task) });
      break;
    }
    default:
      break;
  }
}

/** Whether all is known that its host keeps of a command: how it ended, and of a job, that it was begun. */
export function isTold({ job, outcome, exitStatus }: CommandTold): boolean {
  return exitStatus !== undefined || (job !== undefined && outcome === "made");
}

interface CommandTold extends Pick<PastChange, "outcome"> {
  readonly job: string | undefined;
  readonly exitStatus: number | undefined;
}

/** The task of `principal` has ended: what was done for it on a host is not asked about any more. */
function leaveOut(task: string, principal: Growing, host: Growing): void {
  const isIts = ({ change }: PastChange) => change.task === task && (change.principal ?? host.name) === principal.name;
  host.changes = host.changes.filter((one) => !isIts(one));
}

/** What a change's end tells of its switch: confirmed, its block's tasks have ended; else they are done again, and notify again. */
function decide(host: Growing, number: number, outcome: ChangeFinished["outcome"]): void {
  const deadManSwitch = host.changes.find(({ change }) => change.number === number)?.change.deadManSwitch;
  const held = deadManSwitch === undefined ? undefined : host.unconfirmed.get(deadManSwitch);
  if (deadManSwitch === undefined || held === undefined || outcome === "unknown") return;
  host.unconfirmed.delete(deadManSwitch);
  if (outcome === "failed") return;
  for (const [task, ended] of held.ended) host.ended.set(task, ended);
  for (const id of held.notified) host.owed.add(id);
}

/** What is done `always` takes back what the block was at: a block that was left so is begun again as a whole. */
function beginAgain({ ended, rounds }: Growing, task: string): void {
  const block = blockOfAlways(task);
  for (const known of [ended, rounds]) {
    for (const id of known.keys()) if (block !== undefined && id.startsWith(`${block}.`)) known.delete(id);
  }
}
