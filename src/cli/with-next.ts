import { ProblemError } from "../problems/problem.ts";

/** The error that ended a run, whose last hint names the commands to go on with; other errors stay as they are. */
export function withNext(error: unknown, commands: readonly string[]): unknown {
  const last = error instanceof ProblemError ? error.problems.at(-1) : undefined;
  if (!(error instanceof ProblemError) || !last || commands.length === 0) return error;
  const hint = [...(last.hint ? [last.hint] : []), `Next: ${commands.join("; ")}`].join(" ");
  return new ProblemError([...error.problems.slice(0, -1), { ...last, hint }], error);
}
