import type { Change, RunCommand } from "../changes/change.ts";
import { type Handled, handled } from "../changes/kind-of.ts";
import { attachedCommand } from "../changes/run-command.ts";
import { type ValueMap, valueMap } from "../expression/value.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import { ConnectionLostError } from "../transport/connection-lost.ts";
import type { Part, Replies } from "./batch.ts";
import type { UserShell } from "./host-session.ts";
import type { Prefetch } from "./live-view.ts";
import { bytesOf, textOfOutput } from "./output.ts";
import type { Clock } from "./run-context.ts";

const outputCap = 1024 * 1024 + 4096;
const smallCap = 65_536;

/** What changes are carried out with. */
export interface Carrying {
  readonly shell: UserShell;
  readonly clock: Clock;
  /** What was read on the host may be old from here on; what comes next is asked in the same frame as the last change. */
  readonly renew: () => Prefetch;
}

/** How far it went: a result for each change that was made and verified, and why the next one was not. */
export interface Carried {
  readonly results: readonly ValueMap[];
  readonly failure?: unknown;
}

/** Makes changes on a host, in order; stops at the first that fails. A command has a frame of its own, files share theirs. */
export async function carryOut(changes: readonly Change[], carrying: Carrying): Promise<Carried> {
  const results: ValueMap[] = [];
  const frames = framesOf(changes);
  for (const [index, frame] of frames.entries()) {
    const carried = await carryFrame(frame, carrying, index === frames.length - 1);
    results.push(...carried.results);
    if (carried.failure !== undefined) return { results, failure: carried.failure };
  }
  return { results };
}

function framesOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const frames: Change[][] = [];
  for (const change of changes) {
    const open = frames.at(-1);
    if (open === undefined || change.kind === "run-command" || open[0]?.kind === "run-command") frames.push([change]);
    else open.push(change);
  }
  return frames;
}

async function carryFrame(changes: readonly Change[], carrying: Carrying, isLast: boolean): Promise<Carried> {
  const { shell, clock, renew } = carrying;
  const kinds = changes.map((change) => handled(change));
  const acts = kinds.map((kind, index) => actOf(kind, changes[index], shell));
  const prefetch = renew();
  const began = clock.monotonic();
  try {
    const replies = await shell.ask(isLast ? [...acts, ...prefetch.parts] : acts);
    const took = clock.monotonic() - began;
    const carried = outcomes(kinds, replies, took);
    if (isLast && carried.failure === undefined) prefetch.take(replies.slice(acts.length));
    return carried;
  } catch (error) {
    return { results: [], failure: whetherBegun(error) };
  }
}

function actOf(kind: Handled, change: Change | undefined, shell: UserShell): Part {
  const isCommand = change?.kind === "run-command";
  if (isCommand) shell.used = true;
  return { ...kind.frame(shell.nextNumber()), stops: true, cap: isCommand ? outputCap : smallCap };
}

function outcomes(kinds: readonly Handled[], replies: Replies, took: number): Carried {
  const results: ValueMap[] = [];
  try {
    for (const [index, kind] of kinds.entries()) {
      const reply = replies[index];
      if (reply === undefined) throw problem("RB5012", "the host did not say how this change ended");
      const { status, stdout, stderr } = reply;
      results.push(kind.outcome({ status, stdout, stderr: Buffer.from(stderr).toString("utf8"), took }));
    }
    return { results };
  } catch (failure) {
    return { results, failure };
  }
}

/** The error of a frame that acts: when its answer never came, it cannot be told whether it did (RB5012). */
function whetherBegun(error: unknown): unknown {
  const [first] = error instanceof ProblemError ? error.problems : [];
  const begun = error instanceof ConnectionLostError ? error.started : first?.code === "RB4008";
  if (!begun || !first) return error;
  return problem("RB5012", first.message, { hint: first.hint, cause: error });
}

/** Runs a command that changes nothing: attached, without a file of ours on the host. For plans and for read-only tasks. */
export async function lookWith(command: RunCommand, shell: UserShell, clock: Clock): Promise<ValueMap> {
  const began = clock.monotonic();
  const { script, outcome } = attachedCommand(command);
  const reply = await shell.run({ script, kind: "user", deadline: command.deadline, cap: outputCap });
  const took = clock.monotonic() - began;
  return outcome({ status: reply.status, stdout: bytesOf(reply.stdout), stderr: textOfOutput(reply.stderr), took });
}

/** All results as one; what later changes say wins. */
export function together(results: readonly ValueMap[]): ValueMap {
  return valueMap(results.flatMap((result) => Object.entries(result)));
}
