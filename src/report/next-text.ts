import { printableLine } from "./printable.ts";

/** Commands to go on with, one a line, for where no summary names them; empty without any, else ends with LF. */
export function nextText(commands: readonly string[]): string {
  return commands.length === 0 ? "" : `next:\n${commands.map((command) => `  ${printableLine(command)}\n`).join("")}`;
}
