import type { Scope } from "../expression/scope.ts";
import type { Decided } from "./decide.ts";
import type { Item } from "./item.ts";
import { numberFor } from "./number-for.ts";

/** The decision with its commands ended after the task's `timeout`, where that is sooner. RB2003. */
export function withTimeout(decided: Decided, { task }: Item, scope: Scope): Decided {
  const seconds = numberFor(task.timeout, scope, { keyword: "timeout", otherwise: 0 });
  if (decided.kind === "undecided" || seconds === 0) return decided;
  const changes = decided.decision.changes.map((change) =>
    change.kind === "run-command" ? { ...change, deadline: Math.min(change.deadline, seconds * 1000) } : change,
  );
  return { kind: "decided", decision: { ...decided.decision, changes } };
}
