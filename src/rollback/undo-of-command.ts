import type { RunCommand } from "../changes/change.ts";
import type { Deed } from "./deed.ts";
import type { Inverse } from "./inverse.ts";
import type { RunTold } from "./run-told.ts";

/** What is known of commands besides the run: who is run again anyway, and what earlier rollbacks of the run have undone. */
export interface Restarts {
  /** Handlers that run again after the undo, by task and host: "TASK HOST". */
  readonly again: ReadonlySet<string>;
  /** Undo commands of earlier rollbacks, by the deed's host and number: "HOST INDEX". */
  readonly before: ReadonlyMap<string, EarlierUndo>;
}

/** A rollback that ran the undo command of a deed before; not `certain`: it may have. */
export interface EarlierUndo {
  readonly run: string;
  readonly certain: boolean;
}

const deadline = 600_000;

/** The undo command of a command, where it has one and it is known to have done its work; else what has to be said. */
export function undoOfCommand(deed: Deed, told: RunTold, { before }: Restarts): Inverse {
  const { kind, command = "a command", undo, writes = [], directory, task } = deed.change;
  if (kind !== "run-command") return { changes: [], notes: [] };
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
  const change: RunCommand = {
    kind: "run-command",
    run: { script: undo, args: [] },
    secrets: {},
    environment: {},
    writes: [],
    deadline,
    ...(directory !== undefined && { directory }),
    undoes: deed.index,
  };
  return { changes: [change], notes: [] };
}
