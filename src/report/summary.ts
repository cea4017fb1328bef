import type { Listener } from "../events/bus.ts";
import type { HostLost, JobLeft, RunFinished, RunStarted, Stats } from "../events/event.ts";
import { writtenId } from "../runbook/step-ids.ts";
import { jobsLeftLines } from "./jobs-left-lines.ts";
import { type Palette, palette } from "./palette.ts";
import { printableLine } from "./printable.ts";
import { statsTable } from "./stats-table.ts";
import { type Trouble, troubleLines, troubleOfDrift, troubleOfHost, troubleOfTask } from "./trouble.ts";
import { counted, spanOfTime } from "./wording.ts";

/** Gathers how a run went and says it at the end. */
export interface Summary {
  readonly listener: Listener;
  /** One sentence, counts per host, what failed and how to go on; `next` are commands to type. */
  render(options: { readonly color: boolean; readonly next: readonly string[] }): string;
}

/** A summary that has seen nothing yet. */
export function createSummary(): Summary {
  let started: RunStarted | undefined;
  let finished: RunFinished | undefined;
  const troubles: Trouble[] = [];
  const jobs: JobLeft[] = [];
  const sourceOf = (task: string) => started?.tasks.find(({ id }) => id === writtenId(task))?.source;
  return {
    listener(event) {
      if (event.type === "run.started") started = event;
      if (event.type === "run.finished") finished = event;
      if (event.type === "host.lost" && !told(troubles, event)) troubles.push(troubleOfHost(event));
      if (event.type === "job.left") jobs.push(event);
      if (event.type === "host.drifted") troubles.push(troubleOfDrift(event));
      const trouble = event.type === "task.finished" ? troubleOfTask(event, sourceOf(event.task)) : undefined;
      if (trouble !== undefined) troubles.push(trouble);
    },
    render({ color, next }) {
      const paint = palette(color);
      const sections = [
        started !== undefined && finished !== undefined ? [sentence(started, finished, paint)] : [],
        finished === undefined ? [] : statsTable(finished.stats, paint),
        troubleLines(inOrder(troubles, started?.hosts ?? []), paint),
        jobsLeftLines(jobs, started?.tasks ?? [], paint),
        next.length === 0 ? [] : [paint.dim("next:"), ...next.map((command) => `  ${printableLine(command)}`)],
      ];
      return sections
        .filter((lines) => lines.length > 0)
        .map((lines) => `${lines.join("\n")}\n`)
        .join("\n");
    },
  };
}

/** A host that is lost in a task: the task's failure says it already, with its place. */
function told(troubles: readonly Trouble[], { host, code, message }: HostLost): boolean {
  return troubles.some((one) => one.host === host && one.code === code && one.message === message);
}

function inOrder(troubles: readonly Trouble[], hosts: readonly string[]): readonly Trouble[] {
  const order = new Map(hosts.map((host, index) => [host, index]));
  return troubles.toSorted((one, other) => (order.get(one.host) ?? 0) - (order.get(other.host) ?? 0));
}

function sentence({ mode, name, hosts }: RunStarted, { stats, took }: RunFinished, paint: Palette): string {
  const having = (is: (counts: Stats) => boolean) => Object.values(stats).filter(is).length;
  const changed = having((counts) => counts.changed > 0);
  const parts = [
    changed === 0
      ? mode === "plan"
        ? "nothing to change"
        : "nothing changed"
      : `${counted(changed, "host")} ${mode === "plan" ? "would change" : "changed"}`,
    ...troubleWords([
      [having((counts) => counts.failed > 0), "failed"],
      [having((counts) => counts.unreachable > 0), "unreachable"],
      [having((counts) => counts.unknown > 0), "in an unknown state"],
    ]),
  ];
  const what = `${mode} of ${printableLine(name)} on ${counted(hosts.length, "host")}`;
  return `${paint.bold(what)}: ${parts.join(", ")} ${paint.dim(`(${spanOfTime(took)})`)}`;
}

function troubleWords(counts: readonly (readonly [number, string])[]): readonly string[] {
  return counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
}
