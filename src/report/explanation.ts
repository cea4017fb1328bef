import { displayWidth, pad } from "./display-width.ts";
import { palette } from "./palette.ts";
import { printableLine } from "./printable.ts";

/** One place that gives a variable a value, and whether that is the value that counts. */
export interface Explained {
  /** "hosts.yaml:12". */
  readonly place: string;
  readonly value: string;
  /** "group web", "-e". */
  readonly by: string;
  readonly counts: boolean;
}

/** Where a host's variable comes from. */
export interface Explanation {
  readonly variable: string;
  readonly host: string;
  /** Lowest rank first. */
  readonly definitions: readonly Explained[];
  /** What the value is when its templates are evaluated. */
  readonly evaluated?: string;
  readonly notes: readonly string[];
}

/** The chain of definitions, one a line, `file:line -> value`; what does not count is struck out (`~~value~~` without colour). */
export function explanationText(
  { variable, host, definitions, evaluated, notes }: Explanation,
  color: boolean,
): string {
  const paint = palette(color);
  const struck = (text: string) => (color ? paint.dim(paint.struck(text)) : `~~${text}~~`);
  const rows = definitions.map(({ place, value, by, counts }) => ({
    place: printableLine(place),
    width: displayWidth(printableLine(value)) + (counts || color ? 0 : 4),
    value: counts ? paint.bold(printableLine(value)) : struck(printableLine(value)),
    by: printableLine(by),
  }));
  const places = Math.max(0, ...rows.map(({ place }) => displayWidth(place)));
  const values = Math.min(40, Math.max(0, ...rows.map(({ width }) => width)));
  const lines = rows.map(({ place, value, width, by }) => {
    return `  ${pad(place, places)} -> ${value}${" ".repeat(Math.max(0, values - width))}  ${paint.dim(by)}`;
  });
  const more = evaluated === undefined ? [] : ["", `  with its templates evaluated: ${printableLine(evaluated)}`];
  const told = notes.flatMap((note) => ["", `  ${printableLine(note)}`]);
  const chain = lines.length > 0 ? ["", ...lines] : [];
  return `${[`${printableLine(variable)} on ${printableLine(host)}:`, ...chain, ...more, ...told].join("\n")}\n`;
}
