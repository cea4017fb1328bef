import type { Change } from "../changes/change.ts";
import { undoScript } from "../changes/undo-script.ts";
import { type ValueMap, valueMap } from "../expression/value.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import type { Become } from "../transport/connection.ts";
import type { Part, PartReply } from "./batch.ts";
import { type ChangeOutcome, together } from "./carry-out.ts";
import type { NumberedChange } from "./change-record.ts";
import { forgetEnds } from "./forget-ends.ts";
import type { UserShell } from "./host-session.ts";
import type { Item } from "./item.ts";
import {
  actsUnderSwitch,
  armPart,
  inTime,
  isBegun,
  notSet,
  notTold,
  outcomesUnderSwitch,
  unanswered,
} from "./switch-frame.ts";
import { askSwitch, forgetSwitch, switchStatus } from "./switch-part.ts";

/** Who makes changes under a switch, and why what they told is a failure of the task. */
export interface UnderSwitch {
  readonly item: Item;
  readonly user: Become | undefined;
  readonly failureOf: (carried: ValueMap) => string | undefined;
}

/** How the changes went; `outcomes` is empty where the connection was lost. */
interface Made {
  readonly outcomes: readonly ChangeOutcome[];
  readonly failure: unknown;
}

/**
 * Makes changes while a process on the host waits to undo them, and confirms them over a new connection. RB5013 when they were
 * undone, RB5012 when nobody can tell.
 */
export async function underSwitch(changes: readonly Change[], under: UnderSwitch): Promise<ValueMap> {
  const { item, user } = under;
  const { task, host, index } = item;
  const shell = await host.shell(user);
  const undoNumbers = changes.map(() => shell.nextNumber());
  const deadManSwitch = shell.nextNumber();
  const numbered = changes.map((change) => ({ change, task, item: index, number: shell.nextNumber(), deadManSwitch }));
  const toUndo = numbered.map(({ change, number }, at) => ({
    change,
    number,
    undoNumber: undoNumbers[at] ?? number,
    backup: host.record.backup(shell.user.home, number),
  }));
  const arm = armPart(deadManSwitch, task.confirmWithin ?? 0, undoScript(toUndo));
  const armed: Armed = { ...under, shell, numbered, deadManSwitch, began: item.context.clock.monotonic() };
  await host.record.intend(numbered, shell);
  host.forget();
  const made = await make(arm, armed);
  host.forget();
  return settled(made, armed);
}

interface Armed extends UnderSwitch {
  readonly shell: UserShell;
  readonly numbered: readonly NumberedChange[];
  readonly deadManSwitch: number;
  readonly began: number;
}

/** Arms the switch and makes the changes in one frame. What fails before anything was begun is thrown. */
async function make(arm: Part, { shell, numbered, item, began, failureOf }: Armed): Promise<Made> {
  const { record } = item.host;
  const acts = actsUnderSwitch(numbered, shell);
  let replies: readonly (PartReply | undefined)[];
  try {
    replies = await shell.act(inTime([arm, ...acts], numbered, arm));
  } catch (failure) {
    if (isBegun(failure)) return { outcomes: [], failure };
    for (const one of numbered) record.finish(one, { failure });
    throw failure;
  }
  const [first, ...rest] = replies;
  if (first && first.status !== 0) {
    const failure = notSet(first);
    for (const one of numbered) record.finish(one, { failure });
    throw failure;
  }
  const outcomes = outcomesUnderSwitch(numbered, rest, item.context.clock.monotonic() - began);
  const failed = outcomes.find(({ result }) => result === undefined);
  if (failed) return { outcomes, failure: failed.failure };
  try {
    const why = failureOf(carriedBy(outcomes));
    return { outcomes, failure: why === undefined ? undefined : new Error(why) };
  } catch (failure) {
    return { outcomes, failure };
  }
}

/** The switch has the last word on whether anything was made. */
async function settled({ outcomes, failure }: Made, armed: Armed): Promise<ValueMap> {
  const { item, numbered, shell, user, deadManSwitch, began } = armed;
  const { host, context, task } = item;
  const isLost = outcomes.length === 0;
  const { clock } = context;
  const part = askSwitch(
    deadManSwitch,
    failure === undefined ? "confirm" : isLost ? "end" : "undo",
    isLost ? shell.mark : undefined,
  );
  const time = began + (task.confirmWithin ?? 0) * 1000 - clock.monotonic();
  const answer = await host.session.askAnew(user, [part], Math.max(0, time)).catch(unanswered);
  const { replies: [reply] = [], isAgain = false } = answer instanceof ProblemError ? {} : answer;
  const isNone = reply?.status === switchStatus.none;
  const isConfirmed = failure === undefined && (reply?.status === switchStatus.confirmed || (isNone && isAgain));
  if (isConfirmed) {
    for (const [at, one] of numbered.entries()) host.record.finish(one, outcomes[at] ?? {});
    await forgetCommands(armed);
    return carriedBy(outcomes);
  }
  const isUndone = reply?.status === switchStatus.undone || (isLost && isNone);
  const why = isUndone
    ? undone(failure, item, !isNone)
    : notTold("task", answer instanceof ProblemError ? answer : reply);
  for (const one of numbered) host.record.finish(one, { failure: why, isUnknown: !isUndone });
  if (isUndone) {
    await host.record.durable();
    await host.session.askAnew(user, [forgetSwitch(deadManSwitch)]).catch(unanswered);
  }
  throw why;
}

/** The host keeps how a command ended until it is on disk here that it was confirmed. */
async function forgetCommands({ item: { host }, numbered, user }: Armed): Promise<void> {
  const commands = numbered.filter(({ change }) => change.kind === "run-command");
  if (commands.length === 0) return;
  await host.record.durable();
  const numbers = commands.map(({ number }) => number);
  await forgetEnds(host.session, user, numbers).catch(unanswered);
}

function carriedBy(outcomes: readonly ChangeOutcome[]): ValueMap {
  return together(outcomes.map(({ result }) => result ?? valueMap([])));
}

function undone(failure: unknown, { task }: Item, wasSet: boolean): ProblemError {
  const because =
    failure === undefined
      ? `no new connection confirmed it within ${task.confirmWithin} s`
      : failure instanceof Error
        ? failure.message
        : String(failure);
  const what = wasSet
    ? "the dead-man switch undid what the task had done"
    : "nothing was done, not even its dead-man switch set";
  return problem("RB5013", `${because}; ${what}`, {
    at: task.moduleSpan,
    hint: "The host is as it was before the task.",
    cause: failure,
  });
}
