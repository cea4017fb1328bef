import type { ChangeShown, Event, RunStarted, Status } from "../events/event.ts";
import { writtenId } from "../runbook/step-ids.ts";
import { type Deed, deedsOf } from "./deed.ts";
import { historyOf } from "./history.ts";
import type { PathChange } from "./path-change.ts";

/** All that a run's journal tells for undoing it. */
export interface RunTold {
  readonly run: string;
  readonly started: RunStarted;
  readonly deeds: readonly Deed[];
  /** What a host's deeds did to its paths, in order. */
  history(host: string): readonly PathChange[];
  /** Changes as they were shown, by task and host: "TASK HOST". */
  readonly shown: ReadonlyMap<string, readonly ChangeShown[]>;
  /** How tasks ended, by task and host. */
  readonly ends: ReadonlyMap<string, Status>;
  /** Hosts did things for each other: undoing keeps the order among them, too. */
  readonly isDelegated: boolean;
  /** The name of the task that did it. */
  nameOf(deed: Deed): string;
}

/** What a run's events tell; `undefined` when they tell of no apply. */
export function runTold(run: string, events: readonly Event[]): RunTold | undefined {
  const started = events.find((event) => event.type === "run.started");
  if (started?.mode !== "apply") return undefined;
  const shown = new Map<string, readonly ChangeShown[]>();
  const ends = new Map<string, Status>();
  for (const event of events) {
    if (event.type !== "task.finished") continue;
    const key = `${event.task} ${event.host}`;
    shown.set(key, [...(shown.get(key) ?? []), ...event.changes]);
    ends.set(key, event.status);
  }
  const names = new Map(started.tasks.map(({ id, name }) => [id, name]));
  const nameOf = ({ change }: Deed) => names.get(writtenId(change.task)) ?? change.task;
  const deeds = deedsOf(events);
  const isDelegated = deeds.some(({ change }) => change.principal !== undefined);
  return { run, started, deeds, shown, ends, nameOf, isDelegated, history: remembered(deeds) };
}

function remembered(deeds: readonly Deed[]): RunTold["history"] {
  const byHost = new Map<string, Deed[]>();
  for (const deed of deeds) {
    const own = byHost.get(deed.host);
    if (own) own.push(deed);
    else byHost.set(deed.host, [deed]);
  }
  const known = new Map<string, readonly PathChange[]>();
  return (host) => {
    const history = known.get(host) ?? historyOf(byHost.get(host) ?? []);
    known.set(host, history);
    return history;
  };
}
