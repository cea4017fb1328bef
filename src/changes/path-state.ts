import type { PathState } from "../events/path-state.ts";
import { octal } from "./attributes.ts";
import type { Attributes } from "./change.ts";
import type { FileStat } from "./file-state.ts";

/** Nothing is there. */
export const absent: PathState = { is: "absent" };

/** What was seen at a path; `digest`: of its bytes, of files whose bytes were seen. */
export function seenState(stat: FileStat, digest?: string): PathState {
  const { type, mode, uid, gid, inode, target } = stat;
  return {
    is: type,
    ...(digest !== undefined && { digest }),
    mode: octal(mode),
    owner: `${uid}:${gid}`,
    inode,
    ...(target !== undefined && { target }),
  };
}

/** What will be at a path, where what is not asked for stays as it was. Who owns something new is told only if it was asked for. */
export function wantedState(
  is: PathState["is"],
  { mode, owner, group }: Attributes,
  {
    before,
    digest,
    modeOfNew,
  }: { readonly before?: FileStat | undefined; readonly digest?: string; readonly modeOfNew: number },
): PathState {
  const user = owner ?? before?.uid;
  const team = group ?? before?.gid;
  return {
    is,
    ...(digest !== undefined && { digest }),
    mode: octal(mode ?? before?.mode ?? modeOfNew),
    ...(user !== undefined && team !== undefined && { owner: `${user}:${team}` }),
  };
}
