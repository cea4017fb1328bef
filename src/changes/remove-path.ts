import { valueMap } from "../expression/value.ts";
import type { RemovePath } from "./change.ts";
import type { ChangeKind } from "./change-kind.ts";
import { changeFailure } from "./failure.ts";
import type { FileStat } from "./file-state.ts";
import { absent, seenState } from "./path-state.ts";
import { quote } from "./quote.ts";

/**
 * A file, a link, or a directory with all it holds goes away. A file's inode is kept in the run's backups, and so is a directory
 * that is on the same file system as they are.
 */
export const removePath: ChangeKind<RemovePath> = {
  show(change) {
    return { kind: change.kind, title: title(change), path: change.path };
  },
  foresee({ path }, files) {
    files.set(path, { kind: "absent" });
  },
  intent({ path, before }, keeping) {
    return {
      path,
      before: seenState(before),
      after: absent,
      ...(before.type !== "link" && { backup: keeping.backup() }),
    };
  },
  frame({ path, before }, number) {
    return { script: `rb_remove ${quote(path)} ${number} ${quote(seen(before))}`, deadline: 120_000 };
  },
  trace({ path, before }, number) {
    return { script: `rb_trace_remove ${quote(path)} ${number} ${quote(seen(before))}`, deadline: 120_000 };
  },
  outcome(change, reply) {
    if (reply.status !== 0) throw changeFailure(title(change), reply);
    return valueMap([]);
  },
};

/** What must still be there: the same inode, and for a file the same version of it. */
function seen({ type, inode, device, size, modified }: FileStat): string {
  return type === "file" ? `${inode} ${device} ${size} ${modified}` : `${inode} ${device} *`;
}

function title({ path, before }: RemovePath): string {
  return before.type === "directory" ? `remove directory ${path} and all it holds` : `remove ${path}`;
}
