import { runIds } from "../journal/find-run.ts";
import { glimpse } from "../journal/glimpse.ts";
import { openJournal } from "../journal/open-journal.ts";
import { runFolder } from "../journal/run-folder.ts";
import { ProblemError } from "../problems/problem.ts";
import { deedsOf } from "./deed.ts";
import type { Restarts } from "./undo-of-command.ts";

/** Which undo commands earlier rollbacks of a run have run, or may have. Journals that cannot be read are passed over. */
export function earlierUndos(state: string, run: string, userId: number): Restarts["before"] {
  const before = new Map<string, { readonly run: string; readonly certain: boolean }>();
  for (const id of runIds(state).filter((one) => one >= run)) {
    for (const { host, change, certain } of undosIn(runFolder(state, id), run, userId)) {
      const key = `${host} ${change.undoes}`;
      if (change.undoes !== undefined && !before.get(key)?.certain) before.set(key, { run: id, certain });
    }
  }
  return before;
}

function undosIn(folder: string, run: string, userId: number): ReturnType<typeof deedsOf> {
  try {
    const { started } = glimpse(folder, userId);
    if (started?.mode !== "apply" || started.undoes !== run) return [];
    return deedsOf(openJournal(folder, userId).events);
  } catch (error) {
    if (error instanceof ProblemError) return [];
    throw error;
  }
}
