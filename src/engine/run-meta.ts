import { Unknown } from "../expression/unknown.ts";
import { type Problem, ProblemError } from "../problems/problem.ts";
import type { Meta, Play } from "../runbook/model.ts";
import { described } from "./described.ts";
import { dropHandlers } from "./drop-handlers.ts";
import type { HostState } from "./host-state.ts";
import { allHold } from "./judge.ts";
import { isRescued, type Place, placeAt } from "./place.ts";
import type { RunContext } from "./run-context.ts";

/** A `meta` that a host has come to. */
export interface AtMeta {
  readonly host: HostState;
  readonly place: Place;
  readonly context: RunContext;
  readonly play: Play;
}

/** Does what the word says on one host, and tells of it; nothing of the host is pending. Whether it is to be done at all. */
export async function runMeta(step: Meta, at: AtMeta): Promise<boolean> {
  const { host } = at;
  const answer = whether(step, at);
  if (answer === true && step.word === "end_host") endPlayOn(host, step, at);
  if (answer === true && step.word === "reset_connection") await reset(host);
  tell(step, answer, at);
  return answer === true;
}

/** A condition that a plan does not know yet is not foreseen to hold. */
function whether(step: Meta, { host, place }: AtMeta): boolean | Unknown | Problem {
  try {
    const around = place.within?.holds() ?? true;
    if (around !== true) return around;
    return allHold(step.when, host.variables.scope({ task: step }));
  } catch (error) {
    const [first] = error instanceof ProblemError ? error.problems : [];
    if (!first) throw error;
    return first;
  }
}

/** The play is over for the host where it stands: handlers are not run any more, as in Ansible. */
export function endPlayOn(host: HostState, { word }: Meta, { play, context }: Pick<AtMeta, "play" | "context">): void {
  host.place = placeAt([]);
  host.detour = undefined;
  dropHandlers(play, { host, context, why: ` because of "${word}"` });
}

async function reset(host: HostState): Promise<void> {
  await host.record.durable();
  host.session.reset();
}

function tell(step: Meta, answer: boolean | Unknown | Problem, { host, place, context }: AtMeta): void {
  const bad = typeof answer === "object" && !(answer instanceof Unknown) ? answer : undefined;
  const rescued = bad !== undefined && !host.isLeaving && isRescued(place);
  const status = bad ? "failed" : answer === false ? "skipped" : "ok";
  host.stats[rescued ? "ok" : status]++;
  if (bad) host.stumble(place);
  context.bus.emit({
    type: "task.finished",
    host: host.name,
    task: step.id,
    name: step.name,
    status,
    changes: [],
    unknowns: answer instanceof Unknown ? [answer.because] : [],
    ...(bad && { message: bad.message, ...described(bad) }),
    ...(rescued && { rescued }),
    took: 0,
  });
}
