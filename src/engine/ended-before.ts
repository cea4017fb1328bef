import { traceLibrary } from "../changes/host-library.ts";
import { handled } from "../changes/kind-of.ts";
import type { PartReply } from "./batch.ts";
import type { NumberedChange } from "./change-record.ts";
import type { UserShell } from "./host-session.ts";

const outputCap = 1024 * 1024 + 4096;

/**
 * What a command told that was stopped at its deadline and had ended just before, its answer still on the way; `undefined` when
 * it had not. `shell`: another one of the same user. Throws as `Shell.run`.
 */
export async function endedBefore(
  { change, number }: NumberedChange,
  shell: UserShell,
): Promise<PartReply | undefined> {
  const trace = handled(change).trace(number, { spent: Number.POSITIVE_INFINITY, restarted: false });
  const script = `${traceLibrary()}\nrb_left=\n${trace.script} || { rb_recall ${number};false;}`;
  const [reply] = await shell.ask([{ script, deadline: trace.deadline, stops: true, cap: outputCap }]);
  if (reply?.status === 0) return reply;
  shell.told([number]);
  return undefined;
}
