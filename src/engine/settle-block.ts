import { ProblemError } from "../problems/problem.ts";
import type { Settle } from "../runbook/model.ts";
import { described } from "./described.ts";
import { endsRun } from "./ends-run.ts";
import type { HostState } from "./host-state.ts";
import { endOfSwitch, isRescued, type Place } from "./place.ts";
import type { RunContext } from "./run-context.ts";

/** The host has come to the end of a block with `confirm_within`: what it did there is confirmed, or undone where it failed. */
export async function settleBlock(
  step: Settle,
  place: Place,
  { host, context }: { readonly host: HostState; readonly context: RunContext },
): Promise<void> {
  const { deadManSwitch } = host;
  if (!deadManSwitch?.isArmed || deadManSwitch.block !== place.within?.block) return;
  if (place.within.leaving !== undefined) return leaveSwitch(host, context);
  const began = context.clock.monotonic();
  const failure = await problemOf(() => deadManSwitch.confirm());
  const bad = failure?.problems[0];
  const status = bad === undefined ? "ok" : bad.code === "RB5012" ? "unknown" : "failed";
  const end = endOfSwitch(place);
  const rescued = status === "failed" && !host.isLeaving && isRescued(end);
  host.deadManSwitch = undefined;
  host.stats[rescued ? "ok" : status]++;
  if (status === "failed") host.stumble(end);
  if (status === "unknown") host.alive = false;
  context.bus.emit({
    type: "task.finished",
    host: host.name,
    task: step.id,
    name: step.name,
    status,
    changes: [],
    unknowns: [],
    ...(bad ? { message: bad.message, ...described(bad) } : { message: "confirmed over a new connection" }),
    ...(rescued && { rescued }),
    took: Math.round(context.clock.monotonic() - began),
  });
}

/** The host leaves a block before its end: what it did there is undone now. One that is lost undoes it by itself. */
export async function leaveSwitch(host: HostState, { bus }: RunContext): Promise<void> {
  const { deadManSwitch } = host;
  host.deadManSwitch = undefined;
  if (!deadManSwitch?.isArmed || host.stats.unreachable > 0) return;
  const failure = await problemOf(() => deadManSwitch.undo());
  const message = failure?.problems[0]?.message ?? "the dead-man switch undid what the block had done";
  bus.emit({ type: "noted", level: "warning", host: host.name, message });
  if (!failure) return;
  host.stats.unknown++;
  host.alive = false;
}

async function problemOf(work: () => Promise<void>): Promise<ProblemError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError && !endsRun(error)) return error;
    throw error;
  }
}
