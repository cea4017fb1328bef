import { Unknown } from "../expression/unknown.ts";
import { valueMap } from "../expression/value.ts";
import { problemCodes } from "../problems/codes.ts";
import { type Problem, ProblemError, problem } from "../problems/problem.ts";
import type { Task } from "../runbook/model.ts";
import { ConnectionLostError } from "../transport/connection-lost.ts";
import type { Outcome } from "./outcome.ts";

/** What a thrown error makes of a task: failed, lost, or not known. A mistake of ours becomes RB8999, never a crash. */
export function failedOutcome(error: unknown, task: Task): Outcome {
  const cause = error instanceof ProblemError ? error : mistake(error);
  const [first] = cause.problems;
  const shown: Problem = first?.at ? first : { ...(first ?? internal(error)), at: task.moduleSpan };
  const common = { changes: [], unknowns: [], problem: shown, message: shown.message };
  if (shown.code === "RB5012" || (error instanceof ConnectionLostError && error.started)) {
    return {
      ...common,
      status: "unknown",
      result: new Unknown(shown.message),
      lost: error instanceof ConnectionLostError,
    };
  }
  const result = valueMap([
    ["changed", false],
    ["failed", true],
    ["msg", shown.message],
  ]);
  return { ...common, status: "failed", result, lost: problemCodes[shown.code].exit === 4 };
}

function mistake(error: unknown): ProblemError {
  return problem("RB8999", internal(error).message, { cause: error });
}

function internal(error: unknown): Problem {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { code: "RB8999", severity: "error", message: `runbook made a mistake: ${text}` };
}
