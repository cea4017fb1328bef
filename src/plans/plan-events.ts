import type { Event } from "../events/event.ts";
import { writtenId } from "../runbook/step-ids.ts";
import type { HostFact, PlanFacts } from "./plan-facts.ts";

/** The events of a plan for screens, as if all hosts had gone from task to task together. */
export function planEvents({ started, notes, hosts, finished }: PlanFacts, time: string): readonly Event[] {
  const common = { time, run: "of a saved plan" };
  const names = Object.keys(hosts);
  const told = (fact: HostFact): Event =>
    fact.type === "host.connected" || fact.type === "task.finished"
      ? { ...fact, ...common, took: 0 }
      : { ...fact, ...common };
  const of = (wanted: (fact: HostFact) => boolean) =>
    names.flatMap((name) => (hosts[name] ?? []).filter(wanted).map(told));
  const traffic = { frames: 0, bytesSent: 0, bytesReceived: 0 };
  return [
    { ...started, ...common },
    ...of(({ type }) => type === "host.connected"),
    ...started.tasks.flatMap(({ id }) => [
      ...notes.flatMap((note) =>
        note.task !== undefined && writtenId(note.task) === id ? [{ ...note, ...common }] : [],
      ),
      ...of((fact) => "task" in fact && fact.task !== undefined && writtenId(fact.task) === id),
    ]),
    ...of((fact) => fact.type === "host.lost" || (fact.type === "noted" && fact.task === undefined)),
    { type: "run.finished", ...finished, took: 0, ...traffic, ...common },
  ];
}
