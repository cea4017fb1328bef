import type { HostView } from "../modules/contract/host-view.ts";
import type { ProblemError } from "../problems/problem.ts";
import { isStoreGone, noBackup, whyGone } from "./no-backup.ts";
import type { PathChange } from "./path-change.ts";

/** RB7203 when taking a path back over these changes needs a backup, and the run's are gone from the host. */
export async function lostBackup(chain: readonly PathChange[], host: HostView): Promise<ProblemError | undefined> {
  const needed = chain.find(({ backup, before }) => backup !== undefined && before?.is !== "absent");
  if (needed?.backup === undefined || !(await isStoreGone(needed.backup, host))) return undefined;
  return noBackup(needed.path, await whyGone(needed.backup, host));
}
