import type { FileStat } from "../changes/file-state.ts";
import { noBackup, whyGone } from "./no-backup.ts";
import type { PathChange } from "./path-change.ts";
import { hasDigest, stateNow } from "./state-now.ts";
import type { Comparing } from "./was-before.ts";

/** A file that was kept on the host. */
export interface Found {
  readonly path: string;
  readonly stat: FileStat;
  /** Absent of a very large file. */
  readonly content: Uint8Array | undefined;
}

/** The oldest file that was kept of a path. RB7203 when it is gone, or not what it was. */
export async function foundBackup(chain: readonly PathChange[], { host, key }: Comparing): Promise<Found> {
  const first = chain.find(({ before, backup }) => backup !== undefined && before?.is !== "absent");
  const path = first?.backup;
  const whose = chain[0]?.path ?? "";
  if (first === undefined || path === undefined) throw noBackup(whose, "nothing was kept of it");
  const { stat, file } = await stateNow(host, path);
  if (stat?.type !== "file") throw noBackup(whose, await whyGone(path, host));
  const digest = first.before?.digest;
  if (digest !== undefined && file && !hasDigest(file.content, digest, key)) {
    throw noBackup(whose, `what was kept of it in ${path} is not what it was`);
  }
  return { path, stat, content: file?.content };
}
