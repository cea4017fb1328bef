import { Unknown } from "../expression/unknown.ts";
import { type Problem, ProblemError } from "../problems/problem.ts";
import { metaWordsThatEnd } from "../runbook/meta-words.ts";
import type { Meta, Play } from "../runbook/model.ts";
import { described } from "./described.ts";
import { dropHandlers } from "./drop-handlers.ts";
import type { HostState } from "./host-state.ts";
import { allHold } from "./judge.ts";
import type { PastOfHost } from "./past.ts";
import { isRescued, type Place, placeAt } from "./place.ts";
import { notKnown } from "./planning.ts";
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
  const answer = answeredBefore(step, at) ?? whether(step, at);
  if (answer === true && step.word === "end_host") endPlayOn(host, step, at);
  if (answer === true && step.word === "reset_connection") await reset(host);
  tell(step, answer, at);
  return answer === true;
}

/** Who has left the play in an earlier part of the run leaves it again, and who has gone on goes on; a play that was ended is over for all. */
function answeredBefore(step: Meta, { host, context }: AtMeta): boolean | undefined {
  if (!metaWordsThatEnd.includes(step.word)) return undefined;
  const isOver = (one: PastOfHost) => one.ended.get(step.id)?.status === "ok";
  if (step.word === "end_play" && [...(context.past?.values() ?? [])].some(isOver)) return true;
  return host.past?.answered(step);
}

/** A condition that a plan does not know yet is not foreseen to hold. RB2003 for one that an apply does not know. */
function whether(step: Meta, { host, place, context }: AtMeta): boolean | Unknown | Problem {
  try {
    const around = place.within?.holds() ?? true;
    const answer = around === true ? allHold(step.when, host.variables.scope({ task: step })) : around;
    if (answer instanceof Unknown && context.mode === "apply") throw notKnown(step, answer);
    return answer;
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
