import type { FileSnapshot } from "../changes/file-state.ts";
import { sha256 } from "../changes/virtual-files.ts";
import { problem } from "../problems/problem.ts";
import type { PartReply } from "./batch.ts";
import { lookLimit } from "./look-part.ts";
import { parseStat } from "./parse-stat.ts";

/** The answer to a look: what came before its first NUL, and the rest. */
export interface Looked {
  readonly reply: PartReply;
  readonly realPath: string;
  readonly rest: Buffer;
}

/** The reply of `rb_read`: real path, NUL, a line of stat, the bytes. RB5002, RB5003. */
export function snapshotOf(
  path: string,
  { realPath, rest, mounts }: Omit<Looked, "reply"> & { readonly mounts: ReadonlySet<string> },
): FileSnapshot {
  const lineEnd = rest.indexOf(10);
  const stat = parseStat(realPath, rest.toString("utf8", 0, lineEnd + 1));
  const content = new Uint8Array(rest.subarray(lineEnd + 1));
  if (content.length > lookLimit) throw problem("RB5002", `${path} is larger than ${lookLimit / 1024 / 1024} MiB`);
  if (stat.size === 0 && content.length > 0) {
    throw problem("RB5002", `${path} says that it is empty and is not, as files of /proc do`, {
      hint: "Its content is made up when it is read: look at it with a command.",
    });
  }
  if (content.length !== stat.size) {
    throw problem("RB5003", `${path} changed while it was read`, { hint: "Run it again." });
  }
  return { path, realPath, content, sha256: sha256(content), stat, mountPoint: mounts.has(realPath) };
}
