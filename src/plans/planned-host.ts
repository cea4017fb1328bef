import type { PlannedHost, PlanToFollow } from "../engine/plan-to-follow.ts";
import type { HostFact, PlanFacts } from "./plan-facts.ts";

/** What following a plan needs besides its facts. */
export interface PlanSetting {
  readonly contents: (digest: string) => Uint8Array | undefined;
  readonly redact: (text: string) => string;
}

/** A plan as an apply follows it. */
export function planToFollow({ hosts }: PlanFacts, { contents, redact }: PlanSetting): PlanToFollow {
  return {
    host: (name) => (Object.hasOwn(hosts, name) ? plannedHost(hosts[name] ?? []) : undefined),
    content: contents,
    redact,
  };
}

function plannedHost(facts: readonly HostFact[]): PlannedHost {
  const connected = facts.find((fact) => fact.type === "host.connected");
  const lost = facts.find((fact) => fact.type === "host.lost");
  const failed = facts.find(
    (fact) => fact.type === "task.finished" && fact.status === "failed" && !fact.ignored && !fact.rescued,
  );
  return {
    ...(connected && { address: connected.address }),
    ...(connected?.hostKey !== undefined && { hostKey: connected.hostKey }),
    tasks: facts.flatMap((fact) => (fact.type === "task.planned" ? [{ task: fact.task, items: fact.items }] : [])),
    shown: facts.flatMap((fact) => (fact.type === "task.finished" ? fact.changes : [])),
    ...(lost && { broken: { kind: "lost", code: lost.code, message: lost.message } }),
    ...(!lost &&
      failed?.type === "task.finished" && {
        broken: { kind: "failed", code: failed.code ?? "", message: failed.message ?? failed.name },
      }),
  };
}
