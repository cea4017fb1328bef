import type { Change } from "../changes/change.ts";
import type { Deed } from "./deed.ts";
import type { Inverse } from "./inverse.ts";
import type { RunTold } from "./run-told.ts";
import type { EarlierUndo } from "./undone-before.ts";

const deadline = 600_000;

/** The undo command of a command, where it has one and it is known to have done its work; else what has to be said. */
export function undoOfCommand(
  deed: Deed,
  { told, before }: { readonly told: RunTold; readonly before: ReadonlyMap<string, EarlierUndo> },
): Inverse {
  const { command = "a command", undo, writes = [], directory, task } = deed.change;
  const note = (text: string): Inverse => ({ changes: [], notes: [text] });
  if (undo === undefined) {
    return writes.length > 0 ? { changes: [], notes: [] } : note(`not undone: ${command}`);
  }
  const earlier = before.get(`${deed.host} ${deed.index}`);
  if (earlier?.certain) return { changes: [], notes: [] };
  if (earlier) return note(`not undone: ${command}: its undo command may have run in ${earlier.run}, nobody can tell`);
  if (!deed.certain) return note(`not undone: ${command}: nobody can tell whether it ran`);
  const end = told.ends.get(`${task} ${deed.host}`);
  if (deed.exitStatus !== 0 && end !== "changed" && end !== "ok") {
    return note(`not undone: ${command}: it failed with status ${deed.exitStatus}, and how far it came is not known`);
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
