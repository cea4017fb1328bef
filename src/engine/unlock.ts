import { traceLibrary } from "../changes/host-library.ts";
import { quote } from "../changes/quote.ts";
import { type ProblemError, problem } from "../problems/problem.ts";
import type { PartReply } from "./batch.ts";
import { Fleet } from "./fleet.ts";
import type { HostState } from "./host-state.ts";
import { hostsOfPlay } from "./hosts-of-play.ts";
import type { RunContext } from "./run-context.ts";
import { taskUser } from "./task-user.ts";

/** A lock to break. */
export interface LockToBreak {
  /** The run that has it. */
  readonly run: string;
  /** Which lock: nothing for the whole host, else the name that its play gives. */
  readonly name: string;
  /** `user@machine`, for those who look later. */
  readonly who: string;
}

const deadline = 60_000;

/**
 * Breaks the lock of a run on the hosts of the runbook's one play, as the user its one task runs as: what the run still does there
 * is ended, and the run cannot take the lock again. RB7303 where it does not have it; RB4xxx.
 */
export async function breakLocks(context: RunContext, lock: LockToBreak): Promise<readonly string[]> {
  const [play] = context.runbook.plays;
  const [task] = play?.tasks ?? [];
  if (!play || task?.kind !== "task") return [];
  const fleet = new Fleet(context);
  const hosts = hostsOfPlay(play, context).map((name) => fleet.host(name));
  try {
    for (const host of hosts) {
      const scope = host.variables.scope({ task });
      const shell = await host.shell(taskUser(task, play, context.settings, scope));
      const words = [lock.name, lock.run, lock.who].map(quote).join(" ");
      const script = `${traceLibrary()}\nrb_unlock ${words}`;
      const [reply] = await shell.ask([{ script, stops: true, deadline, cap: 4096 }]);
      if (reply?.status !== 0) throw notBroken(host, lock, reply);
    }
  } finally {
    await fleet.close();
  }
  return hosts.map(({ name }) => name);
}

function notBroken({ name: host }: HostState, { run, name }: LockToBreak, reply: PartReply | undefined): ProblemError {
  const text = (bytes: Uint8Array | undefined) =>
    Buffer.from(bytes ?? [])
      .toString("utf8")
      .trim();
  if (reply?.status !== 52) {
    return problem("RB7303", `${host}: the lock of ${run} could not be broken: ${text(reply?.stderr)}`, {
      hint: "Look at the host.",
    });
  }
  const [holder, pid, , who = "somebody"] = text(reply.stdout).split(" ");
  const named = name === "" ? "" : ` "${name}"`;
  const found =
    holder === "" || pid === undefined ? `nobody has the lock${named}` : `${holder} of ${who} has the lock${named}`;
  return problem("RB7303", `${host}: ${run} has no lock here: ${found}`, {
    hint: "Locks belong to the user that changes things: say -b and --become-user as the run did.",
  });
}
