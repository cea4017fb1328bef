import type { HostView } from "../modules/contract/host-view.ts";
import type { PathChange } from "./path-change.ts";
import { isIn, type StateNow, stateNow } from "./state-now.ts";

/** What states are compared with. */
export interface Comparing {
  readonly host: HostView;
  /** Of the digests of secrets. */
  readonly key: Uint8Array;
}

/** Whether a path is as it was before a change: never made, or taken back already. */
export async function wasBefore(now: StateNow, change: PathChange, { host, key }: Comparing): Promise<boolean> {
  const { before, backup, deed } = change;
  if (before === undefined) return holdsWhatIsKept(now, backup, { host, key });
  if (!isIn(now, before, key)) return false;
  if (now.stat === undefined || before.inode === undefined || now.stat.inode === before.inode) return true;
  if (before.is === "link") return true;
  if (before.is === "directory") return deed.change.kind !== "remove";
  const kept = backup === undefined ? undefined : await host.stat(backup);
  if (kept?.inode === before.inode) return false;
  if (before.digest !== undefined || deed.change.kind === "set-attributes") return true;
  return holdsWhatIsKept(now, backup, { host, key });
}

async function holdsWhatIsKept(now: StateNow, backup: string | undefined, { host }: Comparing): Promise<boolean> {
  const kept = backup === undefined ? undefined : (await stateNow(host, backup)).file;
  return kept !== undefined && kept.sha256 === now.file?.sha256;
}
