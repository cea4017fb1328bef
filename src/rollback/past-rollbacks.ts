import { runIds } from "../journal/find-run.ts";
import { glimpse } from "../journal/glimpse.ts";
import { openJournal } from "../journal/open-journal.ts";
import { runFolder } from "../journal/run-folder.ts";
import { ProblemError } from "../problems/problem.ts";
import type { PastRollback } from "./undone-before.ts";

/** All rollbacks that there are journals of, oldest first. Journals that cannot be read are passed over. */
export function pastRollbacks(state: string, userId: number): readonly PastRollback[] {
  return runIds(state).flatMap((run) => rollbackIn(runFolder(state, run), run, userId) ?? []);
}

function rollbackIn(folder: string, run: string, userId: number): PastRollback | undefined {
  try {
    const { started } = glimpse(folder, userId);
    if (started?.mode !== "apply" || started.undoes === undefined) return undefined;
    return { run, undoes: started.undoes, events: openJournal(folder, userId).events };
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}
