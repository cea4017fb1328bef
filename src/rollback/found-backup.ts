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

/**
 * The oldest file that was kept of a path; a change that perhaps never began may have kept none, then the next one's is it.
 * RB7203 when it is gone, or not what it was.
 */
export async function foundBackup(chain: readonly PathChange[], { host, key }: Comparing): Promise<Found> {
  const keeping = chain.filter(({ before, backup }) => backup !== undefined && before?.is !== "absent");
  const whose = chain[0]?.path ?? "";
  const digest = keeping[0]?.before?.digest;
  for (const { backup: path = "", deed } of keeping) {
    const { stat, file } = await stateNow(host, path);
    if (stat?.type === "file") {
      if (digest === undefined || !file || hasDigest(file.content, digest, key)) {
        return { path, stat, content: file?.content };
      }
      throw noBackup(whose, `what was kept of it in ${path} is not what it was`);
    }
    if (deed.certain) throw noBackup(whose, await whyGone(path, host));
  }
  const [path] = keeping.flatMap(({ backup }) => backup ?? []);
  throw noBackup(whose, path === undefined ? "nothing was kept of it" : await whyGone(path, host));
}
