import { lineOf, positionOf, type SourceFile } from "../source/span.ts";
import type { Problem } from "./problem.ts";

const comment = /(?:^|\s)#\s*noqa:((?:[\s,]*RB\d{4})+)/;

/**
 * The problems without warnings and notes that the file itself silences: `# noqa: RB2202` at the end of the line where one
 * stands, or alone on the line above. Errors cannot be silenced.
 */
export function withoutSilenced(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter((one) => one.severity === "error" || !isSilenced(one));
}

const silencing = new WeakMap<SourceFile, boolean>();

/** Whether a file silences anything; asked for each warning, found once. */
function silences(file: SourceFile): boolean {
  const found = silencing.get(file) ?? file.text.includes("noqa:");
  silencing.set(file, found);
  return found;
}

function isSilenced({ at, code }: Problem): boolean {
  if (at === undefined || !silences(at.file)) return false;
  const { line } = positionOf(at);
  const above = lineOf(at.file, line - 1) ?? "";
  return [lineOf(at.file, line) ?? "", ...(/^\s*#/.test(above) ? [above] : [])].some((text) => {
    return comment.exec(text)?.[1]?.includes(code) ?? false;
  });
}
