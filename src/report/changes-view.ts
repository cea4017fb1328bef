import type { Listener } from "../events/bus.ts";
import type { RunStarted, TaskFinished } from "../events/event.ts";
import { writtenId } from "../runbook/step-ids.ts";
import { type ChangeGroup, ChangeGroups } from "./change-groups.ts";
import { diffLines } from "./diff-lines.ts";
import { hostList } from "./host-list.ts";
import { type Palette, palette } from "./palette.ts";
import { printable, printableLine } from "./printable.ts";

/** Gathers the changes of a run and shows them when it is over. */
export interface ChangesView {
  readonly listener: Listener;
  /** All changes, task by task in the order of the runbook, equal ones of several hosts once; "" when there are none. */
  render(options: { readonly color: boolean }): string;
}

interface TaskChanges {
  readonly name: string;
  readonly groups: ChangeGroups;
}

/** A view that has seen nothing yet. */
export function createChangesView(): ChangesView {
  let started: RunStarted | undefined;
  const tasks = new Map<string, TaskChanges>();
  const take = (event: TaskFinished): void => {
    if (event.changes.length === 0 && event.unknowns.length === 0) return;
    const known = tasks.get(event.task) ?? { name: event.name, groups: new ChangeGroups() };
    known.groups.take(event);
    tasks.set(event.task, known);
  };
  return {
    listener(event) {
      if (event.type === "run.started") started = event;
      if (event.type === "task.finished") take(event);
    },
    render({ color }) {
      const order = new Map(started?.tasks.map(({ id }, index) => [id, index]));
      const inOrder = [...tasks].sort(
        ([one], [other]) => (order.get(writtenId(one)) ?? 0) - (order.get(writtenId(other)) ?? 0),
      );
      const places = new Map(started?.tasks.map(({ id, at }) => [id, at]));
      const hosts = new Map(started?.hosts.map((host, index) => [host, index]));
      const text = ([id, { name, groups }]: [string, TaskChanges]) =>
        taskText({ name, groups: groups.all(hosts) }, places.get(writtenId(id)) ?? "", palette(color));
      return inOrder.map(text).join("\n");
    },
  };
}

function taskText(
  { name, groups }: { readonly name: string; readonly groups: readonly ChangeGroup[] },
  place: string,
  paint: Palette,
): string {
  const title = `${paint.bold(printableLine(name))}  ${paint.dim(printableLine(place))}`.trimEnd();
  return [title, ...groups.flatMap((group) => groupLines(group, paint))].join("\n").concat("\n");
}

function groupLines({ hosts, changes, unknowns }: ChangeGroup, paint: Palette): readonly string[] {
  return [
    `  ${paint.cyan(hostList(hosts))}`,
    ...changes.flatMap(({ kind, title, diff }) => [
      `    ${titleOf(kind, title)}`,
      ...(diff === undefined ? [] : diffLines(diff, paint).map((line) => `      ${line}`)),
    ]),
    ...unknowns.map((unknown) => `    ${paint.magenta("unknown:")} ${printableLine(unknown)}`),
  ];
}

/** Commands as `run: ...`, or `start: ...`, lines of a script below each other. */
function titleOf(kind: string, title: string): string {
  if (kind !== "run-command") return printableLine(title);
  const verb = title.startsWith("start ") ? "start" : "run";
  const indent = " ".repeat(verb.length + 6);
  return `${verb}: ${printable(title.replace(/^(run|start):? /, "")).replaceAll("\n", `\n${indent}`)}`;
}
