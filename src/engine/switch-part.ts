import { switchLibrary } from "../changes/host-library.ts";
import type { ShellMark } from "../events/event.ts";
import type { Part } from "./batch.ts";

/** What a dead-man switch answers. */
export const switchStatus = {
  confirmed: 0,
  /** There is none: it was confirmed before, or never set. */
  none: 80,
  undone: 83,
} as const;

/** Milliseconds for its undo commands. */
const undoing = 600_000;
const cap = 65_536;

/**
 * Confirms a switch that has not fired, or has it undo at once ("end": what made the changes may still be at work, and is ended
 * by the switch before); waits until it is done. `lost`: a shell that may never have come as far as setting it, and is ended first.
 */
export function askSwitch(number: number, verb: "confirm" | "undo" | "end", lost: ShellMark | undefined): Part {
  const fence = lost ? `rb_fence ${lost.pid} ${lost.started} all &&\n` : "";
  const script = `${switchLibrary()}\n${fence}rb_switch ${number} ${verb} ${undoing / 100}`;
  return { script, stops: true, deadline: undoing + 60_000, cap };
}

/** It is on disk here how these commands ended: what they left for whoever asks goes with the shell that is told so. */
export function forgetCommands(numbers: readonly number[]): Part {
  return { script: `rb_recall ${numbers.join(" ")}`, stops: true, deadline: 60_000, cap };
}

/** It is on disk here how a switch ended: what it left on the host goes. */
export function forgetSwitch(number: number): Part {
  return { script: `${switchLibrary()}\nrb_switch_heard ${number}`, stops: true, deadline: 60_000, cap };
}
