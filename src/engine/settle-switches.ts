import type { Task } from "../runbook/model.ts";
import type { UserShell } from "./host-session.ts";
import type { HostState } from "./host-state.ts";
import type { PastChange } from "./past.ts";
import { askSwitch, forgetSwitch, switchStatus } from "./switch-part.ts";

/**
 * Has the dead-man switches of a task's changes that nobody was told of undo them now, where they were not confirmed. Returns the
 * changes of which no switch has told.
 */
export async function settleSwitches(
  changes: readonly PastChange[],
  { task, shell }: { readonly task: Task; readonly shell: UserShell },
  host: HostState,
): Promise<readonly PastChange[]> {
  const left = changes.filter(({ change }) => change.deadManSwitch === undefined);
  for (const number of new Set(changes.flatMap(({ change }) => change.deadManSwitch ?? []))) {
    const own = changes.filter(({ change }) => change.deadManSwitch === number);
    const mark = own[0]?.shell;
    const lost = mark?.boot === shell.mark?.boot ? mark : undefined;
    const [reply] = await shell.ask([askSwitch(number, "end", lost)]);
    if (reply?.status === switchStatus.none || reply?.status === switchStatus.confirmed) left.push(...own);
    if (reply?.status !== switchStatus.undone) continue;
    for (const { change } of own) {
      host.past?.settle(change.number, { outcome: "failed" });
      host.record.finish({ number: change.number, task }, { failure: undone });
    }
    await host.record.durable();
    await shell.ask([forgetSwitch(number)]);
  }
  return left;
}

const undone = new Error("its dead-man switch undid it");
