import type { Change, RunCommand } from "../changes/change.ts";
import { handled } from "../changes/kind-of.ts";
import { attachedCommand } from "../changes/run-command.ts";
import { ownValue, type ValueMap, valueMap } from "../expression/value.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import { ConnectionLostError } from "../transport/connection-lost.ts";
import type { Part, PartReply, Replies } from "./batch.ts";
import type { ChangeEnd, ChangeRecord, NumberedChange, TaskChange } from "./change-record.ts";
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
  readonly record: ChangeRecord;
  /** What was read on the host may be old from here on; what comes next is asked in the same frame as the last change. */
  readonly renew: () => Prefetch;
}

/** How far it went: a result for each change that was made and verified, and why the next one was not. */
export interface Carried {
  readonly results: readonly ValueMap[];
  readonly failure?: unknown;
}

/**
 * Makes changes on a host, in order; stops at the first that fails. A command has a frame of its own, files share theirs. What
 * is intended is on disk before a frame is sent: RB7001 is thrown when that fails.
 */
export async function carryOut(changes: readonly TaskChange[], carrying: Carrying): Promise<Carried> {
  const results: ValueMap[] = [];
  const frames = framesOf(changes);
  for (const [index, frame] of frames.entries()) {
    const carried = await carryFrame(frame, carrying, index === frames.length - 1);
    results.push(...carried.results);
    if (carried.failure !== undefined) return { results, failure: carried.failure };
  }
  return { results };
}

function framesOf(changes: readonly TaskChange[]): readonly (readonly TaskChange[])[] {
  const frames: TaskChange[][] = [];
  for (const one of changes) {
    const open = frames.at(-1);
    const isAlone = one.change.kind === "run-command" || open?.[0]?.change.kind === "run-command";
    if (open === undefined || isAlone) frames.push([one]);
    else open.push(one);
  }
  return frames;
}

async function carryFrame(changes: readonly TaskChange[], carrying: Carrying, isLast: boolean): Promise<Carried> {
  const { shell, clock, renew, record } = carrying;
  const numbered = changes.map((one) => ({ ...one, number: shell.nextNumber() }));
  const acts = numbered.map((one) => actOf(one, shell));
  await record.intend(numbered, shell);
  const prefetch = renew();
  const began = clock.monotonic();
  try {
    const replies = await shell.ask(isLast ? [...acts, ...prefetch.parts] : acts);
    const took = clock.monotonic() - began;
    const carried = outcomes(numbered, { replies, took, record });
    if (isLast && carried.failure === undefined) prefetch.take(replies.slice(acts.length));
    return carried;
  } catch (error) {
    const failure = whetherBegun(error);
    for (const one of numbered) record.finish(one, { failure, isUnknown: failure !== error });
    return { results: [], failure };
  }
}

function actOf({ change, number }: NumberedChange, shell: UserShell): Part {
  const isCommand = change.kind === "run-command";
  if (isCommand) shell.used = true;
  return { ...handled(change).frame(number), stops: true, cap: isCommand ? outputCap : smallCap };
}

interface Answers {
  readonly replies: Replies;
  readonly took: number;
  readonly record: ChangeRecord;
}

function outcomes(changes: readonly NumberedChange[], { replies, took, record }: Answers): Carried {
  const results: ValueMap[] = [];
  for (const [index, one] of changes.entries()) {
    const end = outcomeOf(one.change, replies[index], took);
    record.finish(one, end);
    if (end.result === undefined) {
      for (const behind of changes.slice(index + 1)) record.finish(behind, { failure: notBegun });
      return { results, failure: end.failure };
    }
    results.push(end.result);
  }
  return { results };
}

const notBegun = new Error("a change before it failed");

/** `result` is there when it was made. */
type Outcome = ChangeEnd & { readonly result?: ValueMap };

function outcomeOf(change: Change, reply: PartReply | undefined, took: number): Outcome {
  if (reply === undefined) {
    return { failure: problem("RB5012", "the host did not say how this change ended"), isUnknown: true };
  }
  const { status, stdout, stderr } = reply;
  try {
    const result = handled(change).outcome({ status, stdout, stderr: Buffer.from(stderr).toString("utf8"), took });
    const exitStatus = ownValue(result, "rc");
    return { result, ...(typeof exitStatus === "number" && { exitStatus }) };
  } catch (failure) {
    return { failure, isUnknown: partly.has(status) };
  }
}

/** Statuses of the host library after which the old state is not there any more: done in part, not as it should be, lost. */
const partly: ReadonlySet<number> = new Set([72, 79, 125]);

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
