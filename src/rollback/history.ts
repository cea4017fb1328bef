import type { PathState } from "../events/path-state.ts";
import type { Deed } from "./deed.ts";
import { type PathChange, pathChanges } from "./path-change.ts";

/** What one host's deeds did to paths, in order. What a state does not tell of a file's bytes is known from the change before. */
export function historyOf(deeds: readonly Deed[]): readonly PathChange[] {
  const digests = new Map<string, string>();
  return deeds.flatMap(pathChanges).map((change) => {
    const before = withDigest(change.before, digests.get(change.path));
    const after = withDigest(change.after, change.deed.change.kind === "set-attributes" ? before?.digest : undefined);
    if (after?.digest !== undefined) digests.set(change.path, after.digest);
    else digests.delete(change.path);
    return { ...change, before, after };
  });
}

function withDigest(state: PathState | undefined, digest: string | undefined): PathState | undefined {
  if (state?.is !== "file" || state.digest !== undefined || digest === undefined) return state;
  return { ...state, digest };
}
