import type { Change, RunCommand } from "../changes/change.ts";
import { handled } from "../changes/kind-of.ts";
import { attachedCommand } from "../changes/run-command.ts";
import { type ValueMap, valueMap } from "../expression/value.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import type { Reply } from "../transport/connection.ts";
import { ConnectionLostError } from "../transport/connection-lost.ts";
import type { UserShell } from "./host-session.ts";
import { bytesOf, textOfOutput } from "./output.ts";
import type { Clock } from "./run-context.ts";

const outputCap = 1024 * 1024 + 4096;

/** Makes changes on a host, in order, each verified; stops at the first that fails by throwing its problem. */
export async function carryOut(changes: readonly Change[], shell: UserShell, clock: Clock): Promise<ValueMap> {
  const results: ValueMap[] = [];
  for (const change of changes) results.push(await carryOutOne(change, shell, clock));
  return valueMap(results.flatMap((result) => Object.entries(result)));
}

async function carryOutOne(change: Change, shell: UserShell, clock: Clock): Promise<ValueMap> {
  const kind = handled(change);
  const frame = kind.frame(shell.nextNumber());
  if (change.kind === "run-command") shell.used = true;
  const began = clock.monotonic();
  const reply = await acting(shell.run({ ...frame, kind: "own", cap: outputCap }));
  const took = clock.monotonic() - began;
  return kind.outcome({
    status: reply.status,
    stdout: bytesOf(reply.stdout),
    stderr: textOfOutput(reply.stderr),
    took,
  });
}

/** A frame that acts: when its answer never came, it cannot be told whether it did (RB5012). */
async function acting(reply: Promise<Reply>): Promise<Reply> {
  try {
    return await reply;
  } catch (error) {
    const [first] = error instanceof ProblemError ? error.problems : [];
    const begun = error instanceof ConnectionLostError ? error.started : first?.code === "RB4008";
    if (!begun || !first) throw error;
    throw problem("RB5012", first.message, { hint: first.hint, cause: error });
  }
}

/** Runs a command that changes nothing: attached, without a file of ours on the host. For plans and for read-only tasks. */
export async function lookWith(command: RunCommand, shell: UserShell, clock: Clock): Promise<ValueMap> {
  const began = clock.monotonic();
  const { script, outcome } = attachedCommand(command);
  const reply = await shell.run({ script, kind: "user", deadline: command.deadline, cap: outputCap });
  const took = clock.monotonic() - began;
  return outcome({ status: reply.status, stdout: bytesOf(reply.stdout), stderr: textOfOutput(reply.stderr), took });
}
