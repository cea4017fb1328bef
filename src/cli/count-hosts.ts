import { hostsOfPlay } from "../engine/hosts-of-play.ts";
import type { RunContext } from "../engine/run-context.ts";
import { selectSteps } from "../engine/select-steps.ts";

/** How many hosts a run is for. RB2105, RB3003. */
export function countHosts(context: RunContext): number {
  const plays = selectSteps(context.runbook, context.settings);
  return new Set(plays.flatMap(({ play }) => hostsOfPlay(play, context))).size;
}
