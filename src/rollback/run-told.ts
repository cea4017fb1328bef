import type { ChangeShown, Event, RunStarted, Status } from "../events/event.ts";
import { type ValueMap, valueMap } from "../expression/value.ts";
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
  /** What a handler knew on a host of what tasks had told the run, by name. */
  knew(task: string, host: string): ValueMap;
  /** What became of the task by whose command it was done; a command that was tried again afterwards was not the last word. */
  judged(deed: Deed): Judgement | undefined;
  /** Hosts did things for each other: undoing keeps the order among them, too. */
  readonly isDelegated: boolean;
  /** The name of the task that did it. */
  nameOf(deed: Deed): string;
}

/** How a task ended, of the last try of each of its commands. */
export type Judgement = Status | "tried again";

/** What a run's events tell; `undefined` when they tell of no apply. */
export function runTold(run: string, events: readonly Event[]): RunTold | undefined {
  const started = events.find((event) => event.type === "run.started");
  if (started?.mode !== "apply") return undefined;
  const shown = new Map<string, readonly ChangeShown[]>();
  for (const event of events) {
    if (event.type !== "task.finished") continue;
    const key = `${event.task} ${event.host}`;
    shown.set(key, [...(shown.get(key) ?? []), ...event.changes]);
  }
  const names = new Map(started.tasks.map(({ id, name }) => [id, name]));
  const nameOf = ({ change }: Deed) => names.get(writtenId(change.task)) ?? change.task;
  const deeds = deedsOf(events);
  const isDelegated = deeds.some(({ change }) => change.principal !== undefined);
  const ends = new Map(
    events.flatMap((event) => (event.type === "task.finished" ? [[`${event.task} ${event.host}`, event.status]] : [])),
  );
  const judgements = judgementsIn(events);
  const used = new Map(
    events.flatMap((event) =>
      event.type === "host.learned" && event.used ? [[`${event.task} ${event.host}`, event.used]] : [],
    ),
  );
  const knew = (task: string, host: string) => used.get(`${task} ${host}`) ?? valueMap([]);
  const judged = ({ host, change }: Deed) => judgements.get(`${change.number} ${host}`);
  return { run, started, deeds, shown, ends, judged, knew, nameOf, isDelegated, history: remembered(deeds) };
}

/** By number and host of the change. */
function judgementsIn(events: readonly Event[]): ReadonlyMap<string, Judgement> {
  const judgements = new Map<string, Judgement>();
  const open = new Map<string, Map<string, string>>();
  for (const event of events) {
    if (event.type === "change.intended") {
      for (const { number, task, item, kind, principal = event.host } of event.changes) {
        if (kind !== "run-command") continue;
        const own = open.get(`${task} ${principal}`) ?? new Map<string, string>();
        const earlier = own.get(`${item}`);
        if (earlier !== undefined) judgements.set(earlier, "tried again");
        open.set(`${task} ${principal}`, own.set(`${item}`, `${number} ${event.host}`));
      }
    }
    if (event.type === "task.finished") {
      const key = `${event.task} ${event.host}`;
      for (const last of open.get(key)?.values() ?? []) judgements.set(last, event.status);
      open.delete(key);
    }
  }
  return judgements;
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
