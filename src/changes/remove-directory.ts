import { valueMap } from "../expression/value.ts";
import type { RemoveDirectory } from "./change.ts";
import type { ChangeKind } from "./change-kind.ts";
import { changeFailure } from "./failure.ts";
import { absent, seenState } from "./path-state.ts";
import { quote } from "./quote.ts";

/** A directory that is empty goes away. */
export const removeDirectory: ChangeKind<RemoveDirectory> = {
  show(change) {
    return { kind: change.kind, title: title(change), path: change.path };
  },
  foresee({ path }, files) {
    files.set(path, { kind: "absent" });
  },
  intent({ path, before }) {
    return { path, before: seenState(before), after: absent };
  },
  frame({ path, before }) {
    return { script: `rb_rmdir ${quote(path)} ${quote(seen(before))}`, deadline: 60_000 };
  },
  trace({ path, before }, number) {
    return { script: `rb_trace_remove ${quote(path)} ${number} ${quote(seen(before))}`, deadline: 60_000 };
  },
  outcome(change, reply) {
    if (reply.status !== 0) throw changeFailure(title(change), reply);
    return valueMap([]);
  },
};

/** The same inode must still be there. */
function seen({ inode, device }: RemoveDirectory["before"]): string {
  return `${inode} ${device} *`;
}

function title({ path }: RemoveDirectory): string {
  return `remove the empty directory ${path}`;
}
