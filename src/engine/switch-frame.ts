import { changeFailure } from "../changes/failure.ts";
import { switchLibrary, wholeLibrary } from "../changes/host-library.ts";
import { begunMark } from "../changes/undo-script.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import { ConnectionLostError } from "../transport/connection-lost.ts";
import type { Part, PartReply } from "./batch.ts";
import { actOf, type ChangeOutcome, lookAtWritten, outcomeOf } from "./carry-out.ts";
import type { NumberedChange } from "./change-record.ts";
import type { UserShell } from "./host-session.ts";
import { switchStatus } from "./switch-part.ts";
import { writtenPaths } from "./written-paths.ts";

const armDeadline = 60_000;
const smallCap = 65_536;

/** Sets a switch; `undo` says what `rb_undo` is. */
export function armPart(number: number, seconds: number, undo: string): Part {
  const payload = Buffer.from(`rb_tag=$2\n${wholeLibrary()}\n${undo}\nrb_guard "$@"\n`);
  const script = `${switchLibrary()}\nrb_arm ${number} ${seconds} ${payload.length}`;
  return { script, payload, stops: true, deadline: armDeadline + seconds * 1000, cap: smallCap };
}

/** A switch that is set undoes this, too, before what it holds already. Status 83: it has fired. */
export function morePart(
  number: number,
  step: number,
  { undo, seconds }: { readonly undo: string; readonly seconds: number },
): Part {
  const payload = Buffer.from(`${undo}\n`);
  const script = `${switchLibrary()}\nrb_more ${number} ${String(step).padStart(9, "0")} ${payload.length}`;
  return { script, payload, stops: true, deadline: armDeadline + seconds * 1000, cap: smallCap };
}

/** The parts of one frame under a switch: it takes as long as the switch waits, or its commands may take, where that is sooner. */
export function inTime(parts: readonly Part[], numbered: readonly NumberedChange[], arm: Part): readonly Part[] {
  const times = numbered.map(({ change }) => (change.kind === "run-command" ? change.deadline : arm.deadline));
  const deadline = Math.min(
    arm.deadline,
    times.reduce((sum, time) => sum + time, 0),
  );
  return parts.map((part) => ({ ...part, deadline }));
}

/** Why a switch could not be set. */
export function notSet(reply: PartReply): unknown {
  const stderr = Buffer.from(reply.stderr).toString("utf8");
  return changeFailure("set the dead-man switch", { ...reply, stderr, took: 0 });
}

/** The parts that make changes under a switch. */
export function actsUnderSwitch(numbered: readonly NumberedChange[], shell: UserShell): readonly Part[] {
  return numbered.flatMap((one) => [marked(actOf(one, shell), one), ...lookAtWritten(one)]);
}

function marked(part: Part, { change, number }: NumberedChange): Part {
  if (change.kind !== "run-command") return part;
  return { ...part, script: `echo >${begunMark(number)} && {\n${part.script}\nrb_untold ${number} $?\n}` };
}

/** Whether the frame may have begun on the host. */
export function isBegun(error: unknown): boolean {
  const [first] = error instanceof ProblemError ? error.problems : [];
  return error instanceof ConnectionLostError ? error.started : first?.code === "RB5008" || first?.code === "RB4008";
}

/** How they ended, by the answers to their parts. */
export function outcomesUnderSwitch(
  numbered: readonly NumberedChange[],
  replies: readonly (PartReply | undefined)[],
  took: number,
): readonly ChangeOutcome[] {
  let next = 0;
  return numbered.map((one) => {
    const outcome = outcomeOf(one.change, replies[next++], took);
    const looked = lookAtWritten(one).length > 0 ? replies[next++] : undefined;
    const wrote = one.change.kind === "run-command" ? writtenPaths(one.change.writes, looked) : undefined;
    return { ...outcome, ...(wrote && { wrote }) };
  });
}

/** What to make of a question that nobody answered. */
export function unanswered(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  throw error;
}

/** RB5012: what the switch decided is not known. */
export function notTold(what: "task" | "block", answer: PartReply | ProblemError | undefined): ProblemError {
  const said = answer instanceof ProblemError ? answer.problems[0]?.message : saidBy(answer);
  return problem("RB5012", `cannot tell whether the dead-man switch undid the ${what}: ${said ?? "no answer"}`, {
    hint: "Look at the host: ~/.runbook/switch has what it did. Resuming asks it again.",
  });
}

function saidBy(reply: PartReply | undefined): string | undefined {
  if (reply?.status === switchStatus.none) return "who answers now knows of no such switch";
  const text = Buffer.from(reply?.stderr ?? []).toString("utf8");
  return text.trim().split("\n").at(-1);
}
