import type { HostDrifted, HostLost, TaskFinished } from "../events/event.ts";
import { hostList } from "./host-list.ts";
import type { Palette } from "./palette.ts";
import { printableLine } from "./printable.ts";

/** What went wrong on a host, in the same words for a lost host and a failed task. */
export interface Trouble {
  readonly host: string;
  /** The task's name, or that the host was lost. */
  readonly where: string;
  readonly place: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** Address of the step that the task carries out; empty where none is known. */
  readonly source: string;
}

/** The trouble that a lost host is. */
export function troubleOfHost({ host, code, message, hint = "" }: HostLost): Trouble {
  return { host, where: "connection", place: "", code, message, hint, source: "" };
}

/** The trouble that a host is which is not what a plan says. */
export function troubleOfDrift({ host, code, message, hint = "" }: HostDrifted): Trouble {
  return { host, where: "plan", place: "", code, message, hint, source: "" };
}

/** The trouble that a task's end is, `source` being the task's; `undefined` when it is none. */
export function troubleOfTask(event: TaskFinished, source = ""): Trouble | undefined {
  const isHarmless = event.ignored === true || event.rescued === true;
  const isTrouble = (event.status === "failed" && !isHarmless) || event.status === "unknown";
  if (!isTrouble) return undefined;
  const { host, name, item, at = "", code = "", message = event.status, hint = "" } = event;
  return { host, where: item === undefined ? name : `${name} [${item}]`, place: at, code, message, hint, source };
}

/** Troubles as lines; hosts with the same one share it. */
export function troubleLines(troubles: readonly Trouble[], paint: Palette): readonly string[] {
  const groups = new Map<string, Trouble[]>();
  for (const trouble of troubles) {
    const key = JSON.stringify({ ...trouble, host: "" });
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [trouble]);
    else known.push(trouble);
  }
  return [...groups.values()].flatMap((group) => groupLines(group, paint));
}

function groupLines(group: readonly Trouble[], paint: Palette): readonly string[] {
  const [trouble] = group;
  if (trouble === undefined) return [];
  const place = trouble.place === "" ? "" : paint.dim(`  ${printableLine(trouble.place)}`);
  const hosts = hostList(group.map(({ host }) => host));
  const code = trouble.code === "" ? "" : `${paint.red(printableLine(trouble.code))}  `;
  const [first = "", ...more] = trouble.message.split("\n").map(printableLine);
  return [
    `${paint.red("✖")} ${paint.bold(hosts)}  ${printableLine(trouble.where)}${place}`,
    `    ${code}${first}`,
    ...more.map((line) => `    ${line}`),
    ...(trouble.hint === "" ? [] : [`    ${paint.cyan("hint:")} ${printableLine(trouble.hint)}`]),
    ...(trouble.source === "" ? [] : [`    ${paint.dim(`step: ${printableLine(trouble.source)}`)}`]),
  ];
}
