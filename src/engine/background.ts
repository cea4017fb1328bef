import type { Change } from "../changes/change.ts";
import { nothingRan } from "../changes/job-id.ts";
import type { Scope } from "../expression/scope.ts";
import { type ValueMap, valueMap } from "../expression/value.ts";
import { checkJobTime } from "../runbook/check-job-time.ts";
import type { Decided } from "./decide.ts";
import type { Item } from "./item.ts";
import { numberFor } from "./number-for.ts";

/** The decision with its command started as a job, where the task says `async` and `poll: 0`. RB2003. */
export function inBackground(decided: Decided, { task }: Item, scope: Scope): Decided {
  const seconds = numberFor(task.background, scope, { keyword: "async", otherwise: 0 });
  if (task.background) checkJobTime(seconds, "RB2003", task.background.span);
  if (decided.kind === "undecided" || seconds === 0) return decided;
  const { decision } = decided;
  const changes = decision.changes.map((change) => asJob(change, seconds));
  const result = changes.length === 0 ? nothingStarted(decision.result) : decision.result;
  return { kind: "decided", decision: { ...decision, changes, ...(result && { result }) } };
}

function asJob(change: Change, seconds: number): Change {
  return change.kind === "run-command" ? { ...change, background: seconds } : change;
}

/** There is an id, so that who asks for the job needs no `when`. */
function nothingStarted(result: ValueMap | undefined): ValueMap {
  const started = { started: 1, finished: 1, ansible_job_id: nothingRan, results_file: "" };
  return valueMap(Object.entries({ ...result, ...started }));
}
