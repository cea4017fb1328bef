import type { Problem } from "../problems/problem.ts";
import { positionOf } from "../source/span.ts";
import { inOrder } from "./problem-view.ts";

const commands = { error: "error", warning: "warning", note: "notice" } as const;

/** Problems as workflow commands, one a line, which GitHub shows beside the lines of a change. */
export function githubAnnotations(problems: readonly Problem[]): string {
  return inOrder(problems)
    .map((one) => `::${commands[one.severity]} ${properties(one)}::${escaped(textOf(one))}\n`)
    .join("");
}

function properties({ code, at }: Problem): string {
  const start = at && positionOf(at);
  const end = at && positionOf({ ...at, start: at.end });
  const isOneLine = start?.line === end?.line;
  const all: readonly (readonly [string, string | number | undefined])[] = [
    ["file", at?.file.name],
    ["line", start?.line],
    ["endLine", end?.line],
    ["col", isOneLine ? start?.column : undefined],
    ["endColumn", isOneLine ? end?.column : undefined],
    ["title", code],
  ];
  return all
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escaped(String(value)).replaceAll(":", "%3A").replaceAll(",", "%2C")}`)
    .join(",");
}

function textOf({ message, hint }: Problem): string {
  return hint === undefined ? message : `${message}\n${hint}`;
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
