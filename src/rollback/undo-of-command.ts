import type { Change } from "../changes/change.ts";
import type { HostView } from "../modules/contract/host-view.ts";
import type { Deed } from "./deed.ts";
import type { Inverse } from "./inverse.ts";
import type { Rollback } from "./rollback.ts";

const deadline = 600_000;

/** The undo command of a command, where it has one and it is known to have done its work; else what has to be said. RB7204. */
export async function undoOfCommand(
  deed: Deed,
  host: HostView,
  { told, before, ends }: Pick<Rollback, "told" | "before" | "ends">,
): Promise<Inverse> {
  const { command = "a command", undo, writes = [], directory } = deed.change;
  const note = (text: string): Inverse => ({ changes: [], notes: [text] });
  if (undo === undefined) {
    return writes.length > 0 ? { changes: [], notes: [] } : note(`not undone: ${command}`);
  }
  const earlier = before.get(`${deed.host} ${deed.index}`);
  if (earlier?.certain) return { changes: [], notes: [] };
  if (earlier) return note(`not undone: ${command}: its undo command may have run in ${earlier.run}, nobody can tell`);
  const end = await ends.of(deed, host);
  if (end === undefined) return note(`not undone: ${command}: nobody can tell whether it ran`);
  if (!end.began) return { changes: [], notes: [] };
  const judged = told.judged(deed);
  if (end.exitStatus !== 0 && judged === "tried again") return { changes: [], notes: [] };
  if (end.exitStatus !== 0 && judged !== "changed" && judged !== "ok") {
    return note(`not undone: ${command}: it failed with status ${end.exitStatus}, and how far it came is not known`);
  }
  const change: Change = {
    kind: "run-command",
    run: { script: undo, args: [] },
    secrets: {},
    environment: {},
    writes: [],
    deadline,
    ...(directory !== undefined && { directory }),
    undoes: [deed.index],
  };
  return { changes: [change], notes: [] };
}
