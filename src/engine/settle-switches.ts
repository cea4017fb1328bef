import type { Task } from "../runbook/model.ts";
import type { UserShell } from "./host-session.ts";
import type { HostState } from "./host-state.ts";
import type { PastChange } from "./past.ts";
import { askSwitch, forgetSwitch, switchStatus } from "./switch-part.ts";

/** The task of a change, and the shell of the user that it runs as. */
export interface Doer {
  readonly task: Task;
  readonly shell: UserShell;
}

/**
 * Has the dead-man switches of changes that nobody was told of undo them now, where they were not confirmed: a task's own one, or
 * that of a block, which holds the changes of several tasks. Returns the changes of which no switch has told.
 */
export async function settleSwitches(
  changes: readonly PastChange[],
  doerOf: (change: PastChange | undefined) => Promise<Doer | undefined>,
  host: HostState,
): Promise<readonly PastChange[]> {
  const told = new Set<PastChange>();
  for (const number of new Set(changes.flatMap(({ change }) => change.deadManSwitch ?? []))) {
    const own = changes.filter(({ change }) => change.deadManSwitch === number);
    const doer = await doerOf(own[0]);
    if (!doer) continue;
    for (const one of await settleSwitch(number, own, { ...doer, host })) told.add(one);
  }
  return changes.filter((one) => !told.has(one));
}

/** The changes of which the switch has told, or cannot tell yet. */
async function settleSwitch(
  number: number,
  own: readonly PastChange[],
  { shell, host, task }: Doer & { readonly host: HostState },
): Promise<readonly PastChange[]> {
  if (own.some(({ user }) => user !== shell.user.name)) return own;
  const mark = own[0]?.shell;
  const lost = mark?.boot === shell.mark?.boot ? mark : undefined;
  const [reply] = await shell.ask([askSwitch(number, "end", lost)]);
  if (reply?.status === switchStatus.none || reply?.status === switchStatus.confirmed) return [];
  if (reply?.status !== switchStatus.undone) return own;
  for (const { change } of own) {
    host.past?.settle(change.number, { outcome: "failed" });
    host.record.finish({ number: change.number, task: { ...task, id: change.task } }, { failure: undone });
  }
  await host.record.durable();
  await shell.ask([forgetSwitch(number)]);
  return own;
}

const undone = new Error("its dead-man switch undid it");
