import { Unknown } from "../expression/unknown.ts";
import { valueMap } from "../expression/value.ts";
import { problemCodes } from "../problems/codes.ts";
import { type Problem, ProblemError, problem } from "../problems/problem.ts";
import type { Task } from "../runbook/model.ts";
import { placeOf } from "../source/span.ts";
import { ConnectionLostError } from "../transport/connection-lost.ts";
import type { Outcome } from "./outcome.ts";

/** What a thrown error makes of a task: failed, lost, or not known. A mistake of ours becomes RB8999, never a crash. */
export function failedOutcome(error: unknown, task: Task): Outcome {
  const cause = error instanceof ProblemError ? error : mistake(error);
  const shown = hidden(asOne(cause.problems, task), task);
  const common = { changes: [], unknowns: [], problem: shown, message: shown.message };
  if (shown.code === "RB5012") {
    const lost = cause.cause instanceof ConnectionLostError;
    return { ...common, status: "unknown", result: new Unknown(shown.message), lost };
  }
  const result = valueMap([
    ["changed", false],
    ["failed", true],
    ["msg", shown.message],
  ]);
  return { ...common, status: "failed", result, lost: problemCodes[shown.code].exit === 4 };
}

/** Several problems as the first of them, with the messages of all, and the places of those that lie elsewhere. */
function asOne([first, ...others]: readonly Problem[], task: Task): Problem {
  if (!first) return { code: "RB8999", severity: "error", message: "a problem without a message", at: task.moduleSpan };
  const at = first.at ?? task.moduleSpan;
  const more = others.map((other) => (other.at ? `${placeOf(other.at)}: ${other.message}` : other.message));
  const hints = new Set([first, ...others].flatMap(({ hint }) => hint ?? []));
  const hint = [...hints].join("\n");
  return { ...first, at, message: [first.message, ...more].join("\n"), ...(hint !== "" && { hint }) };
}

/** With `no_log`, what a module or a host said stays hidden; what is wrong with the connection is not the task's. */
function hidden(shown: Problem, { noLog }: Task): Problem {
  if (!noLog || shown.code.startsWith("RB4")) return shown;
  const { code, severity, at } = shown;
  return { code, severity, message: "it failed; what was said is hidden by no_log", ...(at && { at }) };
}

function mistake(error: unknown): ProblemError {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return problem("RB8999", `runbook made a mistake: ${text}`, { cause: error });
}
