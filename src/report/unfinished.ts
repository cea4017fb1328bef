import type { IntendedChange } from "../events/event.ts";
import { printableLine } from "./printable.ts";
import { counted } from "./wording.ts";

/** A run without an end: who still writes its journal, when something was last told, and what is open. */
export interface Unfinished {
  readonly writer: { readonly pid: string; readonly machine: string } | undefined;
  readonly last: string | undefined;
  readonly open: readonly { readonly host: string; readonly change: IntendedChange }[];
}

/** Why a run has no summary, and the changes of which nobody knows whether they were made; ends with LF. */
export function unfinishedText({ writer, last, open }: Unfinished): string {
  const when = last === undefined ? "nothing was told" : `the last that was told is of ${last.slice(11, 19)} UTC`;
  const state = writer
    ? `this run is going on (process ${writer.pid} of ${printableLine(writer.machine)}); ${when}`
    : `this run was interrupted: it has no end, and ${when}`;
  const changes = open.map(({ host, change }) => `  ${printableLine(host)}  ${printableLine(titleOfIntended(change))}`);
  const about = writer ? "being made" : "perhaps made, perhaps not";
  const rest = open.length === 0 ? [] : [`${counted(open.length, "change")} ${about}:`, ...changes];
  return `${[state, ...rest].join("\n")}\n`;
}

/** A change that was intended, in a few words; not yet safe for a terminal. */
export function titleOfIntended({ kind, path, command, deadManSwitch }: IntendedChange): string {
  const title = `${kind} ${command ?? path ?? ""}`.trim();
  return deadManSwitch === undefined ? title : `${title} (unless it is confirmed, its dead-man switch undoes it)`;
}
