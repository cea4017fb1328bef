import type { Change, RunCommand } from "../changes/change.ts";
import { handled } from "../changes/kind-of.ts";
import { attachedCommand } from "../changes/run-command.ts";
import { ownValue, type ValueMap, valueMap } from "../expression/value.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import { ConnectionLostError } from "../transport/connection-lost.ts";
import { LateError } from "../transport/late-error.ts";
import type { Part, PartReply, Replies } from "./batch.ts";
import type { ChangeEnd, ChangeRecord, NumberedChange, TaskChange } from "./change-record.ts";
import { type Found, findOut, type LostFrame } from "./find-out.ts";
import type { UserShell } from "./host-session.ts";
import type { Prefetch } from "./live-view.ts";
import { neverTold } from "./never-told.ts";
import { bytesOf, textOfOutput } from "./output.ts";
import type { Clock } from "./run-context.ts";
import { lookAtPaths, lookAtPathsSince, writtenPaths } from "./written-paths.ts";

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
  const hands = { ...carrying };
  for (const [index, frame] of frames.entries()) {
    const carried = await carryFrame(frame, hands, { isLast: index === frames.length - 1, losses: 0 });
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

/** The shell changes when its connection is lost. */
type Hands = { -readonly [Name in keyof Carrying]: Carrying[Name] };

/** `losses`: how often the frame, or what was before it in the same one, was lost so far. */
interface Place {
  readonly isLast: boolean;
  readonly losses: number;
}

const mostLosses = 3;

async function carryFrame(changes: readonly TaskChange[], hands: Hands, place: Place): Promise<Carried> {
  const { shell, clock, renew, record } = hands;
  const { isLast, losses } = place;
  const numbered = changes.map((one) => ({ ...one, number: shell.nextNumber() }));
  const acts = numbered.map((one) => actOf(one, shell));
  await record.intend(numbered, shell);
  for (const { change, number, task } of numbered) {
    const isJob = change.kind === "run-command" && change.background !== undefined;
    if (isJob) shell.jobs.set(record.job(shell.user.home, number), task.id);
  }
  const prefetch = renew();
  const began = clock.monotonic();
  try {
    const looks = numbered.flatMap((one) => lookAtWritten(one));
    const replies = await shell.act([...acts, ...looks, ...(isLast ? prefetch.parts : [])]);
    const took = clock.monotonic() - began;
    const carried = outcomes(numbered, { replies, took, record, isLooked: looks.length > 0 });
    shell.told(commandsIn(numbered.slice(0, carried.results.length)));
    if (isLast && carried.failure === undefined) prefetch.take(replies.slice(acts.length + looks.length));
    return carried;
  } catch (thrown) {
    const error = lostWith(thrown);
    const isStopped = error instanceof LateError && error.rest === "stopped" && isCommand(numbered);
    if (isStopped || (error instanceof ConnectionLostError && losses < mostLosses)) {
      return goOn({ changes: numbered, error, began }, hands, place);
    }
    const failure = whetherBegun(error, numbered);
    return allFailed(numbered, failure, { record, isUnknown: failure !== error });
  }
}

/** What acts and is late on a host that does not say that it was stopped may be done, or at work still: its frame is lost. */
function lostWith(error: unknown): unknown {
  if (!(error instanceof LateError) || error.rest !== "unknown") return error;
  return new ConnectionLostError(`${error.message}, nor a word that it was stopped`, true);
}

function allFailed(
  changes: readonly NumberedChange[],
  failure: unknown,
  { record, isUnknown }: { readonly record: ChangeRecord; readonly isUnknown: boolean },
): Carried {
  for (const one of changes) record.finish(one, { failure, isUnknown });
  return { results: [], failure };
}

/** No answer came: what the host tells counts as one, and what was not begun before the link was lost is sent again. */
async function goOn(lost: LostFrame, hands: Hands, { isLast, losses }: Place): Promise<Carried> {
  const { record, clock } = hands;
  let found: Found;
  try {
    found = await findOut(lost, hands.shell, clock);
  } catch (why) {
    const isUnknown = lost.error instanceof LateError || lost.error.started;
    return allFailed(lost.changes, isUnknown ? neverTold(lost.error, why) : lost.error, { record, isUnknown });
  }
  hands.shell = found.shell;
  const took = clock.monotonic() - lost.began;
  const made = lost.changes.slice(0, found.made.length);
  const looked = await lookedAt(made, found.shell);
  const replies = [...found.made, ...looked];
  const { results, failure } = outcomes(made, { replies, took, record, isLooked: looked.length > 0 });
  found.shell.told(commandsIn(made.slice(0, results.length)));
  if (failure !== undefined) return { results, failure };
  const rest = lost.changes.slice(found.made.length);
  if (rest.length === 0) return { results };
  if (found.obstacle !== undefined) {
    allFailed(rest.slice(0, 1), found.obstacle, { record, isUnknown: found.obstacle !== lost.error });
    allFailed(rest.slice(1), notBegun, { record, isUnknown: false });
    return { results, failure: found.obstacle };
  }
  allFailed(rest, lostBefore, { record, isUnknown: false });
  const again = await carryFrame(rest, hands, { isLast, losses: losses + 1 });
  return { ...again, results: [...results, ...again.results] };
}

function commandsIn(changes: readonly NumberedChange[]): readonly number[] {
  return changes.flatMap(({ change, number }) => (change.kind === "run-command" ? number : []));
}

/** The part of a frame that makes a change. */
export function actOf({ change, number }: NumberedChange, shell: UserShell): Part {
  const isCommand = change.kind === "run-command";
  if (isCommand) shell.used = true;
  if (!isCommand || change.writes.length > 0) shell.keeps = true;
  return { ...handled(change).frame(number), stops: true, cap: isCommand ? outputCap : smallCap };
}

/** A command that is known to write files is alone in its frame: what it did to them is asked behind it. */
export function lookAtWritten({ change, number }: NumberedChange, look = lookAtPaths): readonly Part[] {
  if (change.kind !== "run-command" || change.writes.length === 0) return [];
  return [{ script: look(number, change.writes), stops: false, deadline: change.deadline, cap: smallCap }];
}

/** The same after a loss, of what nobody has touched since; nothing where the connection is lost once more. */
async function lookedAt(changes: readonly NumberedChange[], shell: UserShell): Promise<Replies> {
  const parts = changes.flatMap((one) => lookAtWritten(one, lookAtPathsSince));
  return parts.length === 0 ? [] : shell.ask(parts).catch(() => []);
}

interface Answers {
  /** The last answer is what a command did to the files that it is known to write. */
  readonly isLooked?: boolean;
  readonly replies: Replies;
  readonly took: number;
  readonly record: ChangeRecord;
}

function outcomes(changes: readonly NumberedChange[], { replies, took, record, isLooked }: Answers): Carried {
  const results: ValueMap[] = [];
  for (const [index, one] of changes.entries()) {
    const end = outcomeOf(one.change, replies[index], took);
    const { change } = one;
    const wrote = isLooked && change.kind === "run-command" && writtenPaths(change.writes, replies[index + 1]);
    record.finish(one, { ...end, ...(wrote && { wrote }) });
    if (end.result === undefined) {
      for (const behind of changes.slice(index + 1)) record.finish(behind, { failure: notBegun });
      return { results, failure: end.failure };
    }
    results.push(end.result);
  }
  return { results };
}

const notBegun = new Error("a change before it failed");
const lostBefore = new Error("the connection was lost before it was begun; it is sent again");

/** `result` is there when it was made. */
export type ChangeOutcome = ChangeEnd & { readonly result?: ValueMap };

/** How a change ended, by the answer to its part. */
export function outcomeOf(change: Change, reply: PartReply | undefined, took: number): ChangeOutcome {
  if (reply === undefined) {
    return { failure: problem("RB5012", "the host did not say how this change ended"), isUnknown: true };
  }
  const { status, stdout, stderr } = reply;
  try {
    const result = handled(change).outcome({ status, stdout, stderr: Buffer.from(stderr).toString("utf8"), took });
    return { result, ...commandEnd(result) };
  } catch (failure) {
    return { failure, isUnknown: partly.has(status) };
  }
}

function commandEnd(result: ValueMap): Pick<ChangeEnd, "exitStatus" | "output"> {
  const [exitStatus, stdout, stderr, took] = ["rc", "stdout", "stderr", "took"].map((name) => ownValue(result, name));
  if (typeof exitStatus !== "number" || typeof stdout !== "string" || typeof stderr !== "string") return {};
  return { exitStatus, output: { stdout, stderr, took: typeof took === "number" ? took : 0 } };
}

/** Statuses of the host library after which the old state is not there any more: done in part, not as it should be, lost. */
const partly: ReadonlySet<number> = new Set([72, 79, 125]);

function isCommand(changes: readonly NumberedChange[]): boolean {
  return changes.some(({ change }) => change.kind === "run-command");
}

/** The error of a frame that acts: when its answer never came, it cannot be told whether it did (RB5012). */
function whetherBegun(error: unknown, changes: readonly NumberedChange[]): unknown {
  const [first] = error instanceof ProblemError ? error.problems : [];
  const isLate = error instanceof LateError && (error.rest === "alive" || !isCommand(changes));
  const begun = error instanceof ConnectionLostError ? error.started : isLate || first?.code === "RB4008";
  if (!begun || !first) return error;
  return problem("RB5012", first.message, { hint: first.hint, cause: error });
}

/** Runs a command that changes nothing: attached, without a file of ours on the host. For plans and for read-only tasks. */
export async function lookWith(command: RunCommand, shell: UserShell, clock: Clock): Promise<ValueMap> {
  await shell.act([]);
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
