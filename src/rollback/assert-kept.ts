import type { HostView } from "../modules/contract/host-view.ts";
import { lostBackup } from "./lost-backup.ts";
import type { Taking, Undoing } from "./take-back.ts";

/**
 * Looks, for a path that can be judged only when it is its turn, whether the run's backups are still there: without them
 * nothing is to be begun. RB7203.
 */
export async function assertKept(
  { path, chain }: Taking,
  host: HostView,
  { force, before }: Pick<Undoing, "force" | "before">,
): Promise<void> {
  const isUndone = chain.every(({ deed }) => before.get(`${deed.host} ${deed.index}`)?.certain);
  if (isUndone || force.has(path)) return;
  const lost = await lostBackup(chain, host);
  if (lost) throw lost;
}
