import type { WrittenPath } from "../events/event.ts";
import type { PathState } from "../events/path-state.ts";
import type { Deed } from "./deed.ts";

/** What a deed did to one path. */
export interface PathChange {
  readonly deed: Deed;
  readonly path: string;
  /** `undefined`: it is not known. */
  readonly before: PathState | undefined;
  readonly after: PathState | undefined;
  /** Where on the host that which was there is kept, if anything is. */
  readonly backup: string | undefined;
}

/** The paths that a deed changed: a command's are those that it is known to write. */
export function pathChanges(deed: Deed): readonly PathChange[] {
  const { path, before, after, backup, writes = [] } = deed.change;
  if (path !== undefined) return [{ deed, path, before, after, backup }];
  return writes.map((written, index) => {
    const known = deed.wrote?.[index];
    const own = backup?.replace(/\.0$/, `.${index}`);
    return {
      deed,
      path: written,
      before: known && stateOf(known.before),
      after: known && stateOf(known.after),
      backup: known?.before === "absent" ? undefined : own,
    };
  });
}

function stateOf(digest: WrittenPath["before"]): PathState {
  return digest === "absent" || digest === "other" ? { is: digest } : { is: "file", digest };
}
