import type { Listener } from "../events/bus.ts";
import type { Event, HostDrifted, HostLost, RunFinished, RunStarted, TaskFinished } from "../events/event.ts";
import { diffLines } from "./diff-lines.ts";
import { noteLines } from "./note-lines.ts";
import { type Palette, palette } from "./palette.ts";
import { printableLine } from "./printable.ts";
import { counted, spanOfTime } from "./wording.ts";

/** Where lines go. `diffs`: the changes of each task stand below its line. */
export interface LinesOptions {
  readonly write: (text: string) => unknown;
  readonly color: boolean;
  readonly diffs: boolean;
}

/**
 * One line per host and task, as it happens, for logs and pipes: `HH:MM:SS  host  status  task  message`, time in UTC, host
 * and status padded. Failures go on with code and place, and a line with the hint.
 */
export function createLinesReporter({ write, color, diffs }: LinesOptions): Listener {
  const paint = palette(color);
  let hostWidth = 0;
  return (event) => {
    if (event.type === "run.started") hostWidth = Math.min(32, Math.max(...event.hosts.map((host) => host.length), 0));
    const lines = linesOf(event, { paint, hostWidth, diffs });
    if (lines.length > 0) write(`${lines.join("\n")}\n`);
  };
}

interface Look {
  readonly paint: Palette;
  readonly hostWidth: number;
  readonly diffs: boolean;
}

function linesOf(event: Event, look: Look): readonly string[] {
  const time = look.paint.dim(event.time.slice(11, 19));
  switch (event.type) {
    case "run.started":
      return [`${time}  ${startLine(event)}`];
    case "host.drifted":
      return [`${time}  ${driftLine(event, look)}`, ...moreLines(event, look)];
    case "host.lost":
      return [`${time}  ${hostLine(event, look)}`, ...moreLines(event, look)];
    case "task.finished":
      return [`${time}  ${taskLine(event, look)}`, ...moreLines(event, look), ...changeLines(event, look)];
    case "noted":
      return noteLines(event, false).map((line) => `${time}  ${line}`);
    case "run.finished":
      return [`${time}  ${endLine(event)}`];
    case "host.connected":
    case "task.started":
    case "task.planned":
    case "host.learned":
    case "change.intended":
    case "change.finished":
    case "job.left":
      return [];
  }
}

function startLine({ mode, name, runbook, hosts, run, time }: RunStarted): string {
  const what = `${mode} of ${printableLine(name)} (${printableLine(runbook)}) on ${counted(hosts.length, "host")}`;
  return `${what}, run ${printableLine(run)}, ${time.slice(0, 10)} UTC`;
}

function hostLine({ host, code, message }: HostLost, { paint, hostWidth }: Look): string {
  const line = `${printableLine(host).padEnd(hostWidth)}  ${paint.red("lost   ")}  ${printableLine(code)} `;
  return line + printableLine(message.split("\n")[0] ?? "");
}

function driftLine({ host, code, message }: HostDrifted, { paint, hostWidth }: Look): string {
  return `${printableLine(host).padEnd(hostWidth)}  ${paint.red("drifted")}  ${printableLine(code)} ${printableLine(message)}`;
}

function taskLine(event: TaskFinished, { paint, hostWidth }: Look): string {
  const style = {
    ok: paint.green,
    changed: paint.yellow,
    skipped: paint.dim,
    failed: paint.red,
    unknown: paint.magenta,
  };
  const status = style[event.status](event.status.padEnd(7));
  const item = event.item === undefined ? "" : ` [${printableLine(event.item)}]`;
  const said = [event.code, event.message?.split("\n")[0]].filter((part) => part !== undefined).map(printableLine);
  const place = event.at === undefined ? [] : [`(${printableLine(event.at)})`];
  const harmless = event.ignored === true ? ["(ignored)"] : event.rescued === true ? ["(rescued)"] : [];
  const rest = [...said, ...place, ...harmless].join(" ");
  const to = event.delegatedTo === undefined ? "" : ` -> ${event.delegatedTo.map(printableLine).join(", ")}`;
  const start = `${printableLine(event.host).padEnd(hostWidth)}${to}  ${status}  ${printableLine(event.name)}${item}`;
  return rest === "" ? start : `${start}  ${rest}`;
}

/** What follows the first line of a message, and the way out. */
function moreLines(
  { message = "", hint }: { readonly message?: string; readonly hint?: string },
  look: Look,
): readonly string[] {
  const more = message.split("\n").slice(1).map(printableLine);
  const wayOut = hint === undefined ? [] : [`${look.paint.cyan("hint:")} ${printableLine(hint)}`];
  return [...more, ...wayOut].map((line) => `          ${line}`);
}

function changeLines({ changes, unknowns }: TaskFinished, { paint, diffs }: Look): readonly string[] {
  if (!diffs) return [];
  const shown = changes.flatMap(({ title, diff }) => [
    printableLine(title),
    ...(diff === undefined ? [] : diffLines(diff, paint).map((line) => `  ${line}`)),
  ]);
  const open = unknowns.map((unknown) => `${paint.magenta("unknown:")} ${printableLine(unknown)}`);
  return [...shown, ...open].map((line) => `          ${line}`);
}

function endLine({ exitCode, took }: RunFinished): string {
  return `finished in ${spanOfTime(took)}, exit code ${exitCode}`;
}
