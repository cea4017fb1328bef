import type { Noted } from "../events/event.ts";
import { palette } from "./palette.ts";
import { printable, printableLine } from "./printable.ts";

/** A note as lines: every line begins with the host it speaks of, so that nobody can speak in another's name. */
export function noteLines({ level, host, message }: Noted, color: boolean): readonly string[] {
  const paint = palette(color);
  const who = host === undefined ? "" : `${paint.bold(printableLine(host))}  `;
  const mark = level === "warning" ? paint.yellow("warning  ") : "";
  return printable(message)
    .split("\n")
    .map((line) => `${who}${mark}${line}`);
}
