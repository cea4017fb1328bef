import { Unknown } from "../expression/unknown.ts";
import { valueMap } from "../expression/value.ts";
import { problemCodes } from "../problems/codes.ts";
import type { Problem } from "../problems/problem.ts";
import type { Task } from "../runbook/model.ts";
import { ConnectionLostError } from "../transport/connection-lost.ts";
import type { Outcome } from "./outcome.ts";
import { problemOf } from "./problem-of.ts";

/** What a thrown error makes of a task: failed, lost, or not known. */
export function failedOutcome(error: unknown, task: Task): Outcome {
  const shown = hidden(problemOf(error, task.moduleSpan), task);
  const common = { changes: [], unknowns: [], problem: shown, message: shown.message };
  if (shown.code === "RB5012") {
    const lost = error instanceof Error && error.cause instanceof ConnectionLostError;
    return { ...common, status: "unknown", result: new Unknown(shown.message), lost };
  }
  const lost = problemCodes[shown.code].exit === 4;
  const result = valueMap([
    ["changed", false],
    ["failed", true],
    ["msg", shown.message],
    ...(lost ? [["unreachable", true] as const] : []),
  ]);
  return { ...common, status: "failed", result, lost };
}

/** With `no_log`, what a module or a host said stays hidden; what is wrong with the connection is not the task's. */
function hidden(shown: Problem, { noLog }: Task): Problem {
  if (!noLog || shown.code.startsWith("RB4")) return shown;
  const { code, severity, at } = shown;
  const name = code === "RB2002" ? nameAt(shown) : undefined;
  const what = name === undefined ? "it failed" : `it needs "${name}", and that or a part of it is not there`;
  return { code, severity, message: `${what}; what was said is hidden by no_log`, ...(at && { at }) };
}

/** A variable's name is no secret: it stands in the runbook. */
function nameAt({ at }: Problem): string | undefined {
  if (!at || at.file.vaulted) return undefined;
  return /^[A-Za-z_]\w*(?!\w*:)/.exec(at.file.text.slice(at.start, at.end))?.[0];
}
