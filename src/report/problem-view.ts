import type { ProblemCode } from "../problems/codes.ts";
import type { Problem } from "../problems/problem.ts";
import { placeOf } from "../source/span.ts";
import { codeFrame } from "./code-frame.ts";
import { jsonLine } from "./json-line.ts";
import { type Palette, palette } from "./palette.ts";
import { printableLine } from "./printable.ts";
import { counted } from "./wording.ts";

/** How wide and colourful problems are shown. */
export interface ProblemLook {
  readonly columns: number;
  readonly color: boolean;
  /** Where a code is explained; left out, nothing is said of it. */
  readonly docs?: ((code: ProblemCode) => string) | undefined;
}

/**
 * Problems as text for standard error, by file and place: `file:line:column  CODE  message`, the lines about the place with
 * a caret, the hint; and how many there are when there is more than one.
 */
export function problemText(problems: readonly Problem[], { columns, color, docs }: ProblemLook): string {
  const paint = palette(color);
  const shown = inOrder(problems).map((problem) => {
    const link = docs ? [`  ${paint.dim(`docs: ${docs(problem.code)}`)}`] : [];
    return `${[...problemLines(problem, columns, paint), ...link].join("\n")}\n`;
  });
  const summary = problems.length > 1 ? `\n${countOf(problems)}\n` : "";
  return shown.join("\n") + summary;
}

/** Problems for `--format json`: one object per line, `type` being `problem`, `at` being `file:line:column`. */
export function problemJson(problems: readonly Problem[], docs?: ProblemLook["docs"]): string {
  return inOrder(problems)
    .map(({ severity, code, message, at, hint }) => {
      return jsonLine({ type: "problem", severity, code, message, at: at && placeOf(at), hint, docs: docs?.(code) });
    })
    .join("");
}

/** By file in the order of first mention, then by place; problems without a place stay where they are, in front. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const files = [...new Set(problems.map(({ at }) => at?.file.name))];
  const file = ({ at }: Problem) => (at === undefined ? -1 : files.indexOf(at.file.name));
  return [...problems].sort((one, other) => file(one) - file(other) || (one.at?.start ?? 0) - (other.at?.start ?? 0));
}

function problemLines(
  { code, severity, message, at, hint }: Problem,
  columns: number,
  paint: Palette,
): readonly string[] {
  const style = { error: paint.red, warning: paint.yellow, note: paint.cyan }[severity];
  const [first = "", ...more] = message.split("\n").map(printableLine);
  const place = at === undefined ? [] : [paint.bold(printableLine(placeOf(at)))];
  const mark = severity === "error" ? code : `${code} ${severity}`;
  return [
    [...place, style(mark), first].join("  "),
    ...more.map((line) => `  ${line}`),
    ...(at === undefined || at.file.masked ? [] : codeFrame(at, { columns, paint })),
    ...(hint === undefined
      ? []
      : [`  ${paint.cyan("hint:")} ${hint.split("\n").map(printableLine).join("\n        ")}`]),
  ];
}

/** "2 errors, 1 warning". */
export function countOf(problems: readonly Problem[]): string {
  return (["error", "warning", "note"] as const)
    .map((severity) => ({ severity, count: problems.filter((one) => one.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => counted(count, severity))
    .join(", ");
}
