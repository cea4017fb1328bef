import { lineOf, positionOf, type SourceFile } from "../source/span.ts";
import type { Problem } from "./problem.ts";

const ofFile = /(?:^|\s)#\s*noqa-file:((?:[\s,]*RB\d{4})+)/gm;
const comment = /(?:^|\s)#\s*noqa:((?:[\s,]*RB\d{4})+)/;

/**
 * The problems without warnings and notes that the file itself silences: `# noqa: RB2202` at the end of the line where one
 * stands, or alone on the line above; `# noqa-file: RB2212` anywhere, for the whole file. Errors cannot be silenced.
 */
export function withoutSilenced(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter((one) => one.severity === "error" || !isSilenced(one));
}

interface Silencing {
  readonly hasLines: boolean;
  /** Codes that are silenced for the whole file. */
  readonly all: string;
}

const silencing = new WeakMap<SourceFile, Silencing>();

/** What a file silences; asked for each warning, found once. */
function silencedBy(file: SourceFile): Silencing {
  const found = silencing.get(file) ?? {
    hasLines: file.text.includes("noqa:"),
    all: [...file.text.matchAll(ofFile)].map(([, codes]) => codes).join(" "),
  };
  silencing.set(file, found);
  return found;
}

function isSilenced({ at, code }: Problem): boolean {
  if (at === undefined) return false;
  const { hasLines, all } = silencedBy(at.file);
  if (all.includes(code)) return true;
  if (!hasLines) return false;
  const { line } = positionOf(at);
  const above = lineOf(at.file, line - 1) ?? "";
  return [lineOf(at.file, line) ?? "", ...(/^\s*#/.test(above) ? [above] : [])].some((text) => {
    return comment.exec(text)?.[1]?.includes(code) ?? false;
  });
}
