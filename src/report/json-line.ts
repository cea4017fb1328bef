import { unprintable } from "./printable.ts";

/** Data as one line of compact JSON with its LF; characters that could steer a terminal are escaped, the value is the same. */
export function jsonLine(data: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(data).replace(unprintable, escapedUnits)}\n`;
}

function escapedUnits(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
